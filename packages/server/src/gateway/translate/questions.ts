/** Questions of a legacy server that belong to no call: they wait for one that can put them to its client. */
import type { JsonObject } from '@portcullis/engine'
import type { ServerRequest } from '../wire/server-message.ts'
import { textAt } from '../wire/splice.ts'

/** Milliseconds that a question waits. */
const PATIENCE = 30_000
const MOST_WAITING = 8

/** A question, and how it is put to a client. */
export interface Question {
  readonly request: ServerRequest
  /** JSON text of `{ method, params }`, byte by byte as it came. */
  readonly text: string
}

/** @param bytes the request as it came */
export function questionOf(request: ServerRequest, bytes: Buffer): Question {
  const params = textAt(bytes, ['params']) ?? '{}'
  return { request, text: `{"method":${JSON.stringify(request.method)},"params":${params}}` }
}

/** A client is asked only for what it said it has (MCP 2025-11-25, capabilities). */
export function isOffered(method: string, capabilities: JsonObject): boolean {
  switch (method) {
    case 'elicitation/create':
      return Object.hasOwn(capabilities, 'elicitation')
    case 'sampling/createMessage':
      return Object.hasOwn(capabilities, 'sampling')
    case 'roots/list':
      return Object.hasOwn(capabilities, 'roots')
    default:
      return false
  }
}

/** Holds the questions of one session. */
export class WaitingQuestions {
  readonly #waiting = new Map<Question, NodeJS.Timeout>()
  readonly #refuse: (question: Question) => void

  /** @param refuse tells the server that nobody can be asked */
  constructor(refuse: (question: Question) => void) {
    this.#refuse = refuse
  }

  /** @returns false where too many wait already */
  hold(question: Question): boolean {
    if (this.#waiting.size >= MOST_WAITING) return false
    const timer = setTimeout(() => {
      this.#waiting.delete(question)
      this.#refuse(question)
    }, PATIENCE)
    timer.unref()
    this.#waiting.set(question, timer)
    return true
  }

  /** @param ask puts a question to somebody; false where that cannot be */
  offer(ask: (question: Question) => boolean): void {
    for (const [question, timer] of this.#waiting) {
      if (!ask(question)) continue
      clearTimeout(timer)
      this.#waiting.delete(question)
    }
  }

  /** The session is over: nobody waits for an answer. */
  clear(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer)
    this.#waiting.clear()
  }
}
