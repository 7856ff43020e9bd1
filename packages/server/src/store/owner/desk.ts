/** The owner's end: everything that a process which takes calls says to whoever owns the data folder. */
import type { AuditSink } from '../../ports/audit-sink.ts'
import type { CounterStore, OpenIntent } from '../../ports/counter-store.ts'
import type { FlowFacts } from '../../ports/flow-facts.ts'
import { createCounterDesk } from './counter-desk.ts'
import { createLogDesk } from './log-desk.ts'
import type { FromOwner, ToOwner } from './words.ts'

/** What is owned. */
export interface Owned {
  readonly counters: CounterStore
  readonly flow: FlowFacts
  readonly log: AuditSink
  /** Makes the key of the present month's digests, where there is none. */
  readonly makeMonthKey: () => void
}

/** For one process. */
export interface OwnersDesk {
  hear(word: ToOwner): void
  /** It is gone; answers its calls of which nobody knows whether they happened. */
  gone(): readonly OpenIntent[]
}

/** @param send takes words to that process */
export function createOwnersDesk(owned: Owned, send: (word: FromOwner) => void): OwnersDesk {
  const counters = createCounterDesk(owned.counters, (replies) => send({ kind: 'counted', replies }))
  const log = createLogDesk(owned.log, (events) => send({ kind: 'recorded', events }))
  let isGone = false

  function look({ ask, place, windows }: Extract<ToOwner, { kind: 'look' }>): void {
    // What other processes noted before this was asked has arrived by the end of this turn.
    setImmediate(() => {
      if (isGone) return
      send({ kind: 'looked', ask, views: windows.map((window) => ({ window, seen: owned.flow.seen(place, window) })) })
    })
  }
  return {
    hear(word) {
      switch (word.kind) {
        case 'count':
          return counters.hear(word.wishes)
        case 'note':
          return owned.flow.note(word.note.place, word.note.kinds)
        case 'look':
          return look(word)
        case 'record':
          return log.hear(word.events)
        case 'flush':
          return log.flush(() => send({ kind: 'flushed', ask: word.ask }))
        case 'month':
          return owned.makeMonthKey()
        default:
          return word satisfies never
      }
    },
    gone() {
      isGone = true
      log.gone()
      return counters.gone()
    },
  }
}
