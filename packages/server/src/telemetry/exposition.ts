/** Measures → the text that Prometheus reads (text format 0.0.4). The only file that knows the library. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Distribution, Measures, Sample } from '../ports/measures.ts'
import { METRICS, type Metric } from './metrics.ts'

interface Formatted extends Pick<Metric, 'name' | 'help'> {
  readonly type: 'histogram'
  readonly values: readonly Line[]
}

interface Line {
  readonly metricName: string
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
}

type Series = readonly (Sample | Distribution)[]

/** A histogram whose numbers were counted elsewhere. */
class Counted extends Histogram {
  readonly #metric: Metric
  readonly #series: Series

  constructor(metric: Metric, series: Series) {
    super({ name: metric.name, help: metric.help, labelNames: [...metric.labels], registers: [] })
    this.#metric = metric
    this.#series = series
  }

  /** What the library formats: of a histogram it would take its own numbers. */
  async getForPromString(): Promise<Formatted> {
    const { name, help } = this.#metric
    const values = this.#series.flatMap((one) => ('counts' in one ? valuesOf(this.#metric, one) : []))
    return { name, help, type: 'histogram', values }
  }
}

function valuesOf({ name, labels: names, bounds }: Metric, { labels, counts, sum }: Distribution): readonly Line[] {
  const own = labelled(names, labels)
  let below = 0
  const buckets = counts.map((count, i) => {
    below += count
    const bound = bounds[i]
    return { metricName: `${name}_bucket`, labels: { ...own, le: bound ?? '+Inf' }, value: below }
  })
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels: own, value: sum },
    { metricName: `${name}_count`, labels: own, value: below },
  ]
}

const labelled = (names: readonly string[], values: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']))

function register(registry: Registry, metric: Metric, series: Series): void {
  const { name, help, labels, kind } = metric
  if (kind === 'histogram') return registry.registerMetric(new Counted(metric, series))
  const form = { name, help, labelNames: [...labels], registers: [registry] }
  const numbers = series.flatMap((one) => ('value' in one ? [one] : []))
  if (kind === 'gauge') {
    const gauge = new Gauge(form)
    // Without labels the library shows 0 where nothing was measured.
    if (numbers.length === 0) registry.removeSingleMetric(name)
    for (const one of numbers) gauge.set(labelled(labels, one.labels), one.value)
    return
  }
  const counter = new Counter(form)
  if (numbers.length === 0) registry.removeSingleMetric(name)
  for (const one of numbers) counter.inc(labelled(labels, one.labels), one.value)
}

/** What is shown of a histogram that nothing was measured for would look like a measurement: it is left out. */
export async function exposition(measures: Measures): Promise<{ readonly type: string; readonly text: string }> {
  const registry = new Registry()
  for (const metric of METRICS) {
    const series = measures.get(metric.name)
    if (series !== undefined && series.length > 0) register(registry, metric, series)
  }
  return { type: registry.contentType, text: await registry.metrics() }
}
