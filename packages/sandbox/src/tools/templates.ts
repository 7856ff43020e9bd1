/** Templates: what messages look like. */
import { z } from 'zod'
import { getTool, listTool, type Tool, tool } from './tool.ts'

const createTemplate = tool(
  'create_template',
  z.strictObject({ name: z.string(), html: z.string(), text: z.string().optional() }),
  (shop, { name, html, text = null }) => {
    const now = shop.now()
    return { data: shop.templates.add({ name, editor_type: 'CODE', html, text, created: now, updated: now }) }
  },
)

/** Templates. */
export const templates: readonly Tool[] = [
  listTool('get_templates', 'templates'),
  getTool('get_template', 'templates'),
  createTemplate,
]
