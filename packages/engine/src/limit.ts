/** Limits as a policy writes them, made precise: which counter, how much, at most how much. */
import { type Amount, amountFromNumber, amountFromText } from './amount.ts'
import type { RuleId } from './decision.ts'
import { Fault } from './fault.ts'
import { type Path, parsePath } from './path.ts'
import { pointerOf } from './pointer.ts'
import type { Limit, RateLimit, Rule } from './policy.ts'
import { flawed, type OrFlaw, sound } from './problem.ts'
import { MAX_WINDOW_SECONDS, parseWindow, type Window } from './window.ts'

/** Whose calls share a counter. */
export type Scope = 'grant' | 'session'

/** What a call takes: the same for every call, or what an argument says. */
export type Increment =
  | { readonly kind: 'fixed'; readonly amount: Amount }
  | {
      readonly kind: 'argument'
      readonly path: Path
      /** For a value that is missing or of another type. */
      readonly noNumber: Fault
      /** For a number that cannot be counted exactly. */
      readonly noAmount: Fault
    }

/** One limit, made precise. */
export interface PreparedLimit {
  /** JSON Pointer of the limit. */
  readonly rule: RuleId
  /** The same place, as unescaped segments. */
  readonly place: readonly (string | number)[]
  readonly counter: string
  readonly scope: Scope
  readonly window: Window
  readonly max: Amount
  readonly increment: Increment
  readonly onDeny: string | undefined
}

const ONE_CALL: Increment = { kind: 'fixed', amount: 1_000_000 as Amount }
const PERIODS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3_600, day: 86_400 }
const RATE = /^([1-9]\d{0,8})\/(second|minute|hour|day)$/

/**
 * All limits of a rule in the order of the document; its `rate_limit` last. That one counts in a counter of the rule's
 * own, which no `counter` can name: those do not begin with a slash.
 * @param place unescaped segments of the rule's place in the document
 * @throws Error for a limit that `parsePolicy` would have refused
 */
export function limitsOf(rule: Rule, place: readonly (string | number)[]): readonly PreparedLimit[] {
  const limits = (rule.limits ?? []).map((limit, index) => prepareLimit(limit, [...place, 'limits', index]))
  if (rule.rate_limit === undefined) return limits
  return [...limits, prepareRate(rule.rate_limit, [...place, 'rate_limit'])]
}

function prepareLimit(limit: Limit, place: readonly (string | number)[]): PreparedLimit {
  return {
    rule: pointerOf(place),
    place,
    counter: limit.counter,
    scope: limit.scope ?? 'grant',
    window: checked(parseWindow(limit.window)),
    max: checked(parseAmount(limit.max)),
    increment: incrementOf(limit),
    onDeny: limit.on_deny,
  }
}

function incrementOf(limit: Limit): Increment {
  if (limit.increment_from !== undefined) return argumentIncrement(checked(parsePath(limit.increment_from)))
  return limit.increment === undefined ? ONE_CALL : { kind: 'fixed', amount: checked(parseAmount(limit.increment)) }
}

function argumentIncrement(path: Path): Increment {
  return {
    kind: 'argument',
    path,
    noNumber: new Fault(`${path.subject} must be a number: a limit counts it`),
    noAmount: new Fault(`${path.subject} must not be negative, too large, or have more than six decimals`),
  }
}

function prepareRate(rate: RateLimit, place: readonly (string | number)[]): PreparedLimit {
  const { max, window } = checked(parseRate(rate))
  const rule = pointerOf(place)
  return { rule, place, counter: rule, scope: 'session', window, max, increment: ONE_CALL, onDeny: undefined }
}

/** Reads the short form: `10/minute`, or `{ max, window }` with seconds. */
export function parseRate(rate: RateLimit): OrFlaw<{ readonly max: Amount; readonly window: Window }> {
  const { max, seconds } = typeof rate === 'string' ? splitRate(rate) : { max: rate.max, seconds: rate.window }
  const amount = amountFromNumber(max)
  const window = parseWindow(seconds)
  if (amount !== undefined && window.ok) return sound({ max: amount, window: window.value })
  return flawed(
    'bad_value',
    `${JSON.stringify(rate)} is not a rate`,
    `Write "10/minute" (second, minute, hour, day), or { "max": 10, "window": 60 } with at most ${MAX_WINDOW_SECONDS} seconds.`,
  )
}

function splitRate(rate: string): { readonly max: number; readonly seconds: number } {
  const [, max, period = ''] = RATE.exec(rate) ?? []
  return { max: Number(max), seconds: PERIODS[period] ?? Number.NaN }
}

/** Reads a quantity: a number or a decimal string. */
export function parseAmount(written: number | string): OrFlaw<Amount> {
  const amount = typeof written === 'number' ? amountFromNumber(written) : amountFromText(written)
  if (amount !== undefined) return sound(amount)
  return flawed(
    'bad_value',
    `${JSON.stringify(written)} is not a quantity that can be counted exactly`,
    'Write a number that is not negative, with at most six decimals and up to 9007199254.740991; as a string without sign or exponent.',
  )
}

/** Identity of a limit's counter within one policy: limits with the same one share a claim. */
export function counterId(limit: PreparedLimit): string {
  return JSON.stringify([limit.scope, limit.counter, limit.window.id])
}

/** Whether two limits take the same from their counter, whatever the call. */
export function sameIncrement(left: Increment, right: Increment): boolean {
  if (left.kind === 'fixed') return right.kind === 'fixed' && left.amount === right.amount
  return right.kind === 'argument' && left.path.pointer === right.path.pointer
}

function checked<T>(result: OrFlaw<T>): T {
  if (!result.ok) throw new Error(`The policy was not checked: ${result.flaw.message}.`)
  return result.value
}
