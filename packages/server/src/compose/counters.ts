/** Where it is counted, as the configuration says: in the data folder, or in a store that gateways share. */
import { randomUUID } from 'node:crypto'
import type { Settings } from '../config/configuration.ts'
import type { Clock } from '../ports/clock.ts'
import type { CounterStore } from '../ports/counter-store.ts'
import type { FlowFacts } from '../ports/flow-facts.ts'
import type { DataFolder } from '../store/data-folder.ts'
import { createFlowFacts } from '../store/flow-facts.ts'
import type { RedisFigures } from '../store/redis/open.ts'
import { openSqliteCounters } from '../store/sqlite/counters.ts'
import { openFlowRecord } from '../store/sqlite/flow-record.ts'
import { steadyTime } from '../store/steady-time.ts'

/** What is counted, and what was read: both are the same for all gateways, or this one's alone. */
export interface OpenedCounters {
  readonly outcome: 'opened'
  readonly store: CounterStore
  readonly flow: FlowFacts
  /** Why no call may be taken; undefined: nothing stands in the way. */
  ready(): string | undefined
  /** Undefined: the counters are this gateway's alone. */
  readonly figures: (() => RedisFigures) | undefined
  /** Hears that other gateways left intents and are gone: `takeOpenIntents` has them. */
  onIntents(listener: () => void): void
}

interface CountersOptions {
  readonly settings: Pick<Settings, 'sharedCounters'>
  readonly folder: DataFolder
  readonly clock: Clock
  /** Other gateways that are known to run. */
  readonly others: () => number
  readonly diagnose: (text: string, cause?: unknown) => void
}

/** Opens them, or says why not. A shared store that does not answer is no reason: it is tried on, and `ready` says so. */
export async function openCounters(
  options: CountersOptions,
): Promise<OpenedCounters | { readonly outcome: 'refused'; readonly problem: string }> {
  const { settings, folder, clock, diagnose } = options
  const { sharedCounters } = settings
  const record = openFlowRecord(folder)
  if (record.outcome === 'refused') return record
  const flow = createFlowFacts({ time: steadyTime(clock), record: record.record, diagnose })
  if (sharedCounters === undefined) {
    const counters = openSqliteCounters(folder, steadyTime(clock))
    if (counters.outcome === 'refused') return counters
    const nothing = { ready: () => undefined, figures: undefined, onIntents: () => undefined }
    return { outcome: 'opened', store: counters.store, flow, ...nothing }
  }
  return openSharedCounters(sharedCounters, { own: flow, clock, share: 1, others: options.others })
}

interface SharedOptions {
  /** What was read here. */
  readonly own: FlowFacts
  readonly clock: Clock
  /** Processes of each gateway: what one may admit by itself is a share of the gateway's. */
  readonly share: number
  readonly others: () => number
}

/** Opens those that gateways share. */
export async function openSharedCounters(
  { gateways, ...place }: NonNullable<Settings['sharedCounters']>,
  { own, clock, share, others }: SharedOptions,
): Promise<OpenedCounters> {
  // Read when it is wanted: who counts alone does not wait for the client of a store.
  const [{ openRedisCounters }, { sharedFlowFacts }] = await Promise.all([
    import('../store/redis/open.ts'),
    import('../store/redis/flow-facts.ts'),
  ])
  const opened = await openRedisCounters({
    settings: place,
    clock,
    self: randomUUID(),
    gateways: () => share * Math.max(gateways, others() + 1),
  })
  const { store, link, ready, figures, onIntents } = opened
  const shared = sharedFlowFacts({ own, link, prefix: place.prefix, clock })
  return { outcome: 'opened', store, flow: shared, ready, figures, onIntents }
}
