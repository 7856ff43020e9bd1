/** What the mutation check found. */
import type { Place } from '../../yaml/place.ts'

/** An edit that no case notices. */
export interface Survivor extends Place {
  /** Of the policy. */
  readonly file: string
  /** JSON Pointer of what was edited. */
  readonly rule: string
  readonly edit: string
  /**
   * A case that would notice it, as YAML; undefined where no call was found that tells the difference: perhaps there is
   * none.
   */
  readonly suggestion: string | undefined
}

/** The whole result. */
export interface MutationReport {
  /** Edits that were tried and are not known to change nothing. */
  readonly mutants: number
  readonly noticed: number
  /** Of those that change something, percent; 100 where there is none. */
  readonly percent: number
  readonly survivors: readonly Survivor[]
  /** Edits that were left out, as there were too many. */
  readonly untried: number
}
