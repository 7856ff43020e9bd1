/** Judges one whole answer: is it an answer to the request, does it carry a credential, what does the method ask of it? */
import { type Refusal, refusal } from '../errors.ts'
import { type AnswerFacts, scanAnswer } from '../wire/answer.ts'
import type { RequestId } from '../wire/message.ts'
import type { SecretSearch } from '../wire/secret-search.ts'
import { applyEdits, setMember, wholeSpan } from '../wire/spans.ts'
import type { Inspector } from './inspector.ts'
import type { AnswerJudge } from './judge.ts'
import { withoutOwnMeta } from './own-meta.ts'
import type { Outcome } from './relay-owner.ts'

interface Asked {
  readonly message: { readonly id: RequestId; readonly idText: string }
  /** The client finds its request by the id alone, as there is no exchange of HTTP around it. */
  readonly needsId: boolean
  readonly judge: AnswerJudge
  readonly inspector: Inspector | undefined
  readonly secrets: SecretSearch | undefined
  /** What the server says under the gateway's prefix is true. */
  readonly trustsOwnMeta: boolean
}

/** How a call ended, by what its answer says. */
export function outcomeOf(facts: AnswerFacts): Outcome {
  if (facts.failed) return 'protocol_error'
  return facts.isError ? 'tool_error' : 'ok'
}

/** @returns the answer as it may go on, or the refusal that takes its place, and how the call ended */
export function judgeAnswer(
  asked: Asked,
  answer: Buffer,
): { readonly answer: Buffer | Refusal; readonly outcome: Outcome } {
  const facts = scanAnswer(answer)
  // An error may come without an id where the server could not read the request's (JSON-RPC 2.0, section 5).
  const mine = facts !== undefined && (facts.id === asked.message.id || (facts.id === null && facts.failed))
  if (!mine) return { answer: refusal('upstream_garbage'), outcome: 'withheld' }
  if (asked.secrets?.found(answer) === true) return { answer: refusal('result_withheld'), outcome: 'withheld' }
  const named = facts.id === null && asked.needsId ? withId(answer, asked.message.idText) : answer
  const own = facts.ownMeta && !asked.trustsOwnMeta ? withoutOwnMeta(named) : named
  const inspected = asked.inspector === undefined ? own : asked.inspector.answer(own)
  if (!Buffer.isBuffer(inspected)) return { answer: inspected, outcome: 'withheld' }
  const judged = asked.judge.judge(inspected, facts)
  return { answer: judged, outcome: Buffer.isBuffer(judged) ? outcomeOf(facts) : 'withheld' }
}

const withId = (answer: Buffer, idText: string): Buffer =>
  applyEdits(answer, [setMember(answer, wholeSpan(answer), 'id', idText)])
