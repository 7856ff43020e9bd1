/** A server as the API shows it: nothing of its secrets but their names. */
import { z } from 'zod'
import type { Database } from '../../store/sql/tables.ts'
import { LIMITS, type ServerRow, VETTING } from './server.ts'

const way = z.union([
  z.object({ kind: z.enum(['http', 'sse']), url: z.string() }),
  z.object({ kind: z.literal('template'), template: z.string(), parameters: z.record(z.string(), z.string()) }),
])

const source = z.union([
  z.object({ kind: z.enum(['url', 'template']) }),
  z.object({ kind: z.literal('catalogue'), entry: z.string() }),
  z.object({ kind: z.literal('registry'), name: z.string(), version: z.string() }),
])

const authentication = z.union([
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('headers'), names: z.array(z.string()).readonly() }),
  z.object({
    kind: z.literal('oauth'),
    identity: z.enum(['server', 'owner']),
    flow: z.enum(['code', 'client']),
    client: z
      .object({
        id: z.string(),
        issuer: z.string().optional(),
        proof: z.enum(['none', 'secret', 'key']),
        algorithm: z.string().optional(),
      })
      .optional(),
    scopes: z.array(z.string()).readonly().optional(),
  }),
])

/** How it was reached last. */
const health = z.object({
  at: z.int().describe('When it was tried last.'),
  reached: z.int().nullable().describe('When it answered last.'),
  problem: z.string().nullable().describe('What is wrong; null: nothing.'),
  protocol: z.string().nullable().describe('Version of MCP that was agreed on.'),
})

/** A server. */
export const SERVER_VIEW = z.object({
  id: z.string(),
  slug: z.string(),
  label: z.string(),
  way,
  source,
  authentication,
  limits: LIMITS,
  vetting: VETTING,
  baseline: z.string().nullable().describe('Id of the policy that stands over every grant’s own.'),
  newTools: z.enum(['refuse', 'follow']).describe('What becomes of tools that are in no accepted list.'),
  pinned: z.boolean().describe('A list of tools was accepted: what differs from it is refused.'),
  health: health.nullable(),
  url: z.string().describe('Where clients reach it through the gateway.'),
  revision: z.int(),
  created: z.int(),
})

/** What a probe found. */
export const PROBE_VIEW = z.object({
  outcome: z.enum(['listed', 'unauthorized', 'failed']),
  problem: z.string().optional(),
  transport: z.enum(['stdio', 'http', 'sse']).optional(),
  era: z.enum(['modern', 'legacy']).optional(),
  protocol: z.string().optional(),
  server: z.object({ name: z.string().optional(), version: z.string().optional() }).optional(),
  oauth: z
    .object({
      issuer: z.string(),
      scopes: z.array(z.string()).readonly(),
      registration: z.array(z.enum(['document', 'registered', 'given'])).readonly(),
    })
    .optional(),
  tools: z.array(z.object({ name: z.string(), category: z.string(), risk: z.string() })).readonly(),
})

export type ServerView = z.input<typeof SERVER_VIEW>

/** Shows servers, with how they were reached. */
export async function viewServers(
  db: Database,
  gateway: string,
  rows: readonly ServerRow[],
): Promise<readonly ServerView[]> {
  const ids = rows.map(({ id }) => id)
  const found =
    ids.length === 0 ? [] : await db.selectFrom('server_health').selectAll().where('server', 'in', ids).execute()
  const byServer = new Map(found.map((one) => [one.server, one]))
  return rows.map((row) => {
    const { new_tools, pinned, ...shown } = row
    return {
      ...shown,
      newTools: new_tools === 'follow' ? 'follow' : 'refuse',
      pinned: pinned === 1,
      health: byServer.get(row.id) ?? null,
      url: `${gateway}/mcp/${row.slug}`,
    }
  })
}
