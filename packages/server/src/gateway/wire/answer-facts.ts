/** What an answer says about itself. */
import type { AnswerEnvelope } from './answer-envelope.ts'
import type { RequestId } from './message.ts'

/** The few things that the gateway has to know of an answer. */
export interface AnswerFacts {
  /** `null`: the server could not read the request's id. */
  readonly id: RequestId | null
  /** It is an error of the protocol, not a result. */
  readonly failed: boolean
  /** `error.code`, of a failed one. */
  readonly errorCode: number | undefined
  /** A tool's result that says that the tool failed. */
  readonly isError: boolean
  /** `complete`, `input_required` or an extension's; undefined where the server says none, as older ones do. */
  readonly resultType: string | undefined
  /** A key of `result._meta` lies under the gateway's own prefix, which no server may use. */
  readonly ownMeta: boolean
}

/** The facts of an envelope; undefined where it is not that of an answer (JSON-RPC 2.0, section 5). */
export function factsOf({ seen, values, hasBody, ownMeta }: AnswerEnvelope): AnswerFacts | undefined {
  const failed = seen.has('error')
  const isAnswer = hasBody && failed !== seen.has('result') && !seen.has('method') && seen.has('id')
  if (!isAnswer || parse(values.get('jsonrpc')) !== '2.0') return undefined
  const id = parse(values.get('id'))
  const code = parse(values.get('error/code'))
  const resultType = parse(values.get('result/resultType'))
  if (!isAnswerId(id) || (id === null && !failed)) return undefined
  if (seen.has('result/resultType') && typeof resultType !== 'string') return undefined
  return {
    id,
    failed,
    errorCode: typeof code === 'number' ? code : undefined,
    isError: values.get('result/isError') === 'true',
    resultType: typeof resultType === 'string' ? resultType : undefined,
    ownMeta,
  }
}

const isAnswerId = (id: unknown): id is RequestId | null =>
  id === null || typeof id === 'string' || (typeof id === 'number' && Number.isSafeInteger(id))

/** A string or scalar as it was kept: one character a byte. */
function parse(raw: string | undefined): unknown {
  if (raw === undefined) return undefined
  try {
    return JSON.parse(Buffer.from(raw, 'latin1').toString())
  } catch {
    return undefined
  }
}
