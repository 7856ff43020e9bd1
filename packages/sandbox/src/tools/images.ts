/** Images: pictures for messages. */
import { getTool, listTool, type Tool } from './tool.ts'

/** Images. */
export const images: readonly Tool[] = [listTool('get_images', 'images'), getTool('get_image', 'images')]
