/** Searches the strings of one message, and collects what has to be changed. */
import type { DocumentRef, RuleId } from '../decide/decision.ts'
import { finds } from './detector.ts'
import { DETECTORS } from './detectors.ts'
import type { StringListener } from './json-strings.ts'
import { namesPassword, namesSecret } from './labelled-secret.ts'
import { Collector, redactString, type Search } from './redact-string.ts'
import type { Redactor } from './redactor.ts'
import type { ResultPlan } from './result-plan.ts'
import type { SearchBudget } from './search-budget.ts'
import { looksSecret } from './secrecy.ts'
import { viewsOf } from './views.ts'

const SHORTEST_SECRET = 8

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

/** Takes the strings of one message as they are found. */
export class StringSearch implements StringListener {
  /** A secret was found that nothing takes out. */
  secrets = false
  blobs = 0
  /** The redaction that could not search a string to its end. */
  unsearched: Redactor | undefined
  private readonly text: string
  private readonly budget: SearchBudget
  /** Those that can find anything in this message. */
  private readonly redactors: readonly Redactor[]
  private readonly forSecrets: Redactor | undefined
  private readonly watches: boolean
  private readonly found: TextEdit[] = []
  private readonly counted = new Map<Redactor, number>()
  private readonly count = (redactor: Redactor): void => {
    this.counted.set(redactor, (this.counted.get(redactor) ?? 0) + 1)
  }
  private readonly search: Search
  private readonly names = new Map<string, boolean>()
  private readonly cleanKeys = new Set<string>()
  private keys = 0

  constructor(text: string, { redactors, watchesSecrets }: ResultPlan, budget: SearchBudget) {
    this.text = text
    this.budget = budget
    const hides = text.includes('\\u')
    this.redactors = redactors.filter(({ hint }) => hides || hint === undefined || hint.test(text))
    this.search = { redactors: this.redactors, budget, collector: new Collector() }
    this.forSecrets = redactors.find(({ name }) => name === 'secret')
    this.watches = watchesSecrets && this.forSecrets === undefined
  }

  /** There is nothing to look for. */
  get isIdle(): boolean {
    return this.redactors.length === 0 && !this.watches
  }

  onString(start: number, end: number, name: string | undefined): void {
    const { forSecrets, watches } = this
    const written = this.text.slice(start, end)
    const isCalled = (watches || forSecrets !== undefined) && name !== undefined && this.fits(name)
    const isSecret = isCalled && isNamedSecret(written, name)
    if (watches && !this.secrets) this.secrets = isSecret || holdsSecret(written)
    if (isSecret && forSecrets !== undefined) this.replaceWhole(start, end, forSecrets)
    else if (this.replaceWithin(start, end, written) && isCalled) this.lookAgain(name)
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
    const written = this.text.slice(start, end)
    // The same keys come again and again.
    if (this.cleanKeys.has(written)) return
    // Two keys that were replaced must not become the same one.
    const isReplaced = this.replaceWithin(start, end, written, this.keys === 0 ? '' : ` ${this.keys + 1}`)
    if (isReplaced) this.keys += 1
    else this.cleanKeys.add(written)
  }

  onNumber(start: number, end: number): void {
    const written = this.text.slice(start, end)
    const redactor = this.redactors.find(
      ({ name, find }) => name !== 'regex' && finds((text, report) => find(text, report, this.budget), written),
    )
    if (redactor === undefined) return
    this.count(redactor)
    this.found.push({ start, end, text: JSON.stringify(redactor.with) })
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
    if (redacted === undefined) return false
    if (redacted === 'unsearched') this.unsearched ??= this.redactors.find(({ name }) => name === 'regex')
    else this.found.push({ start, end, text: redacted.text + suffix })
    return true
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

const holdsSecret = (written: string): boolean =>
  viewsOf(written).some(({ text, isObscure }) => isObscure || finds(DETECTORS.secret.find, text))
