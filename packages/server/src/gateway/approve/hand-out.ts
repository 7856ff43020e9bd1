/** Hands out the answer of a call that was approved and made, and whose client had gone before the answer came. */
import { outcomeOf } from '../answer/judge-answer.ts'
import type { Environment } from '../environment.ts'
import type { JudgedCall } from '../judge-call.ts'
import type { Turn } from '../turn.ts'
import { scanAnswer } from '../wire/answer.ts'
import { setAt } from '../wire/splice.ts'
import type { Approvals } from './approvals.ts'

/** Who calls again. */
export interface CallingAgain {
  readonly approvals: Approvals
  readonly turn: Turn
  readonly call: JudgedCall
}

/**
 * The answer was judged when it came, and goes out as the answer to this request.
 * @returns false where somebody else was handed it, or it cannot be recorded
 */
export async function handOut(
  env: Environment,
  { approvals, turn, call: { tool, rule, document } }: CallingAgain,
  id: string,
  binding: string,
): Promise<boolean> {
  const kept = await approvals.store.collect(id, binding)
  if (kept === undefined) return false
  const answer = setAt(Buffer.from(kept), ['id'], turn.message.idText)
  const facts = scanAnswer(answer)
  if (facts === undefined) return false
  const approval = { id, state: 'delivered', narrowed: false } as const
  env.recorder.allowed(turn, { tool, rule, document, args: [], approval })
  turn.arrival.down.json(200, answer)
  env.recorder.outcome(turn, { outcome: outcomeOf(facts) }, undefined)
  return true
}
