/** Limits that hold for a tool: what is tighter, what is looser, which counters start anew. */
import {
  counterId,
  describeIncrement,
  formatAmount,
  limitsOf,
  type PreparedLimit,
  parsePattern,
  pointerOf,
  rulesOf,
} from '@portcullis/engine'
import {
  bounds,
  type Counted,
  type CountingRules,
  countingRules,
  countsAll,
  EVERY_CALL,
  guarantees,
  keysOf,
} from '../limit-order.ts'
import type { Found, Pair } from './compare-calls.ts'
import { compareTerms } from './compare-terms.ts'
import { type Difference, type Direction, difference, type RuleRef } from './difference.ts'
import type { AppliedRule, Effective } from './effective.ts'
import type { Side } from './side.ts'

/** A limit, its document, and the identity of its counter. */
interface Held extends Counted {
  readonly document: string
  readonly id: string
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
  return rules.flatMap(({ rule, place, document, zone }: AppliedRule) =>
    limitsOf(rule, place, zone).map((limit) => {
      const counter = counterId(limit)
      const sharing = sharingIn(side).get(document)?.get(counter) ?? new Map()
      return { limit, document, id: JSON.stringify([document, counter]), rules: namedFor(sharing, document, place) }
    }),
  )
}

const named = new WeakMap<CountingRules, Map<string, CountingRules>>()

/** The same for a tool that one of them governs: rules of different documents are different, and its own counts its calls. */
function namedFor(sharing: CountingRules, document: string, place: readonly string[]): CountingRules {
  const own = pointerOf(place)
  const ofCounter = named.get(sharing) ?? new Map<string, CountingRules>()
  named.set(sharing, ofCounter)
  const found = ofCounter.get(own) ?? new Map([...sharing].flatMap((each) => namesOf(each, document, place)))
  ofCounter.set(own, found)
  return found
}

type Counting = readonly [rule: string, takes: PreparedLimit['increment']]

function namesOf([rule, takes]: Counting, document: string, place: readonly string[]): readonly Counting[] {
  if (rule === EVERY_CALL) return [[rule, takes]]
  const anywhere = [`${document} ${rule}`, takes] as const
  if (rule !== pointerOf(place)) return [anywhere]
  // A pattern or a class counts those of other tools as well.
  return isOfOneTool(place) ? [[ITS_CALLS, takes]] : [anywhere, [ITS_CALLS, takes]]
}

const ITS_CALLS = '(calls of the tool)'

function isOfOneTool([kind, text = '']: readonly string[]): boolean {
  const pattern = kind === 'tools' ? parsePattern(text) : undefined
  return pattern?.ok === true && pattern.value.exact !== undefined
}

type Sharing = ReadonlyMap<string, ReadonlyMap<string, CountingRules>>

const known = new WeakMap<Side, Sharing>()

/** By document and counter, the rules that count in it. */
function sharingIn(side: Side): Sharing {
  const made =
    known.get(side) ??
    new Map(
      side.layers.map(({ id, policy }) => {
        const rules = rulesOf(policy).map(({ rule, path }) => ({ path, limits: limitsOf(rule, path, policy.timezone) }))
        return [id, countingRules(rules)] as const
      }),
    )
  known.set(side, made)
  return made
}

/** First those that are alike, then those of the same counter, of the same name, and at the same place. */
function paired(before: readonly Held[], after: readonly Held[]): readonly (readonly [Held, Held])[] {
  const made: (readonly [Held, Held])[] = []
  const sameSteps = (left: Held, right: Held): boolean =>
    left.id === right.id && left.limit.onExceed === right.limit.onExceed
  const likeness: readonly ((left: Held, right: Held) => boolean)[] = [
    (left, right) => sameSteps(left, right) && left.limit.max === right.limit.max,
    (left, right) => sameSteps(left, right) && left.limit.rule === right.limit.rule,
    sameSteps,
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
  const what = increment.kind === 'argument' ? ` of ${describeIncrement(increment.id)}` : ''
  const step =
    increment.kind === 'fixed' && formatAmount(increment.amount) !== '1'
      ? ` in steps of ${formatAmount(increment.amount)}`
      : ''
  const by = split === undefined ? '' : ` for each value of ${keysOf(split).join(' and ')}`
  const kind = counter.kind === 'rolling' ? 'any ' : 'each '
  const zone = counter.zone === 'UTC' ? '' : ` of ${counter.zone}`
  const asks = onExceed === 'deny' ? '' : ', then a person is asked'
  return `at most ${formatAmount(max)}${what}${step} in ${kind}${counter.window}${zone} for the ${counter.scope}${by}${asks}`
}

/** Scopes within which all documents see the same calls. */
const ALIKE: ReadonlySet<string> = new Set(['session', 'grant'])

/** Whether the one is missed by nobody where the other one stands. Another document may hold for other grants. */
function makesUpFor(other: Held, held: Held): boolean {
  return (other.document === held.document || ALIKE.has(held.limit.counter.scope)) && guarantees(other, held)
}

function removed(subject: string, held: Held, after: readonly Held[]): Difference {
  const isKept = after.some((other) => makesUpFor(other, held))
  const kept = isKept ? ': another limit is at least as tight' : ''
  return difference('limits', isKept ? 'changed' : 'loosened', subject, {
    says: `a limit is gone: ${wordsFor(held)}${kept}`,
    before: refOf(held),
  })
}

function added(subject: string, held: Held, before: readonly Held[]): Difference {
  const wasKept = before.some((other) => makesUpFor(other, held))
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
  return [...made, ...compareTerms(subject, [earlier.limit, later.limit], refs)]
}

function directionOf(earlier: Held, later: Held): Direction | 'same' {
  const tighter = bounds(later.limit, earlier.limit) && countsAll(later, earlier)
  const looser = bounds(earlier.limit, later.limit) && countsAll(earlier, later)
  if (tighter && looser) return 'same'
  if (tighter) return 'tightened'
  return looser ? 'loosened' : 'changed'
}
