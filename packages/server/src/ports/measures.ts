/** What is measured: numbers as they stand, under the names that `telemetry/metrics.ts` describes. They cross threads as they are. */

/** One series: the values of its labels in the order in which the metric names them. */
export interface Sample {
  readonly labels: readonly string[]
  readonly value: number
}

/** One series of a metric that counts by size. */
export interface Distribution {
  readonly labels: readonly string[]
  /** How many were no larger than each bound of the metric, and larger than the one before it; the last: larger than all. */
  readonly counts: readonly number[]
  /** Of all that was measured, in the metric's unit. */
  readonly sum: number
}

/** Series by the name of their metric. */
export type Measures = ReadonlyMap<string, readonly (Sample | Distribution)[]>

/** What a part says of itself: asked whenever somebody looks, so it costs nothing in between. */
export type Measure = () => Measures

/** Whether a part can do its work: undefined, or a sentence for the operator that says what is wrong and what to do. */
export type Check = () => string | undefined | Promise<string | undefined>

/** What became of a check. */
export interface Checked {
  readonly name: string
  /** Undefined: all is well. */
  readonly problem: string | undefined
  /** The problem needs somebody, but calls can be taken all the same. */
  readonly isNotice: boolean
}

/** What of it is wanted: whether it can do its work, or everything that is measured besides. */
export type Wanted = 'checks' | 'measures'

/** How a gateway does, as its own thread says it. */
export interface Vitals {
  /** Empty where they were not wanted. */
  readonly measures: Measures
  readonly checks: readonly Checked[]
}
