/** How several processes of one gateway do together: what counts adds up, what says how it is shows the worst. */
import type { Checked, Distribution, Measures, Sample, Vitals } from '../../ports/measures.ts'
import { METRICS, type Metric } from '../../telemetry/metrics.ts'

/** A process, for people. */
export interface NamedVitals {
  readonly name: string
  /** Undefined: it did not answer in time. */
  readonly vitals: Vitals | undefined
}

const HOW: ReadonlyMap<string, Metric['together']> = new Map(METRICS.map(({ name, together }) => [name, together]))

type Series = Sample | Distribution

/** @param own of the process that owns the gateway */
export function sumVitals(own: Vitals, others: readonly NamedVitals[]): Vitals {
  const measures = new Map<string, Map<string, Series>>()
  addAll(measures, own.measures)
  for (const { vitals } of others) if (vitals !== undefined) addAll(measures, withoutOwners(vitals.measures))
  return {
    checks: [...own.checks, ...others.flatMap(troubleOf)],
    measures: new Map([...measures].map(([name, series]) => [name, [...series.values()]])),
  }
}

/** Each process takes the others for gateways: how many there are, the owner knows. */
const withoutOwners = (measures: Measures): Measures =>
  new Map([...measures].filter(([name]) => name !== 'portcullis_gateways'))

function addAll(sums: Map<string, Map<string, Series>>, measures: Measures): void {
  for (const [name, series] of measures) {
    const known = sums.get(name) ?? new Map<string, Series>()
    sums.set(name, known)
    for (const one of series) {
      const key = JSON.stringify(one.labels)
      const before = known.get(key)
      known.set(key, before === undefined ? one : together(name, before, one))
    }
  }
}

function together(name: string, a: Series, b: Series): Series {
  const { labels } = a
  if ('counts' in a && 'counts' in b) {
    return { labels, counts: a.counts.map((count, i) => count + (b.counts[i] ?? 0)), sum: a.sum + b.sum }
  }
  if ('counts' in a || 'counts' in b) return a
  const how = HOW.get(name)
  if (how === 'sum') return { labels, value: a.value + b.value }
  return { labels, value: (how === 'least' ? Math.min : Math.max)(a.value, b.value) }
}

/** What is well at a process is well at the gateway: only what is not is told of it by name. */
function troubleOf({ name, vitals }: NamedVitals): readonly Checked[] {
  if (vitals === undefined) return [{ name, problem: 'It did not answer in time.', isNotice: true }]
  return vitals.checks
    .filter(({ problem }) => problem !== undefined)
    .map((check) => ({ ...check, name: `${check.name} (${name})` }))
}
