/** The place of a process that takes calls: another one owns the data folder, and counts and records for it. */
import { join } from 'node:path'
import { FACT_KEY } from '../../crypto/fact-digests.ts'
import { type KeyedDigester, keyedDigester } from '../../crypto/keyed-digest.ts'
import { type DeriveKey, openKey } from '../../crypto/keys.ts'
import { MONTH_KEYS, monthlyDigester, openMonthKeys } from '../../crypto/month-keys.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Neighbour } from '../../ports/neighbours.ts'
import { createFedCurrency } from '../../store/feed/currency.ts'
import { createFedNeighbours } from '../../store/feed/neighbours.ts'
import { createFlowFacts } from '../../store/flow-facts.ts'
import type { DecisionLogStatus } from '../../store/jsonl/decision-log.ts'
import { createRemoteCounters } from '../../store/owner/remote-counters.ts'
import { createRemoteFlow } from '../../store/owner/remote-flow.ts'
import { createRemoteLog } from '../../store/owner/remote-log.ts'
import type { FromOwner, ToOwner } from '../../store/owner/words.ts'
import { steadyTime } from '../../store/steady-time.ts'
import type { AmongGateways } from '../among-gateways.ts'
import type { Audit } from '../audit.ts'
import { type OpenedCounters, openSharedCounters } from '../counters.ts'
import type { OpenPlace, PlaceOptions } from '../place.ts'
import type { WorkerStart } from './messages.ts'

/** A place that is still to be opened, and its end of the line. */
export interface WorkerPlace {
  readonly open: OpenPlace
  hear(word: FromOwner): void
  /** These processes run. */
  neighbours(neighbours: readonly Neighbour[]): void
  /** The owner is gone: nothing is taken, recorded or counted any more. */
  gone(): void
}

/** What it is made of. */
export interface WorkerPlaceOptions {
  readonly start: Pick<WorkerStart, 'self' | 'gateway' | 'epoch' | 'workers'>
  readonly send: (word: ToOwner) => void
  readonly clock: Clock
  readonly diagnose: (text: string, cause?: unknown) => void
}

/** The log is the owner's, and so are its numbers. */
const NOT_OURS: DecisionLogStatus = {
  ...{ lines: 0, writtenBytes: 0, queuedBytes: 0, dropped: 0, folded: 0, rotations: 0 },
  ...{ failing: false, lastError: undefined },
}

/** Asks nothing of the owner yet. */
export function workerPlace({ start, send, clock, diagnose }: WorkerPlaceOptions): WorkerPlace {
  const counters = createRemoteCounters({ clock, send: (wishes) => send({ kind: 'count', wishes }) })
  const flow = createRemoteFlow({
    clock,
    own: createFlowFacts({ time: steadyTime(clock), diagnose }),
    note: (note) => send({ kind: 'note', note }),
    look: (ask, place, windows) => send({ kind: 'look', ask, place, windows }),
  })
  const log = createRemoteLog({
    record: (events) => send({ kind: 'record', events }),
    flush: (ask) => send({ kind: 'flush', ask }),
  })
  const known = createFedNeighbours(start.self, true)
  const among: AmongGateways = {
    own: start.gateway,
    neighbours: known,
    currency: createFedCurrency(clock, false),
    hear: () => undefined,
  }
  const owned: OpenedCounters = {
    ...{ outcome: 'opened', store: counters.store, flow: flow.facts },
    ...{ ready: () => undefined, figures: undefined, onIntents: () => undefined },
  }
  const auditOf = (options: PlaceOptions, derive: DeriveKey): Audit => ({
    log: { ...log.sink, total: () => NOT_OURS },
    facts: factsOf(options, derive, () => send({ kind: 'month' })),
    hear: () => undefined,
    close: () => log.sink.close(),
  })
  return {
    async open(options) {
      const { settings } = options
      const key = openKey(settings.keys.installation, process.env)
      if (!key.ok) return { problem: key.problem }
      const shared =
        settings.sharedCounters &&
        (await openSharedCounters(settings.sharedCounters, {
          own: flow.facts,
          clock,
          share: start.workers,
          others: () => 0,
        }))
      const { derive } = key
      const { epoch } = start
      return {
        derive,
        among,
        counters: shared ?? owned,
        audit: auditOf(options, derive),
        epoch,
        release: () => undefined,
      }
    },
    hear(word) {
      if (word.kind === 'counted') counters.hear(word.replies)
      else if (word.kind === 'looked') flow.hear(word.ask, word.views)
      else if (word.kind === 'flushed') log.flushed(word.ask)
      else log.hear(word.events)
    },
    neighbours: (neighbours) => known.put(neighbours),
    gone() {
      counters.gone()
      flow.gone()
      log.gone()
    },
  }
}

/** Keys of months are made by the owner alone. Until it has made one there are no digests, and a call goes on without. */
function factsOf({ settings }: PlaceOptions, derive: DeriveKey, wish: () => void): KeyedDigester | undefined {
  if (!settings.log.digests) return undefined
  return monthlyDigester(keyedDigester(derive(FACT_KEY)), (month) => {
    const opened = openMonthKeys(join(settings.dataFolder, MONTH_KEYS))
    const key = opened.ok ? opened.keys.find(month) : undefined
    if (key === undefined) wish()
    return key
  })
}
