/** Searches the strings of one message, and collects what has to be changed. */
import type { DocumentRef, RuleId } from '../decide/decision.ts'
import { Candidates } from './candidates.ts'
import { finds } from './detector.ts'
import { DETECTORS } from './detectors.ts'
import type { StringListener } from './json-strings.ts'
import { namesPassword, namesSecret } from './labelled-secret.ts'
import { redactString, type Search } from './redact-string.ts'
import type { Redactor } from './redactor.ts'
import type { ResultPlan } from './result-plan.ts'
import type { SearchBudget } from './search-budget.ts'
import { looksSecret } from './secrecy.ts'
import { type Found, TextSearch } from './text-search.ts'
import { viewsOf } from './views.ts'

const SHORTEST_SECRET = 8
const SECRET = DETECTORS.secret

/** One replacement in a text, half-open, in UTF-16 code units. */
export interface TextEdit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** How often a redaction replaced something. */
export interface RedactionCount {
  readonly rule: RuleId
  readonly document: DocumentRef
  /** Name of the detector, or `regex`. */
  readonly detector: Redactor['name']
  readonly count: number
}

/** Longer strings are searched at once: hardly any has no mark. */
const LONG_STRING = 1_024
/** Numbers of fewer characters are looked at by patterns only. */
const SHORTEST_NUMBER = 9

/** Takes the strings of one message as they are found. */
export class StringSearch implements StringListener {
  /** A secret was found that nothing takes out. */
  secrets = false
  blobs = 0
  private readonly text: string
  private readonly budget: SearchBudget
  private readonly texts: TextSearch
  private readonly search: Search
  private readonly candidates: Candidates
  /** Whether there are patterns of the policy. */
  private readonly hasPatterns: boolean
  private readonly forSecrets: Redactor | undefined
  private readonly watches: boolean
  private readonly found: TextEdit[] = []
  private readonly counted = new Map<Redactor, number>()
  private readonly count = (redactor: Redactor): void => {
    this.counted.set(redactor, (this.counted.get(redactor) ?? 0) + 1)
  }
  private readonly names = new Map<string, boolean>()
  private readonly cleanKeys = new Set<string>()
  private keys = 0
  /** There is nothing to look for. */
  readonly isIdle: boolean

  constructor(text: string, { redactors, watchesSecrets }: ResultPlan, budget: SearchBudget) {
    this.text = text
    this.budget = budget
    this.texts = new TextSearch(redactors, budget)
    this.search = { texts: this.texts, strictest: redactors[0] }
    this.hasPatterns = redactors.some(({ name }) => name === 'regex')
    this.forSecrets = redactors.find(({ name }) => name === 'secret')
    this.watches = watchesSecrets && this.forSecrets === undefined
    this.isIdle = redactors.length === 0 && !this.watches
    this.candidates = new Candidates(text, this.watches ? [...redactors, SECRET] : redactors)
  }

  /** The redaction that could not search a string to its end. */
  get unsearched(): Redactor | undefined {
    return this.texts.stopped
  }

  onString(start: number, end: number, name: string | undefined): void {
    const { forSecrets, watches } = this
    const isCalled = (watches || forSecrets !== undefined) && name !== undefined && this.fits(name)
    const isCandidate = end - start > LONG_STRING || this.candidates.isWithin(start, end)
    if (!isCalled && !isCandidate) return
    const written = this.text.slice(start, end)
    const isSecret = isCalled && isNamedSecret(written, name)
    if (watches && !this.secrets) this.secrets = isSecret || (isCandidate && this.holdsSecret(written))
    if (isSecret && forSecrets !== undefined) this.replaceWhole(start, end, forSecrets)
    else if (isCandidate && this.replaceWithin(start, end, written) && isCalled) this.lookAgain(name)
  }

  /** What is left of a text may look like a secret where the whole did not. */
  private lookAgain(name: string): void {
    const { forSecrets } = this
    const last = this.found.at(-1)
    if (forSecrets === undefined || last === undefined || !isNamedSecret(last.text, name)) return
    this.found.pop()
    this.replaceWhole(last.start, last.end, forSecrets)
  }

  onKey(start: number, end: number): void {
    if (!this.candidates.isWithin(start, end)) return
    const written = this.text.slice(start, end)
    // The same keys come again and again.
    if (this.cleanKeys.has(written)) return
    // Two keys that were replaced must not become the same one.
    const isReplaced = this.replaceWithin(start, end, written, this.keys === 0 ? '' : ` ${this.keys + 1}`)
    if (isReplaced) this.keys += 1
    else this.cleanKeys.add(written)
  }

  onNumber(start: number, end: number): void {
    if (!this.hasPatterns && end - start < SHORTEST_NUMBER) return
    const written = this.text.slice(start, end)
    const found = this.findInNumber(written) ?? this.findInNumber(plainly(written))
    if (found === undefined) return
    this.count(found.redactor)
    this.found.push({ start, end, text: JSON.stringify(found.redactor.with) })
  }

  /** What takes a number out: the first redaction that finds something in it. */
  private findInNumber(written: string): Found | undefined {
    const [first, ...others] = this.texts.find(written, true) ?? []
    return others.reduce((best, each) => (best !== undefined && best.rank <= each.rank ? best : each), first)
  }

  onBlob(): void {
    this.blobs += 1
  }

  /** In the order of the text. */
  edits(): readonly TextEdit[] {
    return this.found.sort((left, right) => left.start - right.start)
  }

  counts(): readonly RedactionCount[] {
    return [...this.counted].map(([{ rule, document, name }, count]) => ({ rule, document, detector: name, count }))
  }

  private replaceWhole(start: number, end: number, redactor: Redactor): void {
    this.count(redactor)
    this.found.push({ start, end, text: JSON.stringify(redactor.with).slice(1, -1) })
  }

  private replaceWithin(start: number, end: number, written: string, suffix = ''): boolean {
    const redacted = redactString(written, this.search, this.count)
    if (redacted === undefined || redacted === 'unsearched') return false
    this.found.push({ start, end, text: redacted.text + suffix })
    return true
  }

  /** What there are no steps left for counts as one. */
  private holdsSecret(written: string): boolean {
    if (!this.budget.take(written.length)) return true
    return viewsOf(written).some(({ text, isObscure }) => isObscure || finds(SECRET.find, text))
  }

  /** Whether a member of this name may hold a secret; found out once for each name. */
  private fits(name: string): boolean {
    let known = this.names.get(name)
    if (known === undefined) {
      known = namesSecret(name)
      this.names.set(name, known)
    }
    return known
  }
}

function isNamedSecret(written: string, name: string): boolean {
  return written.length >= SHORTEST_SECRET && !/\s/.test(written) && looksSecret(written, namesPassword(name))
}

/** A number without exponent and needless decimals, as its readers may print it. */
const plainly = (written: string): string => String(Number(written))
