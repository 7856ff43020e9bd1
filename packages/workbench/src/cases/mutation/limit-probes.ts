/** Sequences of calls at the edge of a limit. */
import {
  isArray,
  type JsonValue,
  type Limit,
  pathOfKey,
  pointerOf,
  type RateLimit,
  type Rule,
} from '@portcullis/engine'
import { conditionsWithin, elements, limitsOf, type Part, predicatesOf, type Segments } from '../policy-parts.ts'
import type { Circumstances, Given, Step } from '../suite.ts'
import type { Probe } from './probe.ts'
import { argumentAt, type ProbeCall, withValue } from './step-values.ts'

/** A sequence makes no more calls. */
const MOST_CALLS = 400
const SECONDS: Readonly<Record<string, number>> = {
  minute: 60,
  hour: 3_600,
  day: 86_400,
  week: 604_800,
  month: 2_678_400,
}
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 }

/** As much of a limit as sequences go by. */
interface Edge {
  readonly counter: string
  readonly max: number
  /** Seconds. */
  readonly window: number
  readonly by: readonly string[]
  readonly warnAt: number | undefined
  /** Path of what a call takes; undefined where it is the same for all. */
  readonly amountAt: string | undefined
  /** Values that calls have at the paths of `by`. */
  readonly values: ReadonlyMap<string, readonly JsonValue[]>
}

/** Sequences for a limit of a rule, from calls of tools that it is about. */
export function* limitProbes(rule: Part<Rule>, at: Segments, calls: readonly ProbeCall[]): Generator<Probe> {
  const found = edgeAt(rule, at)
  if (found === undefined) return
  const values = new Map(found.by.map((path) => [path, [...valuesAt(path, calls), ...literalsFor(rule, path)]]))
  for (const call of calls) yield* probesOf(call, { ...found, values })
}

function valuesAt(path: string, calls: readonly ProbeCall[]): readonly JsonValue[] {
  return calls.map((call) => argumentAt(call, path)).filter((value) => value !== undefined)
}

/** Values that the rule itself names for a path: those it lets pass. */
function literalsFor(rule: Part<Rule>, path: string): readonly JsonValue[] {
  const within = predicatesOf(rule).flatMap(({ at, value }) => conditionsWithin(elements(at, value.conditions)))
  return within.flatMap(({ value }) => {
    if (!('path' in value) || value.path !== path) return []
    return isArray(value.value) ? value.value : [value.value]
  })
}

function edgeAt(rule: Part<Rule>, at: Segments): Edge | undefined {
  if (at[rule.at.length] === 'rate_limit' && rule.value.rate_limit !== undefined) {
    return rateEdge(pointerOf([...rule.at, 'rate_limit']), rule.value.rate_limit)
  }
  const limit = limitsOf(rule).find((each) => each.at.every((step, index) => at[index] === step))
  return limit && limitEdge(limit.value)
}

function limitEdge({ counter, max, window, by = [], warn_at: warnAt, increment_from: from }: Limit): Edge {
  const amountAt = typeof from === 'string' ? from : undefined
  const paths = by.map(pathOfKey)
  return { counter, max: Number(max), window: secondsOf(window), by: paths, warnAt, amountAt, values: new Map() }
}

function rateEdge(counter: string, rate: RateLimit): Edge {
  const [max = '0', period = 'minute'] = typeof rate === 'string' ? rate.split('/') : [String(rate.max)]
  const window = typeof rate === 'string' ? (SECONDS[period] ?? 1) : rate.window
  return { counter, max: Number(max), window, by: [], warnAt: undefined, amountAt: undefined, values: new Map() }
}

function secondsOf(window: string | number): number {
  if (typeof window === 'number') return window
  const [, count = '1', unit = 's'] = /^(\d+)([smhd])$/.exec(window) ?? []
  return SECONDS[window] ?? Number(count) * (UNITS[unit] ?? 1)
}

function* probesOf(call: ProbeCall, edge: Edge): Generator<Probe> {
  const { counter, max, window, warnAt } = edge
  const amount = amountOf(call, edge)
  const { step, given } = call
  const from = (used: number, ...steps: readonly Step[]): Probe => ({
    given: { ...given, ...(used > 0 && { used: { [counter]: String(Math.round(used * 1e6) / 1e6) } }) },
    steps,
  })
  for (const left of [amount, amount + 1, amount - 1, 0]) if (left >= 0 && max - left >= 0) yield from(max - left, step)
  for (const factor of [2, 5]) yield from(max * factor, step)
  if (warnAt !== undefined) for (const extra of [0, 1]) yield from(Math.max(0, max * warnAt - extra), step)
  for (const share of [1, 0.5, 0.1]) yield from(max, step, { ...step, after: Math.ceil(window * share) })
  yield from(Math.max(0, max - amount), { ...step, outcome: 'tool_error' }, step)
  for (const large of amountsOf(call, edge)) yield* strangersOf(edge, large)
}

/** What one call takes, as far as that can be told. */
function amountOf(call: ProbeCall, { amountAt }: Edge): number {
  const there = amountAt === undefined ? 1 : argumentAt(call, amountAt)
  return typeof there === 'number' && there > 0 ? there : 1
}

/** The call as it is, and with amounts that take much of the counter. */
function amountsOf(call: ProbeCall, { amountAt, max }: Edge): readonly ProbeCall[] {
  if (amountAt === undefined) return [call]
  const shares = [1, 0.5, 0.25, 0.1].map((share) => withValue(call, amountAt, Math.max(1, Math.floor(max * share))))
  return [...shares.filter((each) => each !== undefined), call]
}

/** The same call by somebody else, once the counter is full; and with a person's consent, where that is asked for. */
function* strangersOf(edge: Edge, call: ProbeCall): Generator<Probe> {
  const { given, step } = call
  const count = Math.floor(edge.max / amountOf(call, edge))
  if (count > MOST_CALLS) return
  for (const approved of [false, true]) {
    const first: Step = { ...step, ...(approved && { approved }) }
    const full: Step = count < 2 ? first : { ...first, times: count }
    for (const other of othersOf(edge, { given, step: first })) yield { given, steps: [full, other] }
  }
}

function othersOf({ by, values }: Edge, { given, step }: ProbeCall): readonly Step[] {
  const another = { ...given.grant, id: 'another' }
  const byValue = by.flatMap((path) =>
    [...(values.get(path) ?? []), 'another value', 1].flatMap((value) => {
      const other = withValue({ given, step }, path, value)
      return other === undefined ? [] : [{ ...other.step, given: circumstancesOf(other.given) }]
    }),
  )
  return [
    ...byValue,
    { ...step, given: { session: given.session === 1 ? 2 : 1 } },
    { ...step, given: { grant: another } },
    { ...step, given: { grant: { ...another, owner: 'another' } } },
    { ...step, given: { server: 'another' } },
  ]
}

function circumstancesOf({ used: _used, at: _at, tools: _tools, ...circumstances }: Given): Circumstances {
  return circumstances
}
