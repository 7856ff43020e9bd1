/** Answers and messages of a server, read as far as the gateway has to know them. No tree of a result is built. */
import { AnswerEnvelope } from './answer-envelope.ts'
import { JsonStream } from './json-stream.ts'
import type { RequestId } from './message.ts'
import { readServerMessage, type ServerMessage } from './server-message.ts'

/** What an answer says about itself. */
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

/** Reads an answer as its pieces pass. */
export class AnswerScanner {
  readonly #envelope = new AnswerEnvelope()
  readonly #stream = new JsonStream(this.#envelope)

  /** @returns false once it is sure that this is no answer, for good */
  push(chunk: Buffer): boolean {
    return this.#stream.push(chunk)
  }

  /** @returns undefined where what was pushed is not one whole answer (JSON-RPC 2.0, section 5) */
  end(): AnswerFacts | undefined {
    return this.#stream.end() ? factsOf(this.#envelope) : undefined
  }
}

/** Reads a whole answer; undefined if it is none. */
export function scanAnswer(bytes: Buffer): AnswerFacts | undefined {
  const scanner = new AnswerScanner()
  return scanner.push(bytes) ? scanner.end() : undefined
}

/** Says what a message of a server's is; undefined if it is none. Of a response only the envelope is read. */
export function classifyServerMessage(bytes: Buffer): ServerMessage | undefined {
  const envelope = new AnswerEnvelope()
  const stream = new JsonStream(envelope)
  if (!stream.push(bytes) || !stream.end()) return undefined
  if (envelope.seen.has('method')) return readServerMessage(bytes)
  const facts = factsOf(envelope)
  return facts === undefined ? undefined : { kind: 'response', id: facts.id, facts }
}

function factsOf({ seen, values, hasBody, ownMeta }: AnswerEnvelope): AnswerFacts | undefined {
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
