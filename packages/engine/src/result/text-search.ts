/** All redactions that may find something in a message, over one text after the other. */
import type { Report } from './detector.ts'
import { behindEscape } from './escapes.ts'
import type { Redactor } from './redactor.ts'
import type { SearchBudget } from './search-budget.ts'

/** A place that a redaction found, half-open, in UTF-16 code units. */
export interface Found {
  readonly start: number
  readonly end: number
  readonly redactor: Redactor
  /** Its place among the redactions. */
  readonly rank: number
}

/** Putting something in the place of what was found takes as long as so many steps of a pattern. */
const STEPS_PER_HIT = 50

const NOTHING: readonly Found[] = []

/** One redaction with where it puts what it finds: made once for a message, of which most texts hold nothing. */
interface Search {
  readonly redactor: Redactor
  readonly report: Report
}

/** Searches the texts of one message. */
export class TextSearch {
  /** The redaction that the steps did not suffice for. */
  stopped: Redactor | undefined
  private readonly budget: SearchBudget
  private readonly searches: readonly Search[]
  private text = ''
  private found: Found[] = []

  constructor(redactors: readonly Redactor[], budget: SearchBudget) {
    this.budget = budget
    this.searches = distinct(redactors).map((redactor, rank) => ({ redactor, report: this.reportOf(redactor, rank) }))
  }

  /**
   * What is found in a text, in no order.
   * @param patterns whether those of the policy are looked for as well
   * @returns undefined where the text could not be searched to its end
   */
  find(text: string, patterns: boolean): readonly Found[] | undefined {
    this.text = text
    if (this.found.length > 0) this.found = []
    for (const { redactor, report } of this.searches) {
      if (!patterns && redactor.name === 'regex') continue
      if (redactor.find(text, report, this.budget)) continue
      this.stopped ??= redactor
      return undefined
    }
    return this.found.length === 0 ? NOTHING : this.take()
  }

  private reportOf(redactor: Redactor, rank: number): Report {
    return (start, end) => {
      const { text } = this
      if (end <= start) return
      this.budget.take(STEPS_PER_HIT)
      this.found.push({ start: behindEscape(text, start), end: behindEscape(text, end), redactor, rank })
    }
  }

  private take(): readonly Found[] {
    const { found } = this
    this.found = []
    return found
  }
}

/** What two documents look for by the same detector is found once: the first of them names it. */
function distinct(redactors: readonly Redactor[]): readonly Redactor[] {
  return redactors.filter(
    ({ name }, index) => name === 'regex' || redactors.findIndex((other) => other.name === name) === index,
  )
}

/** Whether places stand in order, and none overlaps another. */
export function areApart(places: readonly { readonly start: number; readonly end: number }[]): boolean {
  let behind = 0
  for (const { start, end } of places) {
    if (start < behind) return false
    behind = end
  }
  return true
}

/** Of places that overlap one is made: named by the first, of these the longest, of these the first redaction. */
export function mergeFound(found: readonly Found[]): readonly Found[] {
  if (areApart(found)) return found
  const sorted = [...found].sort(
    (left, right) => left.start - right.start || right.end - left.end || left.rank - right.rank,
  )
  const merged: Found[] = []
  for (const each of sorted) {
    const last = merged.at(-1)
    if (last === undefined || each.start >= last.end) merged.push(each)
    else if (each.end > last.end) merged[merged.length - 1] = { ...last, end: each.end }
  }
  return merged
}
