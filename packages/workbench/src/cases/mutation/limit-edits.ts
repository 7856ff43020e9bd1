/** Single edits of limits. */
import type { Limit, RateLimit, Rule, Scope } from '@portcullis/engine'
import { limitsOf, type Part } from '../policy-parts.ts'
import type { Edit } from './edit.ts'

const LONGER: Readonly<Record<string, string>> = {
  minute: 'hour',
  hour: 'day',
  day: 'week',
  week: 'month',
  month: 'day',
}

/** A scope that is easily taken for another. */
const NEAR: Readonly<Record<Scope, Scope>> = {
  grant: 'session',
  session: 'grant',
  owner: 'grant',
  server: 'grant',
  organisation: 'owner',
}

/** Edits of the limits of a rule. */
export function limitEdits(part: Part<Rule>): readonly Edit[] {
  const { at, value } = part
  const rate = value.rate_limit
  return [...limitsOf(part).flatMap(editsOf), ...(rate === undefined ? [] : rateEdits([...at, 'rate_limit'], rate))]
}

function editsOf({ at, value }: Part<Limit>): readonly Edit[] {
  const { counter, max, window, scope = 'grant' } = value
  const set = (key: keyof Limit, to: unknown, says: string): Edit => ({
    at: [...at, key],
    to,
    says: `${counter}: ${says}`,
  })
  return [
    { at, to: undefined, says: `without the limit of ${counter}` },
    set('max', sum(max, 1n), `one more than ${max}`),
    ...(sum(max, -1n) === undefined ? [] : [set('max', sum(max, -1n), `one less than ${max}`)]),
    set('max', timesTen(max), `ten times ${max}`),
    set('window', longer(window), `${longer(window)} instead of ${window}`),
    set('scope', NEAR[scope], `for each ${NEAR[scope]} instead of ${scope}`),
    ...termEdits(value).map(([key, to, says]) => set(key, to, says)),
  ]
}

type Term = readonly [key: keyof Limit, to: unknown, says: string]

function termEdits(limit: Limit): readonly Term[] {
  const terms: readonly (Term | undefined)[] = [
    limit.kind === 'rolling' ? ['kind', 'fixed', 'a fixed window instead of a rolling one'] : undefined,
    limit.by === undefined ? undefined : ['by', undefined, 'one counter for all values'],
    limit.increment_from === undefined ? undefined : ['increment_from', undefined, 'calls instead of amounts'],
    limit.increment === undefined ? undefined : ['increment', undefined, 'one for each call'],
    limit.warn_at === undefined ? undefined : ['warn_at', undefined, 'without its warning'],
    limit.refund_on === undefined ? undefined : ['refund_on', undefined, 'nothing comes back'],
    limit.on_exceed === 'require_approval' ? ['on_exceed', 'deny', 'refuses instead of asking'] : undefined,
  ]
  return terms.filter((term) => term !== undefined)
}

function longer(window: string | number): string | number {
  if (typeof window === 'number') return window * 10
  return LONGER[window] ?? window.replace(/^\d+/, (count) => `${count}0`)
}

const MILLION = 1_000_000n

/** Amounts are decimals: sums are exact. Undefined below zero. */
function sum(max: number | string, more: bigint): number | string | undefined {
  const all = millionths(max) + more * MILLION
  return all < 0n ? undefined : written(all)
}

const timesTen = (max: number | string): string => written(millionths(max) * 10n)

function millionths(max: number | string): bigint {
  const [whole = '0', fraction = ''] = String(max).split('.')
  return BigInt(/^\d+$/.test(whole) ? whole : '0') * MILLION + BigInt(fraction.slice(0, 6).padEnd(6, '0'))
}

function written(amount: bigint): string {
  const fraction = String(amount % MILLION)
    .padStart(6, '0')
    .replace(/0+$/, '')
  return fraction === '' ? String(amount / MILLION) : `${amount / MILLION}.${fraction}`
}

function rateEdits(at: Edit['at'], rate: RateLimit): readonly Edit[] {
  const changed = (to: (max: number) => number): RateLimit =>
    typeof rate === 'string' ? rate.replace(/^\d+/, (max) => String(to(Number(max)))) : { ...rate, max: to(rate.max) }
  return [
    { at, to: undefined, says: 'without the rate limit' },
    { at, to: changed((max) => max + 1), says: 'the rate: one more' },
    { at, to: changed((max) => max * 10), says: 'the rate: ten times as much' },
  ]
}
