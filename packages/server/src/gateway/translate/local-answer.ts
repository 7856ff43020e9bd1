/** Answers that need no server: told as if one had given them. */
import type { AnswerListener, Exchange } from '../upstream/link.ts'

/** Tells one whole answer, in its own turn. */
export function answerLocally(listener: AnswerListener, bytes: Buffer, sessionId?: string): Exchange {
  let over = false
  queueMicrotask(() => {
    if (!over) tellWhole(listener, bytes, sessionId)
  })
  return {
    cancel() {
      over = true
    },
    resume() {
      // Nothing was paused.
    },
  }
}

/** Tells one whole answer as one JSON text. */
export function tellWhole(listener: AnswerListener, bytes: Buffer, sessionId?: string): void {
  listener.onSent()
  listener.onHead({ kind: 'json', status: 200, sessionId })
  listener.onChunk(bytes)
  listener.onEnd()
}
