/** What an answer to `tools/call`, `prompts/get` or `resources/read` is put through before the client sees it. */
import type { JsonObject } from '@portcullis/engine'
import { mayAskAgain } from '../continuation.ts'
import type { Environment } from '../environment.ts'
import { type Refusal, refusal } from '../errors.ts'
import { serverRequestTreatment } from '../methods.ts'
import type { Turn } from '../turn.ts'
import type { Span } from '../wire/message.ts'
import { isObject } from '../wire/shape.ts'
import { applyEdits, type Edit, memberOf, setMember, wholeSpan } from '../wire/spans.ts'
import type { AnswerJudge, Judged } from './judge.ts'
import { permitted, pointsHome } from './server-messages.ts'

/** What is known of the call that is being answered. */
export interface Asking {
  /** Name or URI that the request is about. */
  readonly name: string
  /** How often the server has asked within this call already. */
  readonly round: number
  /** Id under which the claims of this call were taken. */
  readonly reservation: string
}

/** @param asking of the call, or of the first round of it */
export function callJudge(env: Environment, turn: Turn, asking: Asking): AnswerJudge {
  return {
    needsWhole: false,
    judge(answer, facts) {
      if (turn.message.era !== 'modern' || facts.resultType !== 'input_required') return answer
      return judgeQuestion(env, turn, asking, answer)
    },
  }
}

/** The server asks the client for something before it goes on: each question is judged, and the way back is sealed. */
function judgeQuestion(env: Environment, turn: Turn, asking: Asking, answer: Buffer): Judged {
  const result = memberOf(answer, wholeSpan(answer), 'result')
  if (result === undefined) return refusal('upstream_garbage')
  const refused = refuseQuestions(env, turn, parseAt(answer, memberOf(answer, result, 'inputRequests')))
  if (refused !== undefined) return refused
  if (!mayAskAgain(asking.round)) return refusal('upstream_garbage')
  const state = parseAt(answer, memberOf(answer, result, 'requestState'))
  if (state !== undefined && typeof state !== 'string') return refusal('upstream_garbage')
  const sealed = env.states.seal(turn, asking.name, {
    upstream: state,
    round: asking.round + 1,
    reservation: asking.reservation,
  })
  const edit: Edit = setMember(answer, result, 'requestState', JSON.stringify(sealed))
  return applyEdits(answer, [edit])
}

function refuseQuestions(env: Environment, turn: Turn, requests: unknown): Refusal | undefined {
  if (requests === undefined) return undefined
  if (!isObject(requests)) return refusal('upstream_garbage')
  for (const request of Object.values(requests)) {
    const refused = isObject(request) ? refuseQuestion(env, turn, request) : refusal('upstream_garbage')
    if (refused !== undefined) return refused
  }
  return undefined
}

function refuseQuestion(env: Environment, turn: Turn, { method, params }: JsonObject): Refusal | undefined {
  if (typeof method !== 'string') return refusal('upstream_garbage')
  const treatment = serverRequestTreatment(method)
  const permission = treatment?.kind === 'surface' ? permitted(turn.caller, treatment.surface) : undefined
  const leadsHome = isObject(params) && pointsHome(params, env.ownHosts)
  if (permission?.allowed === true && !leadsHome) return undefined
  return {
    code: 'policy_denied',
    message: `The server asks for ${method.slice(0, 128)} before it goes on, which this policy does not allow.`,
    rule: permission?.rule ?? '(unknown method)',
  }
}

function parseAt(answer: Buffer, span: Span | undefined): unknown {
  return span === undefined ? undefined : JSON.parse(answer.toString('utf8', span.start, span.end))
}
