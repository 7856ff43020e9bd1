/** What Prometheus is shown. */
import { expect, it } from 'vitest'
import type { Distribution, Sample } from '../ports/measures.ts'
import { createSizes } from './distribution.ts'
import { exposition } from './exposition.ts'
import { METRICS } from './metrics.ts'
import { joined, single } from './series.ts'

const shown = async (series: ReadonlyMap<string, readonly (Sample | Distribution)[]>): Promise<readonly string[]> =>
  (await exposition(series)).text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))

it('shows numbers with their labels, quoted', async () => {
  const sample = { labels: ['local', 'a "b"\n\\'], value: 3 }
  expect(await shown(new Map([['portcullis_upstream_queued', [sample]]]))).toEqual([
    'portcullis_upstream_queued{organisation="local",server="a \\"b\\"\\n\\\\"} 3',
  ])
})

it('shows distributions as sums below each bound', async () => {
  const sizes = createSizes([1, 2])
  for (const size of [0.5, 1, 1.5, 7]) sizes.add(size)
  expect(sizes.read([])).toEqual({ labels: [], counts: [2, 1, 1], sum: 10 })
  const own = createSizes(METRICS.find(({ name }) => name === 'portcullis_own_seconds')?.bounds ?? [])
  own.add(0.000_3)
  own.add(100)
  const lines = await shown(new Map([['portcullis_own_seconds', [own.read([])]]]))
  expect(lines).toContain('portcullis_own_seconds_bucket{le="0.00025"} 0')
  expect(lines).toContain('portcullis_own_seconds_bucket{le="0.0005"} 1')
  expect(lines).toContain('portcullis_own_seconds_bucket{le="+Inf"} 2')
  expect(lines).toContain('portcullis_own_seconds_count 2')
})

it('leaves out what was not measured, and what the table does not know', async () => {
  expect(await shown(new Map([['something_else', single(1)]]))).toEqual([])
  expect(await shown(new Map([['portcullis_upstream_queued', []]]))).toEqual([])
})

it('puts the series of several parts side by side', () => {
  const [one, other] = [1, 2].map((value) => new Map([['portcullis_sessions', single(value)]]))
  expect(joined([one ?? new Map(), other ?? new Map()]).get('portcullis_sessions')).toHaveLength(2)
})

it('has a table of names that Prometheus takes, each once', () => {
  expect(new Set(METRICS.map(({ name }) => name)).size).toBe(METRICS.length)
  for (const { name, kind, help, labels } of METRICS) {
    expect(name).toMatch(/^[a-z][a-z_]+$/)
    expect(name.endsWith('_total')).toBe(kind === 'counter')
    expect(help).toMatch(/\.$/)
    for (const label of labels) expect(label).toMatch(/^[a-z]+$/)
  }
})
