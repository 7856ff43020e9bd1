/** Answers and messages of a server, read as far as the gateway has to know them. No tree of a result is built. */
import { EnvelopeListener } from './answer-envelope.ts'
import { type AnswerFacts, factsOf } from './answer-facts.ts'
import { JsonStream } from './json-stream.ts'
import { readServerMessage, type ServerMessage } from './server-message.ts'
import { skim } from './skim.ts'

export type { AnswerFacts } from './answer-facts.ts'

/** Reads an answer as its pieces pass. */
export class AnswerScanner {
  readonly #listener = new EnvelopeListener()
  readonly #stream = new JsonStream(this.#listener)

  /** @returns false once it is sure that this is no answer, for good */
  push(chunk: Buffer): boolean {
    return this.#stream.push(chunk)
  }

  /** @returns undefined where what was pushed is not one whole answer (JSON-RPC 2.0, section 5) */
  end(): AnswerFacts | undefined {
    return this.#stream.end() ? factsOf(this.#listener.envelope) : undefined
  }
}

/** Reads a whole answer; undefined if it is none. */
export function scanAnswer(bytes: Buffer): AnswerFacts | undefined {
  const envelope = skim(bytes)
  return envelope === undefined ? undefined : factsOf(envelope)
}

/** Says what a message of a server's is; undefined if it is none. Of a response only the envelope is read. */
export function classifyServerMessage(bytes: Buffer): ServerMessage | undefined {
  const envelope = skim(bytes)
  if (envelope === undefined) return undefined
  if (envelope.method !== undefined) return readServerMessage(bytes)
  const facts = factsOf(envelope)
  return facts === undefined ? undefined : { kind: 'response', id: facts.id, facts }
}
