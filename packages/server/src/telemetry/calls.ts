/** Counts decisions and outcomes as they are recorded: a look-up and a few additions, and no object is made. */
import type { AuditEvent, AuditSink, DecisionEvent, OutcomeEvent } from '../ports/audit-sink.ts'
import type { Distribution, Measures, Sample } from '../ports/measures.ts'
import { createSizes, type Sizes } from './distribution.ts'
import { OWN_BOUNDS, UPSTREAM_BOUNDS } from './metrics.ts'

/** What is counted, and the sink that counts it. */
export interface CountedCalls {
  readonly sink: AuditSink
  measure(): Measures
}

/** Servers that are shown one by one; what is over it is counted together. */
const MAX_SERVERS = 1000
const OTHERS = '(others)'
const LOCAL = 'local'
const MICROS = 1_000_000

/** Cells of one server. Codes come out of a table of ours, so that they are few. */
interface ServerCells {
  readonly labels: readonly [organisation: string, server: string]
  allowedCalls: number
  allowedOthers: number
  readonly refusedCalls: Map<string, number>
  readonly refusedOthers: Map<string, number>
  readonly outcomes: Map<OutcomeEvent['outcome'], number>
  readonly upstream: Sizes
}

const cellsOf = (organisation: string, server: string): ServerCells => ({
  labels: [organisation, server],
  allowedCalls: 0,
  allowedOthers: 0,
  refusedCalls: new Map(),
  refusedOthers: new Map(),
  outcomes: new Map(),
  upstream: createSizes(UPSTREAM_BOUNDS),
})

const count = <Key>(cells: Map<Key, number>, key: Key, by = 1): void => {
  cells.set(key, (cells.get(key) ?? 0) + by)
}

/** Cells by server; of no more servers than a scrape can show. */
function createServers() {
  const byOrganisation = new Map<string, Map<string, ServerCells>>()
  const all: ServerCells[] = []
  let others: ServerCells | undefined
  const open = (organisation: string, server: string): ServerCells => {
    if (all.length >= MAX_SERVERS) {
      others ??= cellsOf(OTHERS, OTHERS)
      return others
    }
    const cells = cellsOf(organisation, server)
    const known = byOrganisation.get(organisation)
    if (known === undefined) byOrganisation.set(organisation, new Map([[server, cells]]))
    else known.set(server, cells)
    all.push(cells)
    return cells
  }
  return {
    of: (organisation: string | undefined, server: string): ServerCells =>
      byOrganisation.get(organisation ?? LOCAL)?.get(server) ?? open(organisation ?? LOCAL, server),
    all: (): readonly ServerCells[] => (others === undefined ? all : [...all, others]),
  }
}

/** @param sink where events go on to */
export function countCalls(sink: AuditSink): CountedCalls {
  const servers = createServers()
  const unidentified = new Map<string, number>()
  const allowed = createSizes(OWN_BOUNDS)
  const refused = createSizes(OWN_BOUNDS)
  const own = createSizes(OWN_BOUNDS)
  let unrecorded = 0

  const decision = (event: DecisionEvent): void => {
    const cells = servers.of(event.organisation, event.server)
    const isCall = event.method === 'tools/call'
    if (event.effect === 'allow') {
      if (isCall) cells.allowedCalls++
      else cells.allowedOthers++
      allowed.add(event.micros / MICROS)
    } else {
      count(isCall ? cells.refusedCalls : cells.refusedOthers, event.code ?? '', event.count)
      refused.add(event.micros / MICROS)
    }
  }
  const outcome = (event: OutcomeEvent): void => {
    // Of a call of an earlier process.
    if (event.server === undefined) return
    const cells = servers.of(event.organisation, event.server)
    count(cells.outcomes, event.outcome)
    own.add(event.ownMicros / MICROS)
    if (event.upstreamMicros > 0) cells.upstream.add(event.upstreamMicros / MICROS)
  }
  const note = (event: AuditEvent): void => {
    if (event.type === 'decision') decision(event)
    else if (event.type === 'outcome') outcome(event)
    else count(unidentified, event.reason, event.count)
  }

  return {
    sink: {
      record(event) {
        const accepted = sink.record(event)
        // What could not be recorded is refused next, and recorded as that.
        if (accepted === 'full' && event.type === 'decision' && event.effect === 'allow') unrecorded++
        else note(event)
        return accepted
      },
      flush: () => sink.flush(),
      close: () => sink.close(),
    },
    measure: () =>
      new Map<string, readonly (Sample | Distribution)[]>([
        ['portcullis_decisions_total', servers.all().flatMap(decisionsOf)],
        ['portcullis_outcomes_total', servers.all().flatMap(outcomesOf)],
        ['portcullis_unidentified_total', [...unidentified].map(([code, value]) => ({ labels: [code], value }))],
        ['portcullis_decision_seconds', [allowed.read(['allow']), refused.read(['deny'])]],
        ['portcullis_own_seconds', [own.read([])]],
        ['portcullis_upstream_seconds', servers.all().map(({ upstream, labels }) => upstream.read(labels))],
        ['portcullis_log_refused_total', [{ labels: [], value: unrecorded }]],
      ]),
  }
}

function decisionsOf({ labels, ...cells }: ServerCells): readonly Sample[] {
  const refusals = (kind: string, codes: ReadonlyMap<string, number>): readonly Sample[] =>
    [...codes].map(([code, value]) => ({ labels: [...labels, kind, 'deny', code], value }))
  return [
    { labels: [...labels, 'call', 'allow', ''], value: cells.allowedCalls },
    { labels: [...labels, 'other', 'allow', ''], value: cells.allowedOthers },
    ...refusals('call', cells.refusedCalls),
    ...refusals('other', cells.refusedOthers),
  ]
}

const outcomesOf = ({ labels, outcomes }: ServerCells): readonly Sample[] =>
  [...outcomes].map(([outcome, value]) => ({ labels: [...labels, outcome], value }))
