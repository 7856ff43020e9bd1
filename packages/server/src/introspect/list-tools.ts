/** All pages of a server's `tools/list` (MCP 2026-07-28, Tools and Pagination). */
import type { Client } from '@modelcontextprotocol/client'
import type { ToolDefinition } from '@portcullis/catalogue'
import { z } from 'zod'
import { type Budget, within } from './budget.ts'
import { definitionOf } from './definitions.ts'
import { IntrospectError } from './failure.ts'
import type { IntrospectLimits } from './target.ts'

/** As little as can be asked: one odd tool must not hide all the others. Schemas are carried, never compiled. */
const PAGE = z.looseObject({ tools: z.array(z.unknown()), nextCursor: z.string().optional() })

/** The tools of all pages; of two with one name, both. Throws `IntrospectError` beyond the limits. */
export async function listTools(
  client: Client,
  limits: IntrospectLimits,
  { signal, time }: Budget,
): Promise<readonly ToolDefinition[]> {
  const tools: ToolDefinition[] = []
  const seen = new Set<string>()
  for (let cursor: string | undefined, pages = 0; ; ) {
    const params = cursor === undefined ? {} : { cursor }
    const asked = client.request({ method: 'tools/list', params }, PAGE, { timeout: time, signal })
    const page = await within(asked, signal)
    for (const tool of page.tools) tools.push(...[definitionOf(tool)].filter((one) => one !== undefined))
    if (tools.length > limits.tools) throw new IntrospectError('too_many', `it has more than ${limits.tools} tools`)
    cursor = page.nextCursor
    if (cursor === undefined) return tools
    if (++pages >= limits.pages) throw new IntrospectError('too_many', `its list has more than ${limits.pages} pages`)
    if (seen.has(cursor)) throw new IntrospectError('protocol', 'its list goes in circles: a cursor came twice')
    seen.add(cursor)
  }
}
