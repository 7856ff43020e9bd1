/** Puts what a server sends through a plan: bounds, conditions, redactions. */
import type { DocumentRef, RuleId } from '../decide/decision.ts'
import type { CallRequest } from '../decide/request.ts'
import { walkStrings } from './json-strings.ts'
import { failedCheck } from './result-check.ts'
import { type ResultFacts, readResult } from './result-facts.ts'
import type { ResultPlan } from './result-plan.ts'
import { textsOf } from './result-texts.ts'
import { SearchBudget } from './search-budget.ts'
import { type RedactionCount, StringSearch, type TextEdit } from './string-search.ts'

/** A message of a server's. */
export interface Inspected {
  /** One valid JSON text, of at most 512 levels. */
  readonly text: string
  /** Its length in bytes of UTF-8. */
  readonly size: number
}

/** Why a message is withheld. */
export interface ResultRefusal {
  readonly rule: RuleId
  readonly document: DocumentRef
  /** One sentence for the agent, without values of the result. */
  readonly message: string
}

/** What has to be done with a message. */
export interface Inspection {
  /** It must not go on. */
  readonly refusal: ResultRefusal | undefined
  /** Parts of the text that give way to others, in order; every other character stays. */
  readonly edits: readonly TextEdit[]
  readonly redacted: readonly RedactionCount[]
  /** A secret was found that no redaction took out. */
  readonly secrets: boolean
  /** Images, sounds and blobs that nothing looked into. */
  readonly blobs: number
}

const PASSED: Inspection = Object.freeze({ refusal: undefined, edits: [], redacted: [], secrets: false, blobs: 0 })

/** Judges and redacts the answer to a request: conditions are judged on it as it came. */
export function inspectAnswer(plan: ResultPlan, answer: Inspected, request: CallRequest): Inspection {
  const refusal = tooLarge(plan, answer) ?? refusalOf(plan, answer, request)
  return refusal === undefined ? redact(plan, answer.text) : { ...PASSED, refusal }
}

/**
 * Redacts a message that a server sends beside its answer, such as progress. Larger ones than an answer may be are
 * withheld, and so are those that tell a task's result which may not be passed on, or a text that may not.
 */
export function inspectMessage(plan: ResultPlan, message: Inspected, request: CallRequest): Inspection {
  const mayTell =
    plan.checks.some(({ readsTexts }) => readsTexts) || (plan.checks.length > 0 && RESULT.test(message.text))
  const refusal = tooLarge(plan, message) ?? (mayTell ? refusalOf(plan, message, request) : undefined)
  return refusal === undefined ? redact(plan, message.text) : { ...PASSED, refusal }
}

/** Most messages have no member of this name; one that is written with escapes may be it. */
const RESULT = /"result"|\\u/

/** The refusal of a message of so many bytes, if it is too large: for what need not be read to its end. */
export function tooLarge({ maxBytes }: ResultPlan, { size }: { readonly size: number }): ResultRefusal | undefined {
  if (maxBytes === undefined || size <= maxBytes.bytes) return undefined
  const { rule, document, bytes } = maxBytes
  return {
    rule,
    document,
    message: `Its result has more than ${bytes} bytes, which is the most that this policy lets through.`,
  }
}

const NO_RESULT: ResultFacts = { result: {}, inexact: new Set() }

function refusalOf({ checks }: ResultPlan, answer: Inspected, request: CallRequest): ResultRefusal | undefined {
  const [first] = checks
  if (first === undefined) return undefined
  const facts = readResult(answer.text, answer.size)
  if (facts === 'ambiguous')
    return { ...first, message: 'Its result has a key twice in one object, so that it cannot be judged.' }
  // An error has no result to be judged, but texts.
  const asked = facts === 'none' ? checks.filter(({ readsTexts }) => readsTexts) : checks
  if (asked.length === 0) return undefined
  const texts = asked.some(({ readsTexts }) => readsTexts) ? { texts: textsOf(answer.text) } : undefined
  const failed = failedCheck(asked, request, { ...(facts === 'none' ? NO_RESULT : facts), ...texts })
  if (failed === undefined) return undefined
  const { check, because } = failed
  const { rule, document } = check
  const told = check.message ?? 'Its result must not be passed on by this policy.'
  return { rule, document, message: because === undefined ? told : `Its result could not be judged: ${because}.` }
}

function redact(plan: ResultPlan, text: string): Inspection {
  const search = new StringSearch(text, plan, new SearchBudget())
  if (search.isIdle) return PASSED
  walkStrings(text, search)
  const { unsearched } = search
  if (unsearched !== undefined) {
    const { rule, document } = unsearched
    const refusal = { rule, document, message: 'Its result is too long to be searched for what must not be passed on.' }
    return { ...PASSED, refusal }
  }
  return {
    refusal: undefined,
    edits: search.edits(),
    redacted: search.counts(),
    secrets: search.secrets,
    blobs: search.blobs,
  }
}
