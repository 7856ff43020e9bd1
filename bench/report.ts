/** Results as Markdown. */
import type { DecideCost } from './decide.ts'
import type { FactsCost } from './facts.ts'
import type { InspectCost } from './inspect.ts'
import type { LoadResult } from './load.ts'
import type { Memory, Series } from './measure.ts'
import type { SealCost } from './seals.ts'
import { type Spread, spread } from './statistics.ts'
import { BARE, DIRECT, FED, GATEWAY, OF_FILE, TOGETHER } from './targets.ts'

type Format = (value: number) => string

const whole: Format = (value) => Math.round(value).toLocaleString('en').replaceAll(',', ' ')
const fixed =
  (digits: number): Format =>
  (value) =>
    value.toFixed(digits)

/** `median (min–max)`. */
const show = ({ median, min, max }: Spread, format: Format): string =>
  Number.isNaN(median) ? '–' : `${format(median)} (${format(min)}–${format(max)})`

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows.map(line), ''].join('\n')
}

const rate = ({ calls, seconds }: LoadResult): number => calls / seconds

/** A figure of each round, made of a way's run and of another way's run of the same round. */
function against(
  series: Series,
  other: Series | undefined,
  figure: (mine: LoadResult, theirs: LoadResult) => number,
): Spread {
  const figures = series.runs.flatMap((run, round) => {
    const theirs = other?.runs[round]
    return theirs === undefined ? [] : [figure(run, theirs)]
  })
  return spread(figures)
}

const added = (which: 'p50' | 'p99') => (mine: LoadResult, theirs: LoadResult) => (mine[which] - theirs[which]) * 1000

function speedRow(series: Series, direct: Series | undefined, bare: Series | undefined): readonly string[] {
  const { target, runs } = series
  const errors = runs.reduce((sum, run) => sum + run.errors, 0)
  const ofItself = series === direct
  return [
    errors === 0 ? target.name : `${target.name} (**${errors} errors**)`,
    show(spread(runs.map(rate)), whole),
    show(
      against(series, bare, (mine, theirs) => rate(mine) / rate(theirs)),
      fixed(2),
    ),
    show(spread(runs.map(({ p50 }) => p50)), fixed(3)),
    show(spread(runs.map(({ p99 }) => p99)), fixed(3)),
    ofItself ? '–' : show(against(series, direct, added('p50')), whole),
    ofItself ? '–' : show(against(series, direct, added('p99')), whole),
    show(spread(runs.map(({ cpu }) => cpu)), fixed(1)),
  ]
}

const SPEED_HEAD = ['way', 'calls/s', `of ${BARE}`, 'p50 ms', 'p99 ms', 'added p50 µs', 'added p99 µs', 'CPU µs/call']

/** A table for each number of connections. */
export function speedTables(all: readonly Series[]): string {
  const steps = [...new Set(all.map(({ connections }) => connections))]
  return steps
    .map((connections) => {
      const step = all.filter((series) => series.connections === connections)
      const find = (name: string) => step.find(({ target }) => target.name === name)
      const rows = step.map((series) => speedRow(series, find(DIRECT), find(BARE)))
      return `### ${connections} ${connections === 1 ? 'connection' : 'connections'}\n\n${table(SPEED_HEAD, rows)}`
    })
    .join('\n')
}

/**
 * The gateway against its aims, where it was measured. Throughput at 32 connections; latency at one, since with more
 * connections than cores a call mostly waits for its turn, on the direct way too.
 */
export function aims(all: readonly Series[]): string {
  const find = (name: string, connections: number) =>
    all.find((series) => series.target.name === name && series.connections === connections)
  const [gateway, bare] = [find(GATEWAY, 32), find(BARE, 32)]
  const [gatewayAlone, bareAlone, directAlone] = [find(GATEWAY, 1), find(BARE, 1), find(DIRECT, 1)]
  const fed = fedShare(find(FED, 32), find(OF_FILE, 32)) + togetherShare(find(TOGETHER, 32), find(OF_FILE, 32))
  if (gateway === undefined || gatewayAlone === undefined || bareAlone === undefined) return fed
  const share = against(gateway, bare, (mine, theirs) => rate(mine) / rate(theirs)).median
  const median = (series: Series) => against(series, directAlone, added('p50')).median
  const ratio = median(gatewayAlone) / median(bareAlone)
  return [
    `- Calls at 32 connections: ${share.toFixed(2)} of the ${BARE} (aim: at least 0.85): ${verdict(share >= 0.85)}`,
    `- Added p50 at 1 connection: ${ratio.toFixed(2)} times that of the ${BARE} (aim: at most 1.40): ${verdict(ratio <= 1.4)}`,
    fed,
  ].join('\n')
}

const verdict = (met: boolean): string => (met ? 'met' : '**not met**')

/** A directory of a thousand grants that changes ten times a second, against that of a file. */
function fedShare(fed: Series | undefined, ofFile: Series | undefined): string {
  if (fed === undefined || ofFile === undefined) return ''
  const share = against(fed, ofFile, (mine, theirs) => rate(mine) / rate(theirs)).median
  // What a machine that is busy with something else disturbs least.
  const cpu = against(fed, ofFile, (mine, theirs) => mine.cpu / theirs.cpu).median
  return `- Calls at 32 connections with a fed directory: ${share.toFixed(2)} of those with a file (aim: at least 0.90): ${verdict(share >= 0.9)}; CPU time a call: ${cpu.toFixed(2)} times\n`
}

/** One URL for all servers of a grant, against a server's own. */
function togetherShare(together: Series | undefined, own: Series | undefined): string {
  if (together === undefined || own === undefined) return ''
  const share = against(together, own, (mine, theirs) => rate(mine) / rate(theirs)).median
  const cpu = against(together, own, (mine, theirs) => mine.cpu / theirs.cpu).median
  return `- Calls at 32 connections at the URL of all servers: ${share.toFixed(2)} of those at a server’s own; CPU time a call: ${cpu.toFixed(2)} times\n`
}

/** Memory of each way. */
export function memoryTable(all: readonly Memory[]): string {
  const mebi = fixed(1)
  const rows = all.map(({ target, before, after, again, calls }) => [
    target.name,
    mebi(before),
    mebi(after),
    mebi(again),
    whole(calls),
  ])
  return table(['way', 'RSS before, MiB', 'after the calls', 'after as many again', 'calls'], rows)
}

/** Cost of decisions. */
export function decideTable(costs: readonly DecideCost[]): string {
  const micros = fixed(2)
  const rows = costs.map(({ entries, allowed, refused, twenty, piled, compile }) => [
    String(entries),
    show(allowed, micros),
    show(refused, micros),
    show(twenty, micros),
    show(piled, micros),
    show(compile, fixed(1)),
  ])
  const heads = [
    'allowed, two claims, µs',
    'refused by a condition, µs',
    'twenty conditions, µs',
    'and two baselines, µs',
  ]
  return table(['entries', ...heads, 'compiled, ms'], rows)
}

/** What the facts of a call cost. */
export function factsTable(costs: readonly FactsCost[]): string {
  const micros = fixed(2)
  const rows = costs.map(({ conditions, facts, line, bytes }) => [
    String(conditions),
    show(facts, micros),
    show(line, micros),
    whole(bytes),
  ])
  return table(['conditions', 'facts of three arguments, µs', 'as a line, µs', 'bytes'], rows)
}

/** What seals of the log cost. */
export function sealsTable(costs: readonly SealCost[]): string {
  const micros = fixed(2)
  const rows = costs.map(({ lines, sealed, bare, ratio }) => [
    whole(lines),
    show(sealed, micros),
    show(bare, micros),
    show(ratio, micros),
  ])
  return table(['lines a flush', 'with seals, CPU µs a line', 'without, CPU µs a line', 'ratio'], rows)
}

/** What looking through one answer costs. */
export function inspectTable(costs: readonly InspectCost[]): string {
  const millis = fixed(2)
  const rows = costs.map(({ holds, size, five, parse }) => [
    holds,
    whole(size),
    show(five, millis),
    show(parse, millis),
  ])
  return table(['answer', 'bytes', 'five detectors, ms', '`JSON.parse`, ms'], rows)
}
