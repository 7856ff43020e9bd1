/** One redaction of a policy, prepared: what is searched for, and what is put in its place. */
import type { DocumentRef, RuleId } from '../decide/decision.ts'
import { flawed, type OrFlaw, sound } from '../policy/problem.ts'
import type { DetectorName, Redaction } from '../policy/results.ts'
import { type Detector, type Find, finds } from './detector.ts'
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
  /** Nothing is found in a text that it does not match. */
  readonly hint: RegExp | undefined
  readonly find: Finder
  /** Nothing is found in a text that has fewer characters, or fewer digits. */
  readonly least: Detector['least']
}

const ANYTHING: Detector['least'] = { characters: 0, digits: 0 }

/** What is put in the place of what was found where the document does not say. */
export const standardReplacement = (name: DetectorName | 'regex'): string =>
  name === 'regex' ? '[REDACTED]' : `[REDACTED:${name}]`

/** Prepares a redaction, or says what is wrong with it. */
export function prepareRedactor(written: Redaction, origin: Origin): OrFlaw<Redactor> {
  if ('regex' in written) {
    const finder = compileFinder(written.regex)
    if (!finder.ok) return finder
    const replacement = written.with ?? standardReplacement('regex')
    return sound({ ...origin, name: 'regex', with: replacement, hint: undefined, find: finder.value, least: ANYTHING })
  }
  const detector = DETECTORS[written.detector]
  const replacement = written.with ?? standardReplacement(detector.name)
  const find: Finder = (text, report) => {
    detector.find(text, report)
    return true
  }
  if (isFoundIn(replacement, detector.find)) {
    const remedy = 'Use a text that is none, or leave it out: "[REDACTED:…]" is put there then.'
    return flawed('bad_value', `"with" is itself what the detector "${detector.name}" finds`, remedy)
  }
  return sound({ ...origin, name: detector.name, with: replacement, hint: detector.hint, find, least: detector.least })
}

function isFoundIn(text: string, find: Find): boolean {
  return viewsOf(JSON.stringify(text).slice(1, -1)).some((view) => finds(find, view.text))
}
