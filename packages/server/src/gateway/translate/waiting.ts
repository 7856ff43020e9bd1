/** Whoever waits for the answer to a request, and what was told so far. */
import type { AnswerHead, AnswerListener, Outgoing } from '../upstream/link.ts'

const EVENTS: AnswerHead = { kind: 'events', status: 200, sessionId: undefined }
const JSON_TEXT: AnswerHead = { kind: 'json', status: 200, sessionId: undefined }

/** A client, with its request. */
export interface Waiting {
  readonly outgoing: Outgoing
  readonly listener: AnswerListener
  /** The answer is a stream, and has begun. */
  streaming: boolean
}

/** Messages come before the answer. */
export function beginStream(waiting: Waiting): void {
  if (waiting.streaming) return
  waiting.streaming = true
  waiting.listener.onHead(EVENTS)
}

/** Tells the answer, in the form that what was told before allows. */
export function tellLast({ listener, streaming }: Waiting, bytes: Buffer): void {
  if (streaming) listener.onEvent({ data: bytes, raw: undefined })
  else {
    listener.onHead(JSON_TEXT)
    listener.onChunk(bytes)
  }
  listener.onEnd()
}
