/** A call as a person narrowed it: judged as it is sent, and the agent is told. */
import type { JsonValue } from '@portcullis/engine'
import type { AnswerJudge } from '../answer/judge.ts'
import { argumentsOf, toolName } from '../describe.ts'
import type { Environment } from '../environment.ts'
import { bookOf } from '../tools/book-of.ts'
import type { KnownTool } from '../tools/known-tool.ts'
import type { Turn } from '../turn.ts'
import { META_PREFIX } from '../wire/era.ts'
import { paramHeadersFor } from '../wire/param-headers.ts'
import { applyEdits, elementsOf, memberOf, wholeSpan } from '../wire/spans.ts'
import { dropAt, setAt, textAt } from '../wire/splice.ts'

const PLACE = ['params', 'arguments']
/** Arguments that are repeated to the agent, characters. */
const LONGEST_TOLD = 4000

/**
 * The turn with other arguments. Headers that repeat arguments are made anew from these.
 * @param narrowed `params`, JSON text: of these, the arguments are taken
 * @returns undefined where that is no valid call
 */
export function narrowedTurn(
  env: Environment,
  turn: Turn,
  known: KnownTool | undefined,
  narrowed: string,
): Turn | undefined {
  const { bytes } = turn.message
  const args = textAt(Buffer.from(narrowed), ['arguments'])
  const edited = args === undefined ? dropAt(bytes, PLACE) : setAt(bytes, PLACE, args)
  const message = env.readMessage(edited, turn.arrival.head)
  if (!('kind' in message) || message.kind !== 'request') return undefined
  const { head } = turn.arrival
  const next: Turn = { ...turn, message, narrowedFrom: turn.narrowedFrom ?? turn.message }
  if (head === undefined) return next
  const paramHeaders = known === undefined ? [] : paramHeadersFor(known.paramHeaders, argumentsOf(next))
  return { ...next, arrival: { ...turn.arrival, head: { ...head, paramHeaders } } }
}

/** The turn as its call began, where a person narrowed it then: what a server asked in between does not change that. */
export function narrowedAgain(env: Environment, turn: Turn): Turn {
  const name = toolName(turn)
  const narrowed = env.states.peek(turn, name)?.approved?.narrowed
  if (narrowed === undefined) return turn
  // What cannot be narrowed again is not the same call: as it came, its state is not recognised.
  return narrowedTurn(env, turn, bookOf(env, turn.caller).heardBy(turn.conversation).find(name), narrowed) ?? turn
}

/** Puts into the result that a person narrowed the call, and how: for programs in `_meta`, for the model as a text. */
export function tellNarrowed(judge: AnswerJudge, turn: Turn): AnswerJudge {
  return {
    needsWhole: true,
    judge(answer, facts) {
      const judged = judge.judge(answer, facts)
      return Buffer.isBuffer(judged) ? withNote(judged, turn) : judged
    },
  }
}

function withNote(answer: Buffer, turn: Turn): Buffer {
  const result = memberOf(answer, wholeSpan(answer), 'result')
  const content = result && memberOf(answer, result, 'content')
  if (result === undefined || content === undefined) return answer
  const args: JsonValue = argumentsOf(turn)
  const text = JSON.stringify(args)
  const told = text.length > LONGEST_TOLD ? `${text.slice(0, LONGEST_TOLD)}…` : text
  const block = JSON.stringify({
    type: 'text',
    text: `[NARROWED BY A PERSON] Whoever approved this call changed its arguments first. It was made with: ${told}`,
  })
  const at = content.end - 1
  const separator = elementsOf(answer, content).length > 0 ? ',' : ''
  const noted = applyEdits(answer, [{ span: { start: at, end: at }, text: separator + block }])
  return withMeta(noted, text.length > LONGEST_TOLD ? {} : { arguments: args })
}

function withMeta(answer: Buffer, narrowed: object): Buffer {
  return setAt(answer, ['result', '_meta', `${META_PREFIX}narrowed`], JSON.stringify(narrowed))
}
