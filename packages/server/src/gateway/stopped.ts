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

/** A message of a caller who is stopped: requests are told why, everything else ends here. */
export function refuseStopped(
  env: Environment,
  { arrival, caller, stop }: { readonly arrival: Arrival; readonly caller: Caller; readonly stop: Stop },
  message: Message,
): void {
  if (message.kind === 'request') {
    const inquiry = { arrival, caller, message, at: env.clock.now(), started: env.clock.monotonic(), id: env.nextId() }
    return refuse(env, inquiry, stoppedRefusal(stop))
  }
  const method = message.kind === 'notification' ? message.method : '(response)'
  env.recorder.dropped(caller, { method, rule: '(stopped)', era: message.era })
  arrival.down.empty(202)
}
