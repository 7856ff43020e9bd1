/** What a judged call takes from counters, or why it cannot: as they are, or before a person was asked. */
import type { AskRule } from '@portcullis/engine'
import type { Counted } from '../ports/audit-sink.ts'
import { endOfTurn } from '../ports/end-of-turn.ts'
import { type Question, questionOf } from './approve/question.ts'
import type { Environment } from './environment.ts'
import type { Refusal } from './errors.ts'
import type { JudgedCall } from './judge-call.ts'
import { NOT_COUNTED, peek, refusalOf, reserve } from './reserve.ts'
import type { Turn } from './turn.ts'

/**
 * Takes what the call takes. Where a person is asked first, nothing is taken, but looked at: what is refused anyway is
 * not asked about. Calls that are read in one turn of the loop go on together, whether they are counted or not.
 */
export function countCall(env: Environment, turn: Turn, call: JudgedCall): Promise<Counted | Question | Refusal> {
  const { tool, claims, decision, continuation, reserved } = call
  if (decision.effect === 'ask' && continuation === undefined) return lookFirst(env, turn, call, decision.asks)
  if (!reserved) return endOfTurn().then(notCounted)
  return reserve(env.counters, turn, { tool, claims, approved: false }).then((taken) => {
    if (!('limits' in taken)) return taken
    return questionOf([], claims, taken.limits, tool.name) ?? refusalOf(taken, turn, tool.name)
  })
}

const notCounted = (): Counted => NOT_COUNTED

async function lookFirst(
  env: Environment,
  turn: Turn,
  { tool, claims }: JudgedCall,
  asks: readonly AskRule[],
): Promise<Question | Refusal> {
  const found = await peek(env.counters, turn, tool.name, claims)
  if (found !== undefined && 'code' in found) return found
  return questionOf(asks, claims, found ?? [], tool.name) ?? CANNOT_ASK
}

/** Cannot happen: whatever asks says how. */
const CANNOT_ASK: Refusal = {
  code: 'internal',
  message: 'It could not be found out whom to ask, so the call was refused.',
}
