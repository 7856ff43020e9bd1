/** Figures of runs: each of a way’s run and another way’s run of the same round, and then the spread of the rounds. */
import type { LoadResult } from './load.ts'
import type { Series } from './measure.ts'
import { type Spread, spread } from './statistics.ts'

export const perSecond = ({ calls, seconds }: LoadResult): number => calls / seconds

/** A figure of two runs of one round. */
export type Figure = (mine: LoadResult, theirs: LoadResult) => number

/**
 * Calls of one core, as a share. Of calls a second and calls for a second of CPU time the share that is less: where the core of
 * the load generator is what limits the other way, calls a second alone would be too kind.
 */
export const shareOfCore: Figure = (mine, theirs) =>
  Math.min(perSecond(mine) / perSecond(theirs), Number.isNaN(mine.cpu) ? Infinity : theirs.cpu / mine.cpu)

export const rateRatio: Figure = (mine, theirs) => perSecond(mine) / perSecond(theirs)
export const cpuRatio: Figure = (mine, theirs) => mine.cpu / theirs.cpu
export const p99Ratio: Figure = (mine, theirs) => mine.p99 / theirs.p99
/** Microseconds. */
export const addedP50: Figure = (mine, theirs) => (mine.p50 - theirs.p50) * 1000
export const addedP99: Figure = (mine, theirs) => (mine.p99 - theirs.p99) * 1000

/** Undefined where one of the two was not measured. */
export function held(mine: Series | undefined, theirs: Series | undefined, figure: Figure): Spread | undefined {
  if (mine === undefined || theirs === undefined) return undefined
  const figures = mine.runs.flatMap((run, round) => {
    const other = theirs.runs[round]
    return other === undefined ? [] : [figure(run, other)]
  })
  return figures.length === 0 || figures.some(Number.isNaN) ? undefined : spread(figures)
}

/** Looks up what was measured, by the title of the step and the name of the way. */
export const finder =
  (all: readonly Series[]) =>
  (step: string, way: string): Series | undefined =>
    all.find((series) => series.step === step && series.way === way)
