/** How much searching one answer may cost. */

/** So many steps all searches through one answer may take: half a second at worst, and nearly always far less. */
const SEARCH_STEPS = 100_000_000

/** The searching that is left for one answer. */
export class SearchBudget {
  private left = SEARCH_STEPS

  /** Takes steps out; false where they are not left. */
  take(steps: number): boolean {
    this.left -= steps
    return this.left >= 0
  }
}
