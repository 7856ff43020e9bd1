/** Answers and messages of a server, read as far as the gateway has to know them. No tree of a result is built. */
import { AnswerEnvelope } from './answer-envelope.ts'
import { type AnswerFacts, factsOf } from './answer-facts.ts'
import { JsonStream } from './json-stream.ts'
import { readServerMessage, type ServerMessage } from './server-message.ts'

export type { AnswerFacts } from './answer-facts.ts'

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
