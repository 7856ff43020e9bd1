/** What a check-up says. */
import type { Configuration } from '../../config/configuration.ts'
import type { Machine } from '../../scan/places.ts'

/** One thing that was looked at. `odd`: it works, and should not stay so. `unknown`: it could not be looked at. */
export interface Checkup {
  /** `ports`: one of each check, or several. */
  readonly id: string
  readonly state: 'fine' | 'odd' | 'wrong' | 'unknown'
  /** What was looked at, and what was seen. */
  readonly text: string
  /** What to do; undefined where nothing is. */
  readonly remedy?: string
}

/** What checks look at. */
export interface Patient {
  /** Path of the configuration. */
  readonly path: string
  /** Undefined: it is not there, or has errors. */
  readonly configuration: Configuration | undefined
  readonly machine: Machine
  /** Folder of the project whose clients are looked at. */
  readonly folder: string
  /** A control plane of this data folder answers. */
  readonly answers: boolean
}

/** A check: looks, and changes nothing. */
export type Check = (patient: Patient) => Promise<readonly Checkup[]> | readonly Checkup[]

export const fine = (id: string, text: string): Checkup => ({ id, state: 'fine', text })
export const odd = (id: string, text: string, remedy: string): Checkup => ({ id, state: 'odd', text, remedy })
export const wrong = (id: string, text: string, remedy: string): Checkup => ({ id, state: 'wrong', text, remedy })
export const unknown = (id: string, text: string, remedy?: string): Checkup => ({
  id,
  state: 'unknown',
  text,
  ...(remedy !== undefined && { remedy }),
})
