/** What a gateway says of itself: its parts' numbers and checks, put together once and read when somebody looks. */
import type { ServerStanding } from '../gateway/gates.ts'
import type { Conversations } from '../gateway/session/conversations.ts'
import type { Upstreams } from '../gateway/upstreams.ts'
import type { AuditSink } from '../ports/audit-sink.ts'
import type { Clock } from '../ports/clock.ts'
import type { CounterStore } from '../ports/counter-store.ts'
import type { Measure, Measures, Sample, Vitals, Wanted } from '../ports/measures.ts'
import type { Tracer } from '../ports/trace.ts'
import type { DecisionLogStatus } from '../store/jsonl/decision-log.ts'
import { countCalls } from '../telemetry/calls.ts'
import { watchStore } from '../telemetry/counted-store.ts'
import { createHealth, type Health } from '../telemetry/health.ts'
import { watchProcess } from '../telemetry/process.ts'
import { flag, joined, single } from '../telemetry/series.ts'
import { registeredTracer } from '../telemetry/tracer.ts'
import type { AmongGateways } from './among-gateways.ts'
import type { OpenedCounters } from './counters.ts'
import { VERSION } from './version.ts'

/** The parts of a gateway that everything passes through, watched. */
export interface Telemetry {
  readonly sink: AuditSink
  readonly counters: CounterStore
  readonly health: Health
  /** Undefined: nobody collects traces. */
  readonly tracer: Tracer | undefined
  /** One more part that can say how it does. */
  add(measure: Measure): void
  /** Conversations are made later than what they need. */
  watch(conversations: Conversations, upstreams: Pick<Upstreams, 'standings'>): void
  vitals(wanted: Wanted): Promise<Vitals>
  close(): void
}

/** What is watched. */
export interface TelemetryOptions {
  readonly clock: Clock
  readonly counters: Pick<OpenedCounters, 'store' | 'ready' | 'figures'>
  readonly among: Pick<AmongGateways, 'neighbours' | 'currency'>
  readonly log: AuditSink & { total(): DecisionLogStatus }
  /** Names what is never recorded. */
  readonly nextId: () => string
}

/** Begins to count. */
export function composeTelemetry({ clock, counters, among, log, nextId }: TelemetryOptions): Telemetry {
  const calls = countCalls(log)
  const store = watchStore(counters.store, clock, nextId)
  const health = createHealth(clock)
  const own = watchProcess(clock, VERSION)
  const parts: Measure[] = [
    calls.measure,
    store.measure,
    own.measure,
    () => logMeasures(log.total()),
    () => sharedMeasures(counters, among),
  ]
  health.add('counters', store.check)
  health.add('shared counters', counters.ready)
  health.add('decision log', () => logProblem(log.total()))
  health.add('changes', among.currency.problem)
  return {
    sink: calls.sink,
    counters: store.store,
    health,
    tracer: registeredTracer(VERSION),
    add: (measure) => void parts.push(measure),
    watch(conversations, upstreams) {
      parts.push(
        () => trafficMeasures(conversations),
        () => upstreamMeasures(upstreams.standings()),
      )
    },
    async vitals(wanted) {
      const checks = await health.look()
      if (wanted === 'checks') return { checks, measures: new Map() }
      return { checks, measures: joined([...parts.map((measure) => measure()), await health.measure()]) }
    },
    close: () => own.close(),
  }
}

function logMeasures({ queuedBytes, lines, writtenBytes, dropped, failing }: DecisionLogStatus): Measures {
  return new Map([
    ['portcullis_log_queued_bytes', single(queuedBytes)],
    ['portcullis_log_lines_total', single(lines)],
    ['portcullis_log_written_bytes_total', single(writtenBytes)],
    ['portcullis_log_dropped_total', single(dropped)],
    ['portcullis_log_failing', flag(failing)],
  ])
}

/** Servers that are shown one by one, as of calls. */
const MAX_SERVERS = 1000

function upstreamMeasures(all: readonly ServerStanding[]): Measures {
  const shown = all.slice(0, MAX_SERVERS)
  const of = (number: (one: ServerStanding) => number): readonly Sample[] =>
    shown.map((one) => ({ labels: [one.organisation ?? 'local', one.slug], value: number(one) }))
  return new Map([
    ['portcullis_upstream_in_flight', of(({ inFlight }) => inFlight)],
    ['portcullis_upstream_queued', of(({ queued }) => queued)],
    ['portcullis_upstream_waited_seconds_total', of(({ waitedFor }) => waitedFor / 1000)],
    ['portcullis_upstream_refused_busy_total', of(({ refusedBusy }) => refusedBusy)],
    ['portcullis_upstream_refused_open_total', of(({ refusedOpen }) => refusedOpen)],
    ['portcullis_upstream_unanswered_total', of(({ unanswered }) => unanswered)],
    ['portcullis_upstream_circuit_open', of(({ circuit }) => (circuit === 'open' ? 1 : 0))],
    ['portcullis_upstream_circuit_opened_total', of(({ opened }) => opened)],
    ['portcullis_upstream_connects_total', of(({ connects }) => connects)],
    ['portcullis_upstream_connect_failures_total', of(({ connectFailures }) => connectFailures)],
    ['portcullis_upstream_crashes_total', of(({ crashes }) => crashes)],
  ])
}

const logProblem = ({ failing, lastError }: DecisionLogStatus): string | undefined =>
  failing
    ? `The decision log cannot be written: ${lastError?.text ?? 'the reason is not known'}. Make room on its disk, or mend its folder: it is tried again by itself.`
    : undefined

function sharedMeasures(
  { figures }: TelemetryOptions['counters'],
  { neighbours }: Pick<AmongGateways, 'neighbours'>,
): Measures {
  const gateways: [string, readonly Sample[]] = ['portcullis_gateways', single((neighbours.all()?.length ?? 0) + 1)]
  const now = figures?.()
  if (now === undefined) return new Map([gateways])
  return new Map([
    gateways,
    ['portcullis_store_waiting', single(now.waiting)],
    ['portcullis_store_reconnects_total', single(now.reconnects)],
    ['portcullis_store_admitted_without_total', single(now.admittedWithout)],
  ])
}

function trafficMeasures(conversations: Conversations): Measures {
  const { sessions, inFlight, streams } = conversations.census()
  return new Map([
    ['portcullis_sessions', single(sessions)],
    ['portcullis_requests_in_flight', single(inFlight)],
    ['portcullis_streams', single(streams)],
  ])
}
