/** Labels of a configured server's tools, as the gateway gives them: for commands that look at policies. */
import { isObject, type ToolLabel } from '@portcullis/engine'
import { createLabeller } from './gateway/tools/label-tools.ts'
import type { Server } from './ports/directory.ts'

/**
 * The operator's labels, else what the definitions suggest.
 * @param tools as the server lists them
 * @returns in the order of the tools
 */
export function labelTools(server: Server, tools: readonly { readonly name: string }[]): readonly ToolLabel[] {
  const definitions = tools.map((tool) => ({ name: tool.name, definition: isObject(tool) ? tool : {} }))
  const labels = createLabeller(server)(
    definitions,
    tools.map(({ name }) => name),
  )
  return labels.map(({ category, risk, source }) => ({ category, risk, source }))
}
