/** How much searching one answer may cost. */

/**
 * So many steps all searches through one answer may take: half a second of patterns, or a second of detectors, in texts that
 * are made for it, and nearly always far less. The largest answer takes a third of it with all detectors.
 */
const SEARCH_STEPS = 100_000_000

/** The searching that is left for one answer. */
export class SearchBudget {
  private left: number

  constructor(steps: number = SEARCH_STEPS) {
    this.left = steps
  }

  /** Takes steps out; false where they are not left. */
  take(steps: number): boolean {
    this.left -= steps
    return this.left >= 0
  }
}
