/** How much work judging may be. */

/** So many steps the rules may take over one call: characters of text times what is looked for, elements, keys. */
const MAX_STEPS = 8_000_000

/** Steps that are left. */
export class Budget {
  private left: number

  constructor(steps: number = MAX_STEPS) {
    this.left = steps
  }

  /** Takes steps out; false where they are not left. */
  take(steps: number): boolean {
    this.left -= steps
    return this.left >= 0
  }
}
