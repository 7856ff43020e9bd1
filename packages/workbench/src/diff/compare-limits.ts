/** Limits that hold for a tool: what is tighter, what is looser, which counters start anew. */
import { counterId, formatAmount, limitsOf, type PreparedLimit, rulesOf } from '@portcullis/engine'
import type { Found, Pair } from './compare-calls.ts'
import { type Difference, type Direction, difference, type RuleRef } from './difference.ts'
import type { AppliedRule, Effective } from './effective.ts'
import { guarantees } from './limit-order.ts'
import type { Side } from './side.ts'

/** A limit, its document, and the identity of its counter. */
interface Held {
  readonly limit: PreparedLimit
  readonly document: string
  readonly id: string
  /** Rules, of all tools, that count in the same counter. */
  readonly sharers: ReadonlySet<string>
}

/** Compares the limits of calls that both policies may let pass. */
export function compareLimits({ effective, calls, sides }: Pair): Found {
  const before = heldBy(effective[0], sides[0])
  const after = heldBy(effective[1], sides[1])
  if (effective.some(({ status }) => status !== 'open')) return { differences: [], undecided: [] }
  const { subject } = calls.target
  const pairs = paired(before, after)
  const differences = [
    ...pairs.flatMap(([earlier, later]) => changed(subject, earlier, later)),
    ...before
      .filter((each) => !pairs.some(([earlier]) => earlier === each))
      .map((each) => removed(subject, each, after)),
    ...after.filter((each) => !pairs.some(([, later]) => later === each)).map((each) => added(subject, each, before)),
  ]
  return { differences, undecided: [] }
}

function heldBy({ rules }: Effective, side: Side): readonly Held[] {
  const sharers = sharersIn(side)
  return rules.flatMap(({ rule, place, document, zone }: AppliedRule) =>
    limitsOf(rule, place, zone).map((limit) => {
      const id = identityOf(document, limit)
      return { limit, document, id, sharers: sharers.get(id) ?? new Set([limit.rule]) }
    }),
  )
}

const identityOf = (document: string, limit: PreparedLimit): string => JSON.stringify([document, counterId(limit)])

type Sharers = ReadonlyMap<string, ReadonlySet<string>>

const known = new WeakMap<Side, Sharers>()

/** By counter, the rules that count in it. */
function sharersIn(side: Side): Sharers {
  const before = known.get(side)
  if (before !== undefined) return before
  const made = new Map<string, Set<string>>()
  for (const { id: document, policy } of side.layers) {
    for (const { rule, path } of rulesOf(policy)) {
      for (const limit of limitsOf(rule, path, policy.timezone)) {
        const id = identityOf(document, limit)
        made.set(id, (made.get(id) ?? new Set<string>()).add(limit.rule))
      }
    }
  }
  known.set(side, made)
  return made
}

/** First those of the same counter, then those of the same name, then those at the same place. */
function paired(before: readonly Held[], after: readonly Held[]): readonly (readonly [Held, Held])[] {
  const made: (readonly [Held, Held])[] = []
  const likeness: readonly ((left: Held, right: Held) => boolean)[] = [
    (left, right) => left.id === right.id && left.limit.rule === right.limit.rule,
    (left, right) => left.id === right.id,
    (left, right) => left.document === right.document && left.limit.counter.name === right.limit.counter.name,
    (left, right) => left.document === right.document && left.limit.rule === right.limit.rule,
  ]
  for (const isLike of likeness) {
    for (const left of before) {
      if (made.some(([each]) => each === left)) continue
      const right = after.find((each) => isLike(left, each) && !made.some(([, taken]) => taken === each))
      if (right !== undefined) made.push([left, right])
    }
  }
  return made
}

const refOf = ({ document, limit }: Held): RuleRef => ({ document, rule: limit.rule })

/** A limit in words: `500 a day for the grant, counted from args.amount`. */
function wordsFor({ limit }: Held): string {
  const { counter, max, increment, split, onExceed } = limit
  const what = increment.kind === 'argument' ? ` of ${JSON.parse(increment.id).join(' ')}` : ''
  const step =
    increment.kind === 'fixed' && formatAmount(increment.amount) !== '1'
      ? ` in steps of ${formatAmount(increment.amount)}`
      : ''
  const by = split === undefined ? '' : ' for each value'
  const kind = counter.kind === 'rolling' ? 'any ' : 'each '
  const zone = counter.zone === 'UTC' ? '' : ` of ${counter.zone}`
  const asks = onExceed === 'deny' ? '' : ', then a person is asked'
  return `at most ${formatAmount(max)}${what}${step} in ${kind}${counter.window}${zone} for the ${counter.scope}${by}${asks}`
}

function removed(subject: string, held: Held, after: readonly Held[]): Difference {
  const isKept = after.some((other) => guarantees(other.limit, held.limit))
  const kept = isKept ? ': another limit is at least as tight' : ''
  return difference('limits', isKept ? 'changed' : 'loosened', subject, {
    says: `a limit is gone: ${wordsFor(held)}${kept}`,
    before: refOf(held),
  })
}

function added(subject: string, held: Held, before: readonly Held[]): Difference {
  const wasKept = before.some((other) => guarantees(other.limit, held.limit))
  return difference('limits', wasKept ? 'changed' : 'tightened', subject, {
    says: `a limit is new: ${wordsFor(held)}`,
    after: refOf(held),
  })
}

function changed(subject: string, earlier: Held, later: Held): readonly Difference[] {
  const refs = { before: refOf(earlier), after: refOf(later) }
  const resets = earlier.id !== later.id
  const direction = directionOf(earlier, later)
  const made: Difference[] = []
  const words = [wordsFor(earlier), wordsFor(later)]
  if (direction !== 'same' || words[0] !== words[1]) {
    const doubt = direction === 'changed' ? ' (neither is plainly the tighter one)' : ''
    const isShared = words[0] === words[1]
    const says = isShared
      ? `the limit is shared with other rules than before: ${words[1]}`
      : `the limit is ${words[1]}, not ${words[0]}${doubt}`
    made.push(
      difference('limits', direction === 'same' ? 'changed' : direction, subject, {
        says,
        ...refs,
        resets,
        doubtful: direction === 'changed',
      }),
    )
  } else if (resets) {
    made.push(
      difference('limits', 'changed', subject, {
        says: `the limit counts in another counter: ${words[1]}`,
        ...refs,
        resets,
      }),
    )
  }
  return [...made, ...termDifferences(subject, earlier, later, refs)]
}

function directionOf(earlier: Held, later: Held): Direction | 'same' {
  const tighter = guarantees(later.limit, earlier.limit) && isAmong(earlier, later)
  const looser = guarantees(earlier.limit, later.limit) && isAmong(later, earlier)
  if (tighter && looser) return 'same'
  if (tighter) return 'tightened'
  return looser ? 'loosened' : 'changed'
}

/** Whether every rule that counts in the one's counter counts in the other's: otherwise calls would have two budgets for one. */
function isAmong({ sharers, limit }: Held, { sharers: others, limit: other }: Held): boolean {
  return [...sharers].every((rule) => others.has(rule) || (rule === limit.rule && others.has(other.rule)))
}

/** Everything of a limit beside what it bounds. */
function termDifferences(
  subject: string,
  { limit: before }: Held,
  { limit: after }: Held,
  refs: Pick<Difference, 'before' | 'after'>,
): readonly Difference[] {
  const made: Difference[] = []
  const gained = after.refundOn.filter((each) => !before.refundOn.includes(each))
  const lost = before.refundOn.filter((each) => !after.refundOn.includes(each))
  if (gained.length > 0)
    made.push(
      difference('limits', 'loosened', subject, { says: `${gained.join(' and ')} now gives the claim back`, ...refs }),
    )
  if (lost.length > 0)
    made.push(
      difference('limits', 'tightened', subject, {
        says: `${lost.join(' and ')} no longer gives the claim back`,
        ...refs,
      }),
    )
  if (before.onStoreFailure !== after.onStoreFailure) {
    const direction = after.onStoreFailure === 'allow' ? 'loosened' : 'tightened'
    made.push(
      difference('limits', direction, subject, {
        says: `where counters cannot be reached, calls are now ${after.onStoreFailure === 'allow' ? 'allowed' : 'denied'}`,
        ...refs,
      }),
    )
  }
  if ((before.warnAt === undefined) !== (after.warnAt === undefined)) {
    made.push(
      difference('limits', 'changed', subject, {
        says: `a warning is ${after.warnAt === undefined ? 'no longer' : 'now'} given`,
        ...refs,
      }),
    )
  }
  return made
}
