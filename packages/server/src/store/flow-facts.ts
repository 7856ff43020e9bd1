/** Facts about what was read: in memory, and recorded where there is a record. */
import type { Seen } from '@portcullis/engine'
import type { FlowFacts, FlowKind, FlowPlace, FlowRecord, FlowRow } from '../ports/flow-facts.ts'
import type { SteadyTime } from './steady-time.ts'

/** Slots of grants that are remembered; whoever read nothing for longest makes room. */
const MOST_PLACES = 100_000
/** What is recorded lies so far ahead, milliseconds, that it need not be written again at every call. */
const AHEAD = 60_000

/** When something was read last, and what the record says of it. */
interface Entry {
  readonly place: FlowPlace
  readonly read: Record<FlowKind, number>
  readonly recorded: Record<FlowKind, number>
}

export interface FlowFactsOptions {
  readonly time: SteadyTime
  /** Undefined: facts last as long as the process. */
  readonly record?: FlowRecord | undefined
  readonly mostPlaces?: number
  /** A line for the operator. */
  readonly diagnose: (text: string, cause?: unknown) => void
}

const keyOf = ({ grant, slot }: FlowPlace): string => `${slot}${grant}`

/** Facts about what was read. Those that cannot be recorded hold until the process ends, and the operator is told. */
export function createFlowFacts({ time, record, mostPlaces = MOST_PLACES, diagnose }: FlowFactsOptions): FlowFacts {
  const entries = new Map<string, Entry>()
  /** Until when something was read by somebody who made room: nobody is sure of having read nothing since. */
  const forgotten: Record<FlowKind, number> = { private: 0, untrusted: 0, secrets: 0 }
  for (const row of record?.known ?? []) entries.set(keyOf(row), { place: row, read: copy(row), recorded: copy(row) })
  while (entries.size > mostPlaces) makeRoom()

  function makeRoom(): void {
    for (const [key, { place, read }] of entries) {
      for (const kind of KINDS) forgotten[kind] = Math.max(forgotten[kind], read[kind])
      entries.delete(key)
      record?.forget(place)
      return
    }
  }

  function entryOf(place: FlowPlace): Entry {
    const key = keyOf(place)
    const known = entries.get(key)
    // Moved to the end.
    entries.delete(key)
    if (known === undefined && entries.size >= mostPlaces) makeRoom()
    const entry = known ?? { place: { grant: place.grant, slot: place.slot }, read: nothing(), recorded: nothing() }
    entries.set(key, entry)
    return entry
  }

  function write({ place, recorded }: Entry): void {
    try {
      record?.write({ ...place, ...recorded })
    } catch (cause) {
      diagnose('What an agent has read could not be recorded; it holds until the gateway stops.', cause)
    }
  }

  return {
    note(place, kinds) {
      const now = time.now()
      const entry = entryOf(place)
      let isStale = false
      for (const kind of kinds) {
        entry.read[kind] = Math.max(entry.read[kind], now)
        if (entry.recorded[kind] >= now) continue
        entry.recorded[kind] = now + AHEAD
        isStale = true
      }
      if (isStale && record !== undefined) write(entry)
    },
    seen(place, window): Seen {
      const since = time.now() - window
      const read = entries.get(keyOf(place))?.read ?? forgotten
      return { private: read.private > since, untrusted: read.untrusted > since, secrets: read.secrets > since }
    },
    close: () => record?.close(),
  }
}

const KINDS = ['private', 'untrusted', 'secrets'] as const
const nothing = (): Record<FlowKind, number> => ({ private: 0, untrusted: 0, secrets: 0 })
const copy = (row: FlowRow): Record<FlowKind, number> => ({
  private: row.private,
  untrusted: row.untrusted,
  secrets: row.secrets,
})
