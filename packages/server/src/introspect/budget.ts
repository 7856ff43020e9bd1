/** What is left of the time and the bytes that one server may take. */
import { IntrospectError } from './failure.ts'
import type { IntrospectLimits } from './target.ts'

export interface Budget {
  /** Takes bytes; throws when more came than may. */
  spend(bytes: number): void
  /** Aborted when the time is over, or by `fail`; its reason is an `IntrospectError`. */
  readonly signal: AbortSignal
  /** Milliseconds given in all: no single request waits longer. */
  readonly time: number
  /** Ends whatever is under way. */
  fail(error: IntrospectError): void
  /** Lets go of the timer. */
  end(): void
}

/** Starts the time. */
export function openBudget({ time, bytes }: IntrospectLimits): Budget {
  const controller = new AbortController()
  const fail = (error: IntrospectError) => controller.abort(error)
  const timer = setTimeout(() => fail(new IntrospectError('timeout', `it did not answer within ${time} ms`)), time)
  let left = bytes
  return {
    signal: controller.signal,
    time,
    fail,
    spend(taken) {
      left -= taken
      if (left >= 0) return
      const error = new IntrospectError('too_large', `it sent more than ${bytes} bytes`)
      fail(error)
      throw error
    },
    end: () => clearTimeout(timer),
  }
}

/** The promise's value; rejects as soon as the signal is aborted. */
export function within<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
