/** What came of a step, held against what must. */
import { amountFromNumber, amountFromText, formatAmount } from '@portcullis/engine'
import type { Observed } from './observed.ts'
import type { Effect, Expectation } from './suite.ts'

/** One thing that is not as it must be. */
export interface Mismatch {
  /** Key of the expectation. */
  readonly key: keyof Expectation
  readonly expected: string
  readonly actual: string
}

/** Everything that differs. */
export function compare(wanted: Effect | Expectation, observed: Observed): readonly Mismatch[] {
  if (typeof wanted === 'string') return plain('effect', wanted, observed.effect)
  return [
    ...plain('effect', wanted.effect, observed.effect),
    ...plain('rule', wanted.rule, observed.rule),
    ...plain('document', wanted.document, observed.document),
    ...plain('by', wanted.by, observed.by),
    ...plain('code', wanted.code, observed.code),
    ...message(wanted.message, observed.message),
    ...plain('retry_after', wanted.retry_after, observed.retryAfter),
    ...sets('asks', wanted.asks, observed.asks),
    ...maps('claims', wanted.claims && amounts(wanted.claims), observed.claims),
    ...sets('warnings', wanted.warnings, observed.warnings),
    ...maps('redacted', wanted.redacted && counts(wanted.redacted), observed.redacted && texts(observed.redacted)),
    ...result(wanted.result, observed.result),
    ...shadow(wanted.shadow, observed.shadow),
    ...shown(wanted, observed),
  ]
}

function plain(
  key: Mismatch['key'],
  wanted: string | number | undefined,
  actual: string | number | undefined,
): readonly Mismatch[] {
  if (wanted === undefined || wanted === actual) return []
  return [{ key, expected: String(wanted), actual: actual === undefined ? 'nothing' : String(actual) }]
}

function message(wanted: Expectation['message'], actual: string | undefined): readonly Mismatch[] {
  if (typeof wanted !== 'object') return plain('message', wanted, actual)
  if (actual?.includes(wanted.contains) === true) return []
  return [{ key: 'message', expected: `… ${wanted.contains} …`, actual: actual ?? 'nothing' }]
}

const listed = (names: Iterable<string>): string => [...names].sort().join(', ') || 'none'

function sets(
  key: Mismatch['key'],
  wanted: readonly string[] | undefined,
  actual: readonly string[] = [],
): readonly Mismatch[] {
  return wanted === undefined ? [] : plain(key, listed(new Set(wanted)), listed(new Set(actual)))
}

type Texts = ReadonlyMap<string, string>

function maps(key: Mismatch['key'], wanted: Texts | undefined, actual: Texts = new Map()): readonly Mismatch[] {
  const told = (map: Texts): string => listed([...map].map(([name, value]) => `${name}: ${value}`))
  return wanted === undefined ? [] : plain(key, told(wanted), told(actual))
}

const texts = (map: ReadonlyMap<string, number>): Texts =>
  new Map([...map].map(([name, count]) => [name, String(count)]))

const counts = (written: Readonly<Record<string, number>>): Texts =>
  texts(new Map(Object.entries(written).filter(([, count]) => count > 0)))

function amounts(written: NonNullable<Expectation['claims']>): Texts {
  return new Map(
    Object.entries(written).map(([counter, value]) => {
      const amount = typeof value === 'string' ? amountFromText(value) : amountFromNumber(value)
      return [counter, amount === undefined ? String(value) : formatAmount(amount)]
    }),
  )
}

function result(wanted: Expectation['result'], actual: string | undefined): readonly Mismatch[] {
  if (wanted === undefined) return []
  if (actual === undefined) return [{ key: 'result', expected: 'a result', actual: 'none' }]
  const missing = (wanted.contains ?? []).filter((part) => !actual.includes(part))
  const present = (wanted.lacks ?? []).filter((part) => actual.includes(part))
  return [
    ...missing.map((part): Mismatch => ({ key: 'result', expected: `… ${part} …`, actual: 'a result without it' })),
    ...present.map((part): Mismatch => ({ key: 'result', expected: `no ${part}`, actual: 'a result with it' })),
  ]
}

function shadow(wanted: Expectation['shadow'], actual: Observed['shadow']): readonly Mismatch[] {
  if (wanted === undefined) return []
  if (wanted === null || actual === null || actual === undefined) {
    return plain(
      'shadow',
      wanted === null ? 'nothing in shadow mode' : 'an answer',
      actual ? 'an answer' : 'nothing in shadow mode',
    )
  }
  return [
    ...plain('shadow', wanted.effect, actual.effect),
    ...plain('shadow', wanted.rule, actual.rule),
    ...plain('shadow', wanted.code, actual.code),
  ]
}

function shown(wanted: Expectation, { shown: actual = [], offered = [] }: Observed): readonly Mismatch[] {
  const missing = (wanted.shows ?? []).filter((name) => !actual.includes(name))
  const present = (wanted.hides ?? []).filter((name) => actual.includes(name))
  const stranger = (name: string): string =>
    offered.includes(name) ? 'it is not there' : 'the server has nothing of that name'
  return [
    ...missing.map((name): Mismatch => ({ key: 'shows', expected: name, actual: stranger(name) })),
    ...present.map((name): Mismatch => ({ key: 'hides', expected: `no ${name}`, actual: 'it is there' })),
    ...sets('shows_only', wanted.shows_only, actual),
  ]
}
