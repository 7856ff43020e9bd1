/** The cases that can notice an edit at all. */
import { matches, nameTokens, parsePattern } from '@portcullis/engine'
import type { Segments } from '../policy-parts.ts'
import type { PlacedCase } from '../read-suite.ts'

/**
 * Of an edit within the rule of a tool or a pattern: the cases that call such a tool, or look at a list. What others ask
 * does not depend on that rule. Of all other edits: all cases.
 */
export function relevantCases(cases: readonly PlacedCase[], [key, text]: Segments): readonly PlacedCase[] {
  if (key !== 'tools') return cases
  const pattern = parsePattern(String(text))
  if (!pattern.ok) return cases
  const fits = (name: string): boolean => matches(pattern.value, nameTokens(name))
  return cases.filter(({ steps }) =>
    steps.some(({ step }) => step.list !== undefined || (step.call !== undefined && fits(step.call))),
  )
}
