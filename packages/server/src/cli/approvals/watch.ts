/** `portcullis approvals watch`. */
import { safeLine } from '../../ports/safe-text.ts'
import { eventsOf } from '../audit-reading/server-sent-events.ts'
import type { CommandOutput } from '../command-output.ts'
import type { ControlOptions, Running } from '../remote/command.ts'
import { Stop } from '../remote/stop.ts'
import { type ShownApproval, stateWords } from './list.ts'

/** What it is run with. */
export interface Watching {
  readonly options: ControlOptions
  readonly output: CommandOutput
  readonly stop: AbortSignal
}

/** How each was printed last: what is told twice is printed once. */
type Printed = Map<string, string>

const MOST_PRINTED = 10_000

/** Streams end after some minutes: the next one goes on, and what came between is read. */
export async function watchApprovals(running: Running, watching: Watching): Promise<void> {
  const printed: Printed = new Map()
  const { stop } = watching
  while (!stop.aborted) {
    try {
      await follow(running, watching, printed)
    } catch (error) {
      if (stop.aborted) return
      const reason = error instanceof Error ? error.message : String(error)
      throw error instanceof Stop ? error : new Stop(`The stream broke off: ${reason}`)
    }
  }
}

async function follow(running: Running, watching: Watching, printed: Printed): Promise<void> {
  const { session, params } = running
  const { ok, status, body } = await session.stream(
    `/organisations/${session.organisation}/approvals/events`,
    watching.stop,
  )
  if (!ok || body === null) throw new Stop(`The stream was refused with the status ${status}.`)
  // The stream tells what moves from now on: what waits already is read after it began.
  const { items } = (await session.ask('approvals.list', { params, query: { state: 'pending', limit: 200 } })).body
  for (const one of items.toReversed()) print(one, running, watching, printed)
  for await (const { event, data } of eventsOf(body)) {
    if (event !== 'approval') continue
    const { id }: { readonly id: string } = JSON.parse(data)
    const found = await session.ask('approvals.read', { params: { ...params, approval: id } })
    print(found.body, running, watching, printed)
  }
}

function print(one: ShownApproval, { session }: Running, { options, output }: Watching, printed: Printed): void {
  const state = stateWords(one)
  if (printed.get(one.id) === state) return
  if (printed.size >= MOST_PRINTED) printed.clear()
  printed.set(one.id, state)
  if (options.json === true) return output.out(`${JSON.stringify(one)}\n`)
  const at = new Date(one.moved).toISOString()
  const risk = one.risk === undefined ? '' : ` (risk ${one.risk})`
  const line = [at, state, `${one.tool} on ${one.server.slug}${risk}`, `asked by ${one.grant.label}`, one.id]
  output.out(`${line.map(safeLine).join('  ')}\n`)
  if (one.state === 'pending') output.out(`  ${safeLine(`${session.origin}/approvals/${one.id}`)}\n`)
}
