/** What is said of servers. */
import type { z } from 'zod'
import type { PROBE_VIEW, SERVER_VIEW } from '../../control/server/server-view.ts'
import { table } from '../remote/table.ts'

/** A server as the API shows it. */
export type ShownServer = z.output<typeof SERVER_VIEW>

/** Where it is. */
export const wayOf = ({ way }: Pick<ShownServer, 'way'>): string =>
  way.kind === 'template' ? `template ${way.template}` : way.url

/** How it was reached last. */
export function healthOf({ health }: Pick<ShownServer, 'health'>): string {
  if (health === null) return 'not yet'
  return health.problem === null ? 'yes' : 'no'
}

/** What a visit found. */
export function probeText({
  outcome,
  problem,
  protocol,
  transport,
  oauth,
  tools,
}: z.output<typeof PROBE_VIEW>): string {
  if (outcome === 'failed') return `It did not answer as an MCP server: ${problem ?? 'no reason is known'}\n`
  if (outcome === 'unauthorized')
    return oauth === undefined
      ? 'It asks for credentials. Give them with --header, as portcullis server edit --help says.\n'
      : `It asks for OAuth, by ${oauth.issuer}. Somebody connects it in the browser.\n`
  const rows = tools.map(({ name, category, risk }) => [name, category, risk])
  const head = `It speaks MCP ${protocol ?? ''} over ${transport ?? 'HTTP'}, and has ${tools.length} tools.\n`
  return rows.length === 0 ? head : `${head}\n${table(['tool', 'category', 'risk'], rows)}`
}
