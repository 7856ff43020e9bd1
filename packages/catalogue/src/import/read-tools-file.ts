/** A server and all its tools in one file: `{"server": {…}, "tools": […]}`, as `tools/list` answers them. */
import type { FactSource } from '../entry.ts'
import { canBeTool } from './names.ts'
import { hintsOf, readServerRow } from './read-lines.ts'
import { own, type Row, rowOf, rowsIn, textIn } from './row.ts'
import type { Found, FoundTool } from './server-facts.ts'

/** Most tools of one file. */
const MOST = 5000

function toolIn(row: Row, server: string, source: FactSource): FoundTool | undefined {
  const name = textIn(row, 'name', 128)
  if (name === undefined || !canBeTool(name)) return undefined
  const description = textIn(row, 'description', 65_536)
  const annotations = hintsOf(own(row, 'annotations'))
  const definition = {
    name,
    ...(description !== undefined && { description }),
    inputSchema: own(row, 'inputSchema'),
    ...(annotations !== undefined && { annotations }),
  }
  return { kind: 'tool', server, definition, source }
}

/** Whether a value has this shape at all. */
export function isToolsFile(value: unknown): boolean {
  const row = rowOf(value)
  return rowOf(own(row, 'server')) !== undefined && Array.isArray(own(row, 'tools'))
}

/**
 * The server and its tools, and how many of these were left out since no tool can have their names. `server` has an `id`,
 * a `repository`, a `package` or a `remote`, and may say by `tools` how many there are: where all are there, the list is
 * complete. Nothing where the server has no identity.
 */
export function readToolsFile(
  value: unknown,
  source: FactSource,
): { readonly found: readonly Found[]; readonly dropped: number } | undefined {
  const file = rowOf(value)
  const described = rowOf(own(file, 'server'))
  const server = described === undefined ? undefined : readServerRow(described)
  if (server === undefined || described === undefined) return undefined
  const rows = rowsIn(file, 'tools', MOST)
  const tools = rows.flatMap((row) => toolIn(row, server.id, source) ?? [])
  const complete = tools.length > 0 && own(described, 'tools') === tools.length
  return {
    found: [{ ...server, sources: [...server.sources, source], complete }, ...tools],
    dropped: rows.length - tools.length,
  }
}
