/** Forms: where visitors sign up. */
import { getTool, listTool, type Tool } from './tool.ts'

/** Forms. */
export const forms: readonly Tool[] = [listTool('get_forms', 'forms'), getTool('get_form', 'forms')]
