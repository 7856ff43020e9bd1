/** Resources, prompts, completion, logging and tasks: decided as a whole. */
import { callJudge } from './answer/call-judge.ts'
import { permitted } from './answer/server-messages.ts'
import { openContinuation } from './continuation.ts'
import type { Environment } from './environment.ts'
import { refusal } from './errors.ts'
import { forward } from './forward.ts'
import type { Treatment } from './methods.ts'
import { refuse } from './refuse.ts'
import { emptyList } from './tools/filter-list.ts'
import type { Turn } from './turn.ts'
import { resultAnswer } from './wire/refusal.ts'

/** Forwards what the policy permits; a refused list is an empty one, so that clients that look around are not disturbed. */
export function surface(env: Environment, turn: Turn, treatment: Extract<Treatment, { kind: 'surface' }>): void {
  const { message, caller, arrival } = turn
  const permission = permitted(caller, treatment.surface)
  if (permission.allowed) {
    if (!env.recorder.allowed(turn, { rule: permission.rule, args: [] }))
      return refuse(env, turn, refusal('log_unavailable'))
    const name = nameOf(turn)
    const continuation = openContinuation(env.states, turn, name)
    const judge = callJudge(env, turn, { name, round: continuation?.round ?? 0, reservation: turn.id })
    return forward(env, turn, { bytes: continuation?.bytes ?? message.bytes, judge, reserved: false })
  }
  const refused = {
    code: 'policy_denied',
    message: `${message.method} is not allowed by this policy: ${treatment.surface} are denied as a whole.`,
    rule: permission.rule,
  } as const
  if (treatment.emptyList === undefined) return refuse(env, turn, refused)
  env.recorder.refused(turn, undefined, refused)
  arrival.down.json(200, resultAnswer(message.idText, emptyList(treatment.emptyList, message.era)))
}

/** What a prompt or a resource is called; empty for methods that name nothing. */
function nameOf({ message }: Turn): string {
  const { name, uri } = message.params
  if (typeof name === 'string') return name
  return typeof uri === 'string' ? uri : ''
}
