/** One redaction of a policy, prepared: what is searched for, and what is put in its place. */
import type { DocumentRef, RuleId } from '../decide/decision.ts'
import { flawed, type OrFlaw, sound } from '../policy/problem.ts'
import type { DetectorName, Redaction } from '../policy/results.ts'
import { type Find, finds } from './detector.ts'
import { DETECTORS } from './detectors.ts'
import { compileFinder, type Finder } from './text-find.ts'
import { viewsOf } from './views.ts'

/** Where a redaction stands. */
export interface Origin {
  readonly rule: RuleId
  readonly document: DocumentRef
}

/** A prepared redaction. */
export interface Redactor extends Origin {
  /** For the log: a detector's name, or `regex`. */
  readonly name: DetectorName | 'regex'
  readonly with: string
  /** Of a detector: patterns of which one matches where something is found. Undefined: nothing is known beforehand. */
  readonly marks: readonly RegExp[] | undefined
  readonly find: Finder
}

/** Detectors take so little for each character that this part of it counts as a step of a pattern. */
const STEPS_PER_CHARACTER = 0.5

/** What is put in the place of what was found where the document does not say. */
export const standardReplacement = (name: DetectorName | 'regex'): string =>
  name === 'regex' ? '[REDACTED]' : `[REDACTED:${name}]`

/** Prepares a redaction, or says what is wrong with it. */
export function prepareRedactor(written: Redaction, origin: Origin): OrFlaw<Redactor> {
  if ('regex' in written) {
    const finder = compileFinder(written.regex)
    if (!finder.ok) return finder
    const replacement = written.with ?? standardReplacement('regex')
    return sound({ ...origin, name: 'regex', with: replacement, marks: undefined, find: finder.value })
  }
  const detector = DETECTORS[written.detector]
  const replacement = written.with ?? standardReplacement(detector.name)
  const find: Finder = (text, report, budget) => {
    if (!budget.take(text.length * STEPS_PER_CHARACTER)) return false
    detector.find(text, report)
    return true
  }
  if (isFoundIn(replacement, detector.find)) {
    const remedy = 'Use a text that is none, or leave it out: "[REDACTED:…]" is put there then.'
    return flawed('bad_value', `"with" is itself what the detector "${detector.name}" finds`, remedy)
  }
  return sound({ ...origin, name: detector.name, with: replacement, marks: detector.marks, find })
}

function isFoundIn(text: string, find: Find): boolean {
  return viewsOf(JSON.stringify(text).slice(1, -1)).some((view) => finds(find, view.text))
}
