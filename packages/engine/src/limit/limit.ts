/** Limits as a policy writes them, made precise: which counter, how much, at most how much. */
import type { AskTerms, RuleId } from '../decide/decision.ts'
import { askTermsOf } from '../plan/ask-terms.ts'
import type { Durability, Limit, RateLimit } from '../policy/limit.ts'
import type { OrFlaw } from '../policy/problem.ts'
import { flawed, sound } from '../policy/problem.ts'
import type { Rule } from '../policy/rule.ts'
import { pointerOf } from '../text/pointer.ts'
import { type Amount, amountFromNumber } from './amount.ts'
import type { RefundOutcome } from './claim.ts'
import type { Counter } from './counter-key.ts'
import { type Increment, ONE_CALL, parseAmount, parseIncrement } from './increment.ts'
import { parseSplit, type Split } from './split.ts'
import { MAX_WINDOW_SECONDS, parseWindow, type Window } from './window.ts'
import { parseZone, UTC, type Zone } from './zone.ts'

/** One limit, made precise. */
export interface PreparedLimit {
  /** JSON Pointer of the limit. */
  readonly rule: RuleId
  /** The same place, as unescaped segments. */
  readonly place: readonly (string | number)[]
  readonly counter: Counter
  readonly window: Window
  readonly zone: Zone
  /** Undefined: one counter, whatever the values. */
  readonly split: Split | undefined
  readonly max: Amount
  readonly increment: Increment
  /** Amount from which on a warning is due; undefined: never. */
  readonly warnAt: Amount | undefined
  readonly onExceed: 'deny' | 'require_approval'
  /** How people are asked beyond its maximum. */
  readonly asking: AskTerms
  readonly refundOn: readonly RefundOutcome[]
  readonly onStoreFailure: 'deny' | 'allow'
  readonly durability: Durability
  readonly onDeny: string | undefined
}

const MILLION = 1_000_000
const PERIODS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3_600, day: 86_400 }
const RATE = /^([1-9]\d{0,8})\/(second|minute|hour|day)$/

/**
 * All limits of a rule in the order of the document; its `rate_limit` last. That one counts in a counter of the rule's
 * own, which no `counter` can name: those do not begin with a slash.
 * @param place unescaped segments of the rule's place in the document
 * @param timezone of the document
 * @throws Error for a limit that `parsePolicy` would have refused
 */
export function limitsOf(rule: Rule, place: readonly (string | number)[], timezone?: string): readonly PreparedLimit[] {
  const zone = timezone === undefined ? UTC : checked(parseZone(timezone))
  const asking = askTermsOf(rule.approval)
  const limits = (rule.limits ?? []).map((limit, index) => ({
    ...prepareLimit(limit, [...place, 'limits', index], zone),
    asking,
  }))
  if (rule.rate_limit === undefined) return limits
  return [...limits, { ...prepareRate(rule.rate_limit, [...place, 'rate_limit']), asking }]
}

type Unasked = Omit<PreparedLimit, 'asking'>

function prepareLimit(limit: Limit, place: readonly (string | number)[], documentZone: Zone): Unasked {
  const { scope = 'grant', kind = 'fixed', counter: name } = limit
  const window = checked(parseWindow(limit.window))
  // What does not depend on the zone keeps its counter when the zone is edited.
  const zone = window.unit === undefined || kind === 'rolling' ? UTC : documentZone
  const max = checked(parseAmount(limit.max))
  const increment = checked(parseIncrement(limit))
  return {
    rule: pointerOf(place),
    place,
    counter: { scope, name, window: window.id, kind, zone: zone.id },
    window,
    zone,
    split: checked(parseSplit(limit.by)),
    max,
    increment,
    warnAt: limit.warn_at === undefined ? undefined : shareOf(max, limit.warn_at),
    onExceed: limit.on_exceed ?? 'deny',
    refundOn: increment.kind === 'argument' ? (limit.refund_on ?? []) : [],
    onStoreFailure: increment.kind === 'argument' ? 'deny' : (limit.on_store_failure ?? 'deny'),
    durability: increment.kind === 'argument' ? 'strict' : (limit.durability ?? 'strict'),
    onDeny: limit.on_deny,
  }
}

/** The smallest amount that is at least this share of another. */
function shareOf(max: Amount, share: number): Amount {
  return Number((BigInt(max) * BigInt(Math.round(share * MILLION)) + BigInt(MILLION - 1)) / BigInt(MILLION)) as Amount
}

function prepareRate(rate: RateLimit, place: readonly (string | number)[]): Unasked {
  const { max, window } = checked(parseRate(rate))
  const rule = pointerOf(place)
  return {
    rule,
    place,
    counter: { scope: 'session', name: rule, window: window.id, kind: 'fixed', zone: UTC.id },
    window,
    zone: UTC,
    split: checked(parseSplit(typeof rate === 'string' ? undefined : rate.by)),
    max,
    increment: ONE_CALL,
    warnAt: undefined,
    onExceed: 'deny',
    refundOn: [],
    onStoreFailure: 'deny',
    durability: 'strict',
    onDeny: undefined,
  }
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

/** Identity of a limit's counter within one policy: limits with the same one share a claim. */
export function counterId({ counter, split }: PreparedLimit): string {
  const { scope, name, window, kind, zone } = counter
  return JSON.stringify([scope, name, window, kind, zone, split?.id])
}

function checked<T>(result: OrFlaw<T>): T {
  if (!result.ok) throw new Error(`The policy was not checked: ${result.flaw.message}.`)
  return result.value
}
