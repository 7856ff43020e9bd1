/** Exchanges whose end is known when they begin. */
import type { AnswerListener, Exchange, UpstreamFailure } from './link.ts'

/** Ends in its own turn, after the caller has the exchange in its hands; a cancel before that silences it. */
function soon(end: (over: () => boolean) => void): Exchange {
  let over = false
  const isOver = (): boolean => over
  queueMicrotask(() => {
    if (!over) end(isOver)
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

/** Fails before anything was sent. */
export const unsent = (listener: AnswerListener, failure: UpstreamFailure): Exchange =>
  soon(() => listener.onFailure(failure, false))

/** Accepted: nothing follows. */
export const acknowledged = (listener: AnswerListener): Exchange =>
  soon((isOver) => {
    listener.onHead({ kind: 'empty', status: 202, sessionId: undefined })
    if (!isOver()) listener.onEnd()
  })
