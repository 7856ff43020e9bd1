/** What became of the last edit of a configuration. */
import type { Instant } from '@portcullis/engine'
import type { Problem } from '../problem.ts'

/** The files are in force. */
export interface InForce {
  readonly state: 'in_force'
  readonly at: Instant
  readonly digest: string
  readonly warnings: readonly Problem[]
  /** Parts that changed and take effect at the next start only. */
  readonly restart: readonly string[]
}

/** The files have errors; the version before them is in force. */
export interface Rejected {
  readonly state: 'rejected'
  readonly at: Instant
  readonly digest: string
  readonly problems: readonly Problem[]
}

/** The files give rights that those in force do not; they wait for `portcullis reload --confirm`. */
export interface Waiting {
  readonly state: 'waiting'
  readonly at: Instant
  readonly digest: string
  /** What would be looser, one sentence each. */
  readonly loosens: readonly string[]
}

export type ReloadStatus = InForce | Rejected | Waiting
