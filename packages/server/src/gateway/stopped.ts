/** The kill switch, as the flow meets it. */
import type { Caller, Stop } from '../ports/directory.ts'
import type { Environment } from './environment.ts'
import type { Refusal } from './errors.ts'
import { refuse } from './refuse.ts'
import type { Arrival } from './turn.ts'
import type { Message } from './wire/message.ts'

/** What agents are told of something that is stopped. */
export const stoppedRefusal = ({ reason }: Stop): Refusal => ({
  code: 'stopped',
  message: `${sentence(reason)} It was stopped by an operator: do not try again until you are told.`,
  rule: '(stopped)',
})

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

/** Nothing of this caller may go on. */
export interface Closed {
  readonly arrival: Arrival
  readonly caller: Caller
  readonly found: Refusal
}

/** A message of which nothing may go on: requests are told why, everything else ends here. */
export function refuseClosed(env: Environment, { arrival, caller, found }: Closed, message: Message): void {
  if (message.kind === 'request') {
    const inquiry = { arrival, caller, message, at: env.clock.now(), started: env.clock.monotonic(), id: env.nextId() }
    return refuse(env, inquiry, found)
  }
  const method = message.kind === 'notification' ? message.method : '(response)'
  env.recorder.dropped(caller, { method, rule: found.rule ?? `(${found.code})`, era: message.era })
  arrival.down.empty(202)
}
