/** Decisions and outcomes, counted. */
import { expect, it } from 'vitest'
import type { AuditEvent, AuditSink, DecisionEvent, OutcomeEvent } from '../ports/audit-sink.ts'
import type { Distribution, Sample } from '../ports/measures.ts'
import { countCalls } from './calls.ts'

const sinkOf = (takes: (event: AuditEvent) => boolean): AuditSink => ({
  record: (event) => (takes(event) ? 'accepted' : 'full'),
  flush: async () => undefined,
  close: async () => undefined,
})
const decision = (more: Partial<DecisionEvent> = {}): DecisionEvent => ({
  ...{ type: 'decision', id: '1', at: 0, grant: 'g', server: 's', era: 'modern', method: 'tools/call', tool: 't' },
  ...{ effect: 'allow', code: undefined, rule: undefined, policy: 'p', policyVersion: '1', args: [] },
  ...{ micros: 40, count: 1, ...more },
})
const outcome = (more: Partial<OutcomeEvent> = {}): OutcomeEvent => ({
  ...{ type: 'outcome', id: '1', at: 0, server: 's', outcome: 'ok', upstreamMicros: 2000, ownMicros: 90, ...more },
})

type Series = readonly (Sample | Distribution)[] | undefined
const numberOf = (series: Series, ...labels: readonly string[]): number | undefined => {
  const found = series?.find((one) => one.labels.join() === labels.join())
  return found !== undefined && 'value' in found ? found.value : undefined
}
const sizeOf = (series: Series, ...labels: readonly string[]): number | undefined => {
  const found = series?.find((one) => one.labels.join() === labels.join())
  return found !== undefined && 'counts' in found ? found.counts.reduce((sum, count) => sum + count, 0) : undefined
}

it('counts decisions by server, kind, effect and code, with what was folded', () => {
  const calls = countCalls(sinkOf(() => true))
  calls.sink.record(decision())
  calls.sink.record(decision({ method: 'tools/list', tool: undefined }))
  calls.sink.record(decision({ effect: 'deny', code: 'policy_denied', count: 7 }))
  calls.sink.record(decision({ organisation: 'acme' }))
  const series = calls.measure().get('portcullis_decisions_total')
  expect(numberOf(series, 'local', 's', 'call', 'allow', '')).toBe(1)
  expect(numberOf(series, 'local', 's', 'other', 'allow', '')).toBe(1)
  expect(numberOf(series, 'local', 's', 'call', 'deny', 'policy_denied')).toBe(7)
  expect(numberOf(series, 'acme', 's', 'call', 'allow', '')).toBe(1)
  expect(sizeOf(calls.measure().get('portcullis_decision_seconds'), 'allow')).toBe(3)
})

it('counts how calls ended; of one of an earlier process nobody knows where it went', () => {
  const calls = countCalls(sinkOf(() => true))
  calls.sink.record(outcome())
  calls.sink.record(outcome({ outcome: 'timeout', upstreamMicros: 0 }))
  calls.sink.record(outcome({ server: undefined, outcome: 'unknown' }))
  const all = calls.measure()
  expect(all.get('portcullis_outcomes_total')).toHaveLength(2)
  expect(sizeOf(all.get('portcullis_upstream_seconds'), 'local', 's')).toBe(1)
  expect(sizeOf(all.get('portcullis_own_seconds'))).toBe(2)
})

it('does not count as allowed what could not be recorded', () => {
  const calls = countCalls(sinkOf((event) => event.type !== 'decision' || event.effect === 'deny'))
  expect(calls.sink.record(decision())).toBe('full')
  calls.sink.record(decision({ effect: 'deny', code: 'log_unavailable' }))
  const all = calls.measure()
  expect(numberOf(all.get('portcullis_log_refused_total'))).toBe(1)
  expect(numberOf(all.get('portcullis_decisions_total'), 'local', 's', 'call', 'allow', '')).toBe(0)
  expect(numberOf(all.get('portcullis_decisions_total'), 'local', 's', 'call', 'deny', 'log_unavailable')).toBe(1)
})

it('shows a thousand servers, and the rest together', () => {
  const calls = countCalls(sinkOf(() => true))
  for (let i = 0; i < 1500; i++) calls.sink.record(outcome({ server: `s${i}` }))
  const series = calls.measure().get('portcullis_outcomes_total')
  expect(series).toHaveLength(1001)
  expect(numberOf(series, '(others)', '(others)', 'ok')).toBe(500)
})
