/** Visits a server that is there already, as it proves itself now, and remembers what was found. */
import type { FeedTransport } from '../../ports/directory-feed.ts'
import type { Control } from '../control.ts'
import { findTokens, openTokens, suppliedBy } from '../upstream-auth/tokens.ts'
import { transportOf } from './feed.ts'
import { hearReached } from './health.ts'
import { hearTools } from './heard-tools.ts'
import { type ProbeReport, probe } from './probe.ts'
import type { ServerRow } from './server.ts'

/** What was found; its health and its list of tools are written. */
export async function probeKnown(control: Control, server: ServerRow): Promise<ProbeReport> {
  const at = control.clock.now()
  const transport = await transportOf(control, server)
  if (typeof transport === 'string') {
    const problem = `The server cannot be used: ${transport}`
    await hearReached(control, { server: server.id, at, problem })
    return { ...NOTHING, problem }
  }
  const { report, tools } = await probe(control, await withToken(control, server, transport), server.slug)
  // Whose server it is only its owners can list; that it asks for their tokens is as it should be.
  const isOwners = server.authentication.kind === 'oauth' && server.authentication.identity === 'owner'
  const problem = report.outcome === 'unauthorized' && isOwners ? undefined : report.problem
  await hearReached(control, { server: server.id, at, problem, protocol: report.protocol })
  if (report.outcome === 'listed') await hearTools(control, server.id, tools)
  return report
}

const NOTHING = {
  outcome: 'failed',
  transport: undefined,
  era: undefined,
  protocol: undefined,
  server: undefined,
  oauth: undefined,
  tools: [],
} as const

/** The token that is everybody's, where there is one. */
async function withToken(control: Control, server: ServerRow, transport: FeedTransport): Promise<FeedTransport> {
  const { authentication } = server
  if (transport.kind === 'stdio' || authentication.kind !== 'oauth' || authentication.identity === 'owner')
    return transport
  const row = await findTokens(control, server.id, '')
  const tokens = row === undefined ? undefined : openTokens(control, row)
  if (row === undefined || tokens === undefined) return transport
  return { ...transport, headers: { ...suppliedBy(row, tokens, transport.url).headers } }
}
