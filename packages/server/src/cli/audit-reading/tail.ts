/** `portcullis audit tail`. */
import type { Command } from 'commander'
import { safeLine } from '../../ports/safe-text.ts'
import type { CommandOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, type Running, withControl } from '../remote/command.ts'
import { Stop } from '../remote/stop.ts'
import { decisionCells, type ShownDecision } from './decision-row.ts'
import { eventsOf } from './server-sent-events.ts'

/** Adds it. */
export function registerAuditTail(audit: Command, output: CommandOutput): void {
  controlCommand(audit, 'tail', 'print decisions as they are made, until it is interrupted').action(
    (options: ControlOptions) => {
      const stop = new AbortController()
      process.once('SIGINT', () => stop.abort())
      return withControl(options, (running) => tail(running, { options, output, stop: stop.signal }), output)
    },
  )
}

interface Tailing {
  readonly options: ControlOptions
  readonly output: CommandOutput
  readonly stop: AbortSignal
}

/** Streams end after some minutes: the next one goes on. */
async function tail(running: Running, tailing: Tailing): Promise<void> {
  const { stop } = tailing
  while (!stop.aborted) {
    try {
      await follow(running, tailing)
    } catch (error) {
      if (stop.aborted) return
      const reason = error instanceof Error ? error.message : String(error)
      throw error instanceof Stop ? error : new Stop(`The stream broke off: ${reason}`)
    }
  }
}

async function follow({ session }: Running, { options, output, stop }: Tailing): Promise<void> {
  const { ok, status, body } = await session.stream(`/organisations/${session.organisation}/audit/events`, stop)
  if (!ok || body === null)
    throw new Stop(`The stream was refused with the status ${status}. See that you may read the audit log.`)
  for await (const { event, data } of eventsOf(body)) {
    if (event === 'missing')
      output.error(`Some were left out, as they came too fast: portcullis audit query has them.\n`)
    if (event !== 'decision' && event !== 'outcome') continue
    output.out(options.json === true ? `${data}\n` : rowOf(event, data))
  }
}

/** Events come from the control plane, in the shape of its API. */
function rowOf(event: string, data: string): string {
  const { id, outcome, ...rest }: ShownDecision = JSON.parse(data)
  if (event === 'outcome') return `  ${safeLine(id)}: ${safeLine(outcome ?? 'unknown')}\n`
  return `${decisionCells({ ...rest, id, outcome })
    .map(safeLine)
    .join('  ')}\n`
}
