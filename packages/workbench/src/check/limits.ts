/** The limits of a document, made precise, rule by rule. */
import { limitsOf, type Place, type PreparedLimit, pointerOf, rulesOf } from '@portcullis/engine'
import type { Subject } from './subject.ts'

/** The limits of one rule. */
export interface LimitedRule {
  readonly path: Place
  readonly limits: readonly PreparedLimit[]
  /** Whether the rule is in shadow mode. */
  readonly isTried: boolean
}

const known = new WeakMap<Subject, readonly LimitedRule[]>()

/** Of all rules; made once for a subject. */
export function limitedRules(subject: Subject): readonly LimitedRule[] {
  const { policy, rules } = subject
  const tried = new Set(rulesOf(policy).flatMap(({ path, rule }) => (rule.mode === 'shadow' ? [pointerOf(path)] : [])))
  const made =
    known.get(subject) ??
    rules.map(({ path, rule }) => {
      return { path, limits: limitsOf(rule, path, policy.timezone), isTried: tried.has(pointerOf(path)) }
    })
  known.set(subject, made)
  return made
}

/** Whether two limits take the same from each call. */
export function takesTheSame({ increment: left }: PreparedLimit, { increment: right }: PreparedLimit): boolean {
  if (left.kind === 'fixed') return right.kind === 'fixed' && left.amount === right.amount
  return right.kind === 'argument' && left.id === right.id
}

/** The scopes whose counters count at least the calls that this one's do. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  session: ['session', 'grant', 'server', 'owner', 'organisation'],
  grant: ['grant', 'server', 'owner', 'organisation'],
  server: ['server', 'organisation'],
  owner: ['owner', 'organisation'],
  organisation: ['organisation'],
}

/** Whether whatever reaches the second limit has reached the first one before, or at the same call. */
export function bindsFirst(first: PreparedLimit, second: PreparedLimit): boolean {
  return (
    first.onExceed === 'deny' &&
    first.max <= second.max &&
    first.refundOn.every((outcome) => second.refundOn.includes(outcome)) &&
    takesTheSame(first, second) &&
    (first.split === undefined || first.split.id === second.split?.id) &&
    (WIDER[second.counter.scope] ?? []).includes(first.counter.scope) &&
    containsWindow(first, second)
  )
}

/** The units of the calendar that lie wholly within another one. */
const WITHIN: Readonly<Record<string, readonly string[]>> = {
  minute: ['minute'],
  hour: ['minute', 'hour'],
  day: ['minute', 'hour', 'day'],
  week: ['minute', 'hour', 'day', 'week'],
  month: ['minute', 'hour', 'day', 'month'],
}

/** Whether every window of the second limit lies within one window of the first. */
function containsWindow(first: PreparedLimit, second: PreparedLimit): boolean {
  const { window: outer } = first
  const { window: inner } = second
  if (first.counter.kind === 'rolling') {
    return outer.size !== undefined && inner.size !== undefined && outer.size >= inner.size + slack(second)
  }
  if (second.counter.kind === 'rolling' || first.counter.zone !== second.counter.zone) return false
  if (outer.unit !== undefined && inner.unit !== undefined) return (WITHIN[outer.unit] ?? []).includes(inner.unit)
  if (outer.unit !== undefined || inner.unit !== undefined) return false
  return (outer.size ?? 0) % (inner.size ?? 1) === 0
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A day of the calendar, and what is longer, may have an hour more where clocks are set. */
function slack({ window, counter }: PreparedLimit): number {
  return window.unit !== undefined && counter.kind === 'fixed' && (window.size ?? 0) >= DAY ? HOUR : 0
}
