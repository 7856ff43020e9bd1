/** A question of the gateway's own to a server: one request, one whole answer, in bounded time. */
import type { AnswerHead, Exchange, FailureDetail, Link, Outgoing, UpstreamFailure } from '../upstream/link.ts'
import type { AnswerFacts } from '../wire/answer.ts'
import { AnswerReader } from './answer-reader.ts'

/** How a question to a server ended. */
export type Told =
  | { readonly kind: 'answer'; readonly bytes: Buffer; readonly facts: AnswerFacts; readonly head: AnswerHead }
  /** Accepted or refused by a status alone. */
  | { readonly kind: 'empty'; readonly status: number }
  | {
      readonly kind: 'failed'
      readonly failure: UpstreamFailure
      readonly sent: boolean
      readonly detail?: FailureDetail | undefined
    }

/** Bounds of one question. */
export interface AskBounds {
  /** Milliseconds for the whole answer. */
  readonly patience: number
  readonly maxBytes: number
}

/** What may be asked through. */
export type Road = Pick<Link, 'exchange'>

/** Asks, and waits. Never rejects; messages beside the answer are dropped. */
export function askWhole(road: Road, outgoing: Outgoing, { patience, maxBytes }: AskBounds): Promise<Told> {
  return new Promise((resolve) => {
    let sent = false
    let over = false
    let exchange: Exchange | undefined
    const finish = (told: Told): void => {
      over = true
      clearTimeout(timer)
      if (told.kind === 'answer') exchange?.release?.()
      else exchange?.cancel()
      resolve(told)
    }
    const timer = setTimeout(() => finish({ kind: 'failed', failure: 'timeout', sent }), patience)
    timer.unref()
    const reader = new AnswerReader(
      {
        onSent() {
          sent = true
        },
        onStream: () => undefined,
        onAside: () => true,
        onAnswer: (bytes, facts, head) => finish({ kind: 'answer', bytes, facts, head }),
        onEmpty: (status) => finish({ kind: 'empty', status }),
        onFailure: (failure, wasSent, detail) => finish({ kind: 'failed', failure, sent: wasSent, detail }),
      },
      maxBytes,
    )
    exchange = road.exchange(outgoing, reader)
    // It may have ended before it was known here.
    if (over) exchange.cancel()
  })
}
