/** Reviews: what customers say of what they bought. */
import { getTool, listTool, type Tool } from './tool.ts'

/** Reviews. */
export const reviews: readonly Tool[] = [
  listTool('get_product_reviews', 'reviews'),
  getTool('get_product_review', 'reviews'),
]
