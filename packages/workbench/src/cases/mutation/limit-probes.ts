/** Sequences of calls at the edge of a limit. */
import type { Limit, RateLimit, Rule } from '@portcullis/engine'
import { limitsOf, type Part, type Segments } from '../policy-parts.ts'
import type { Step } from '../suite.ts'
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
}

/** Sequences for a limit of a rule, from calls of tools that it is about. */
export function* limitProbes(rule: Part<Rule>, at: Segments, calls: readonly ProbeCall[]): Generator<Probe> {
  const edge = edgeAt(rule, at)
  if (edge === undefined) return
  for (const call of calls) yield* probesOf(call, edge)
}

function edgeAt(rule: Part<Rule>, at: Segments): Edge | undefined {
  if (at[rule.at.length] === 'rate_limit' && rule.value.rate_limit !== undefined) {
    return rateEdge(
      `/${[...rule.at, 'rate_limit'].map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
      rule.value.rate_limit,
    )
  }
  const limit = limitsOf(rule).find((each) => each.at.every((step, index) => at[index] === step))
  return limit && limitEdge(limit.value)
}

function limitEdge({ counter, max, window, by = [], warn_at: warnAt, increment_from: from }: Limit): Edge {
  const amountAt = typeof from === 'string' ? from : undefined
  return { counter, max: Number(max), window: secondsOf(window), by, warnAt, amountAt }
}

function rateEdge(counter: string, rate: RateLimit): Edge {
  const [max = '0', period = 'minute'] = typeof rate === 'string' ? rate.split('/') : [String(rate.max)]
  const window = typeof rate === 'string' ? (SECONDS[period] ?? 1) : rate.window
  return { counter, max: Number(max), window, by: [], warnAt: undefined, amountAt: undefined }
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
  const count = Math.floor(max / amount)
  if (count > MOST_CALLS) return
  const full = { ...step, times: Math.max(1, count) }
  yield from(0, full, step)
  yield* strangersOf(edge, call, full)
}

/** What one call takes, as far as that can be told. */
function amountOf(call: ProbeCall, { amountAt }: Edge): number {
  const there = amountAt === undefined ? 1 : argumentAt(call, amountAt)
  return typeof there === 'number' && there > 0 ? there : 1
}

/** The same call by somebody else, once the counter is full. */
function* strangersOf({ by }: Edge, { step, given }: ProbeCall, full: Step): Generator<Probe> {
  const others: readonly Step[] = [
    { ...step, given: { session: 1 } },
    { ...step, given: { grant: { ...given.grant, id: 'another' } } },
    { ...step, given: { grant: { ...given.grant, id: 'another', owner: 'another' } } },
    { ...step, given: { server: 'another' } },
  ]
  for (const other of others) yield { given, steps: [full, other] }
  for (const path of by) {
    const other = withValue({ given, step }, path, 'another value')
    if (other !== undefined) yield { given, steps: [full, other.step] }
  }
}
