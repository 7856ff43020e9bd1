/** Which of two limits is the tighter one, where that can be told. */
import type { PreparedLimit, Scope } from '@portcullis/engine'

/** Seconds; calendar units whose parts always lie within one of them. */
const SECONDS: Readonly<Record<string, number>> = { minute: 60, hour: 3_600, day: 86_400 }
const DAY = 86_400
/** The longest a month can be, in days. */
const MONTH = 31

/** Scopes whose calls are among those of another. */
const WIDER: Readonly<Record<Scope, readonly Scope[]>> = {
  session: ['session', 'grant', 'owner', 'server', 'organisation'],
  grant: ['grant', 'owner', 'server', 'organisation'],
  owner: ['owner', 'organisation'],
  server: ['server', 'organisation'],
  organisation: ['organisation'],
}

/** Whether calls that the first limit lets pass are always let pass by the second one too. On doubt: no. */
export function guarantees(first: PreparedLimit, second: PreparedLimit): boolean {
  if (!sameAmounts(first, second)) return false
  if (first.onExceed === 'require_approval' && second.onExceed === 'deny') return false
  if (!WIDER[second.counter.scope].includes(first.counter.scope)) return false
  if (first.split !== undefined && first.split.id !== second.split?.id) return false
  // Counters that are told apart by name may have calls of other tools in them.
  if (first.counter.name !== second.counter.name && first.rule !== second.rule) return false
  return mostIn(first, second) <= second.max
}

function sameAmounts({ increment: left }: PreparedLimit, { increment: right }: PreparedLimit): boolean {
  if (left.kind === 'fixed') return right.kind === 'fixed' && left.amount === right.amount
  return right.kind === 'argument' && left.id === right.id
}

/** The most that the first limit lets pass in a window of the second one; without bound where that cannot be told. */
function mostIn(first: PreparedLimit, second: PreparedLimit): number {
  const { counter: one, max } = first
  const { counter: other } = second
  const unbounded = Number.POSITIVE_INFINITY
  if (one.kind === 'fixed' && other.kind === 'rolling') return unbounded
  if (one.window === other.window && (one.zone === other.zone || one.kind === 'rolling')) return max
  const length = secondsOf(first)
  const wanted = secondsOf(second)
  const isSameZone = one.zone === other.zone || one.kind === 'rolling'
  if (length === undefined || wanted === undefined || !isSameZone) return unbounded
  if (wanted <= length) {
    const isInside = one.kind === 'rolling' || liesInside(first, second, length, wanted)
    return isInside ? max : unbounded
  }
  const times = Math.ceil(wanted / length)
  const fitsExactly = one.kind === 'rolling' || liesInside(second, first, wanted, length)
  return max * (fitsExactly ? times : times + 1)
}

/** Whether every window of the shorter one lies inside one of the longer one. */
function liesInside(longer: PreparedLimit, _shorter: PreparedLimit, length: number, part: number): boolean {
  const { window } = longer.counter
  const base = window === 'week' || window === 'month' ? DAY : length
  return base % part === 0
}

function secondsOf({ counter: { window, zone } }: PreparedLimit): number | undefined {
  if (zone !== 'UTC') return undefined
  if (window === 'week') return 7 * DAY
  if (window === 'month') return MONTH * DAY
  const known = SECONDS[window] ?? Number(/^(\d+)s$/.exec(window)?.[1])
  return Number.isNaN(known) ? undefined : known
}
