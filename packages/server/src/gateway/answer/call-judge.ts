/** What an answer to `tools/call`, `prompts/get` or `resources/read` is put through before the client sees it. */
import type { JsonObject } from '@portcullis/engine'
import type { MakeAftermath } from '../aftermath.ts'
import { type Carried, mayAskAgain } from '../continuation.ts'
import type { Environment } from '../environment.ts'
import { type Refusal, refusal } from '../errors.ts'
import type { Turn } from '../turn.ts'
import type { AnswerFacts } from '../wire/answer.ts'
import type { Span } from '../wire/message.ts'
import { isObject } from '../wire/shape.ts'
import { applyEdits, type Edit, memberOf, setMember, wholeSpan } from '../wire/spans.ts'
import type { AnswerJudge, Judged } from './judge.ts'
import { judgeQuestion } from './server-messages.ts'

/** Code of the error of a server that has to send the person to a page first. */
const PAGE_NEEDED = -32042

/** What is known of the call that is being answered. */
export interface Asking {
  /** Name or URI that the request is about. */
  readonly name: string
  /** How often the server has asked within this call already. */
  readonly round: number
  /** Id under which the claims of this call were taken. */
  readonly reservation: string
  /** The approval by which the call is made; undefined: nobody was asked. */
  readonly approved?: Carried['approved']
  /** What is done with the results of tasks that it begins; undefined: they pass as they are. */
  readonly aftermath?: MakeAftermath | undefined
}

/** Whether an answer asks for something, and so must never pass unjudged. */
export function asksSomething({ resultType, errorCode }: AnswerFacts): boolean {
  return resultType === 'input_required' || errorCode === PAGE_NEEDED
}

/** @param asking of the call, or of the first round of it */
export function callJudge(env: Environment, turn: Turn, asking: Asking): AnswerJudge {
  return {
    needsWhole: turn.message.method === 'tasks/get',
    judge(answer, facts) {
      if (facts.errorCode === PAGE_NEEDED) return judgePages(env, turn, answer)
      noteTask(env, turn, answer, { facts, tool: asking.name, aftermath: asking.aftermath })
      if (turn.message.era !== 'modern') return answer
      if (facts.resultType === 'input_required') return judgeRound(env, turn, asking, answer)
      return turn.message.method === 'tasks/get' ? judgeTask(env, turn, answer) : answer
    },
  }
}

/** The server asks the client for something before it goes on: each question is judged, and the way back is sealed. */
function judgeRound(env: Environment, turn: Turn, asking: Asking, answer: Buffer): Judged {
  const result = memberOf(answer, wholeSpan(answer), 'result')
  if (result === undefined) return refusal('upstream_garbage')
  const questions = parseAt(answer, memberOf(answer, result, 'inputRequests'))
  const refused = refuseQuestions(env, turn, questions)
  if (refused !== undefined) return refused
  if (!mayAskAgain(asking.round)) return refusal('upstream_garbage')
  const state = parseAt(answer, memberOf(answer, result, 'requestState'))
  if (state !== undefined && typeof state !== 'string') return refusal('upstream_garbage')
  const sealed = env.states.seal(turn, asking.name, {
    upstream: state,
    round: asking.round + 1,
    reservation: asking.reservation,
    asked: isObject(questions) ? Object.keys(questions) : [],
    approved: asking.approved && { id: asking.approved.id, narrowed: asking.approved.narrowed },
  })
  const edit: Edit = setMember(answer, result, 'requestState', JSON.stringify(sealed))
  return applyEdits(answer, [edit])
}

/** An error that asks for pages to be opened first (MCP 2025-11-25, elicitation, URL mode). */
function judgePages(env: Environment, turn: Turn, answer: Buffer): Judged {
  const error = memberOf(answer, wholeSpan(answer), 'error')
  const data = error && parseAt(answer, memberOf(answer, error, 'data'))
  const pages = isObject(data) ? data['elicitations'] : undefined
  if (!Array.isArray(pages)) return refusal('upstream_garbage')
  const refused = pages.flatMap((params) => refuseQuestion(env, turn, { method: 'elicitation/create', params }) ?? [])
  return refused[0] ?? answer
}

/** A task that waits for input carries its questions in its status (MCP 2026-07-28, tasks extension). */
function judgeTask(env: Environment, turn: Turn, answer: Buffer): Judged {
  const result = memberOf(answer, wholeSpan(answer), 'result')
  const asked = result && parseAt(answer, memberOf(answer, result, 'inputRequests'))
  return refuseQuestions(env, turn, asked) ?? answer
}

interface Begun {
  readonly facts: AnswerFacts
  readonly tool: string
  readonly aftermath: MakeAftermath | undefined
}

/** The call began a task: its grant may ask for it from now on. */
function noteTask(env: Environment, turn: Turn, answer: Buffer, { facts, tool, aftermath }: Begun): void {
  const { resultType } = facts
  const { era, method, params } = turn.message
  const wanted = era === 'modern' ? resultType === 'task' : Object.hasOwn(params, 'task')
  if (method !== 'tools/call' || !wanted) return
  const result = memberOf(answer, wholeSpan(answer), 'result')
  const holder = era === 'modern' ? result : result && memberOf(answer, result, 'task')
  const id = holder && parseAt(answer, memberOf(answer, holder, 'taskId'))
  if (typeof id === 'string') env.tasks.note(turn.conversation, id, { tool, era, aftermath })
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

function refuseQuestion(env: Environment, turn: Turn, { method, params = {} }: JsonObject): Refusal | undefined {
  if (typeof method !== 'string' || !isObject(params)) return refusal('upstream_garbage')
  const judged = judgeQuestion({ caller: turn.caller, ownHosts: env.ownHosts, at: turn.at }, { method, params })
  // A ping is no question: nothing of the protocol itself is asked here.
  if (judged.allowed && judged.document !== undefined) return undefined
  return {
    code: 'policy_denied',
    message: `The server asks for ${method.slice(0, 128)} before it goes on, which this policy does not allow${judged.because}.`,
    rule: judged.rule,
    document: judged.document,
  }
}

function parseAt(answer: Buffer, span: Span | undefined): unknown {
  return span === undefined ? undefined : JSON.parse(answer.toString('utf8', span.start, span.end))
}
