/** Places of a text that a regular expression in RE2 syntax finds: in time that is linear, and bounded for each answer. */
import { RE2JS } from 're2js'
import { compileRegex } from '../condition/text-match.ts'
import { type OrFlaw, sound } from '../policy/problem.ts'
import type { Report } from './detector.ts'
import type { SearchBudget } from './search-budget.ts'

/**
 * One search looks so far, in UTF-16 code units: a pattern may look to the end of the text for each of its matches, and
 * there can be as many as characters. Matches of more than half of it may be found in part, or not at all.
 */
const WINDOW = 4_096

/** @returns false where more would have to be searched than may be */
export type Finder = (text: string, report: Report, budget: SearchBudget) => boolean

/** Prepares a pattern, or says what is wrong with it. */
export function compileFinder(pattern: string): OrFlaw<Finder> {
  const checked = compileRegex(pattern, { ignoreCase: false })
  if (!checked.ok) return checked
  const regex = RE2JS.compile(pattern)
  const size = regex.programSize()
  return sound((text, report, budget) => {
    for (let from = 0; from < text.length; ) {
      if (!budget.take(Math.min(WINDOW, text.length - from) * size)) return false
      from = findNext(regex, text, from, report)
    }
    return true
  })
}

/** Looks at one window; returns where the next one begins. */
function findNext(regex: RE2JS, text: string, from: number, report: Report): number {
  // One character more, for what looks back: ^ and \b.
  const base = Math.max(0, from - 1)
  const slice = text.slice(base, from + WINDOW)
  const isLast = from + WINDOW >= text.length
  const matcher = regex.matcher(slice)
  if (!matcher.find(from - base)) return isLast ? text.length : from + WINDOW / 2
  const start = base + matcher.start()
  const end = base + matcher.end()
  // A match that touches the end of the window may go on behind it, or may be none.
  if (end === base + slice.length && !isLast && start > from) return start
  if (end > start) report(start, end)
  return Math.max(end, from + 1, start)
}
