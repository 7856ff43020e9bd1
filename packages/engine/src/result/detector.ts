/** What detectors are: named searches for values that should not reach an agent. */
import type { DetectorName } from '../policy/results.ts'

/** Told of a place in the text, half-open, in UTF-16 code units. Places may overlap and come in any order. */
export type Report = (start: number, end: number) => void

/** A search through a text: pure, and in time linear in its length, whatever the text. */
export type Find = (text: string, report: Report) => void

/** Whether a search finds anything. */
export function finds(find: (text: string, report: Report) => unknown, text: string): boolean {
  let isFound = false
  find(text, () => {
    isFound = true
  })
  return isFound
}

/** A named search. */
export interface Detector {
  readonly name: DetectorName
  /** What it finds, for the reference. */
  readonly finds: string
  /** What it does not find, or finds without meaning it, for the reference. */
  readonly misses: string
  /**
   * Global patterns of which one matches at or behind the beginning of a text, and before its end, where something is
   * found in it; quotes may stand around it. For speed only.
   */
  readonly marks: readonly RegExp[]
  readonly find: Find
}
