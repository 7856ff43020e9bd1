/** What was measured of the ways, as Markdown. */
import { addedP50, addedP99, cpuRatio, type Figure, finder, held, perSecond, rateRatio } from './figures.ts'
import { fixed, show, table, whole } from './markdown.ts'
import type { Memory, Series } from './measure.ts'
import { spread } from './statistics.ts'
import { type Step, THIRTY_TWO } from './steps.ts'
import { DIRECT } from './way.ts'

const MICROS = 1000

function row(series: Series, against: Series | undefined, direct: Series | undefined): readonly string[] {
  const { way, runs } = series
  const errors = runs.reduce((sum, run) => sum + run.errors, 0)
  const of = (other: Series | undefined, figure: Figure, digits: number): string =>
    series === other ? '–' : show(held(series, other, figure), fixed(digits))
  return [
    errors === 0 ? way : `${way} (**${errors} errors**)`,
    show(spread(runs.map(perSecond)), whole),
    of(against, rateRatio, 2),
    show(spread(runs.map(({ cpu }) => cpu)), fixed(1)),
    of(against, cpuRatio, 2),
    show(spread(runs.map(({ p50 }) => p50 * MICROS)), whole),
    show(spread(runs.map(({ p99 }) => p99 * MICROS)), whole),
    ...(direct === undefined ? [] : [of(direct, addedP50, 0), of(direct, addedP99, 0)]),
  ]
}

function stepTable({ title, note, ways, against, direct }: Step, find: ReturnType<typeof finder>): string {
  const measured = ways.flatMap((way) => find(title, way) ?? [])
  if (measured.length === 0) return ''
  const head = ['way', 'calls/s', `of ${against}`, 'CPU µs a call', `of ${against}`, 'p50 µs', 'p99 µs']
  if (direct !== undefined) head.push('added p50 µs', 'added p99 µs')
  const rows = measured.map((series) =>
    row(series, find(title, against), direct === undefined ? undefined : find(title, direct)),
  )
  return [`### ${title}\n`, ...(note === undefined ? [] : [`${note}\n`]), table(head, rows)].join('\n')
}

/** What both ends need: no way is measured beyond what they can. */
export function endsSentence(all: readonly Series[]): string {
  const direct = finder(all)(THIRTY_TWO.title, DIRECT)
  if (direct === undefined) return ''
  const [load, upstream] = [
    spread(direct.runs.map(({ ownCpu }) => ownCpu)).median,
    spread(direct.runs.map(({ cpu }) => cpu)).median,
  ]
  const most = whole(1e6 / (load + upstream))
  return `The load generator took ${load.toFixed(1)} µs of CPU time a call and the upstream ${upstream.toFixed(1)} µs: together they can make ${most} calls a second of a core.\n`
}

/** A table for each step. */
export const stepTables = (steps: readonly Step[], all: readonly Series[]): string =>
  steps
    .map((step) => stepTable(step, finder(all)))
    .filter((text) => text !== '')
    .join('\n')

/** Memory of each way. */
export function memoryTable(all: readonly Memory[]): string {
  const mebi = fixed(1)
  const rows = all.map(({ way, before, after, again, calls, idle }) => [
    way,
    mebi(before),
    mebi(after),
    mebi(again),
    whole(calls),
    Number.isNaN(idle) ? '–' : mebi(idle),
  ])
  const head = ['way', 'RSS before, MiB', 'after the calls', 'after as many again', 'calls', 'KiB an idle connection']
  return `### Memory\n\n${table(head, rows)}`
}
