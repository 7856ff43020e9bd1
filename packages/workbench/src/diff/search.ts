/** Calls that two policies answer differently: looked for among all combinations of what can come of their questions. */
import { type CallRequest, type Decision, decide } from '@portcullis/engine'
import { abstractArguments } from './abstract.ts'
import type { Atom, Truth } from './atoms.ts'
import { answerTo, type Calls, judged } from './call.ts'
import { choices } from './choices.ts'
import type { Answered } from './difference.ts'
import type { Group, Option } from './groups.ts'
import type { Side } from './side.ts'

/** So many combinations are looked at for one tool. */
const MOST_CHOICES = 6_000

/** One way in which answers differ. */
export interface Turn {
  readonly before: Answered
  readonly after: Answered
  /** Both ask, and what they ask is different. */
  readonly asksOtherwise: boolean
}

/** A way that was seen, and the call that shows it. */
export interface SeenTurn extends Turn {
  readonly call: CallRequest
}

/** What the search came to. */
export interface Searched {
  readonly seen: readonly SeenTurn[]
  /** Ways that could not be excluded, and that no call was found for. */
  readonly possible: readonly Turn[]
  /** Whether everything was looked at. */
  readonly whole: boolean
}

/** Looks for one call for each way in which answers differ. */
export function search(groups: readonly Group[], calls: Calls, sides: readonly [Side, Side]): Searched {
  const seen = new Map<string, SeenTurn>()
  const possible = new Map<string, Turn>()
  const all = choices(
    groups.map(({ options }) => options.length),
    MOST_CHOICES,
  )
  for (const choice of all.made) {
    const options = choice.flatMap((at, index) => groups[index]?.options[at] ?? [])
    const turn = turnBetween(abstractAnswers(options, calls, sides))
    if (turn === undefined) continue
    const kind = kindOf(turn)
    if (seen.has(kind)) continue
    const shown = shownBy(options, calls, sides)
    if (shown === undefined || kindOf(shown) !== kind) possible.set(kind, possible.get(kind) ?? turn)
    if (shown !== undefined && !seen.has(kindOf(shown))) seen.set(kindOf(shown), shown)
  }
  return {
    seen: [...seen.values()],
    possible: [...possible].flatMap(([kind, turn]) => (seen.has(kind) ? [] : [turn])),
    whole: all.whole && groups.every(({ whole }) => whole),
  }
}

const kindOf = ({ before, after, asksOtherwise }: Turn): string => `${before.effect} ${after.effect} ${asksOtherwise}`

/** What the engine answers to the stand-ins. */
function abstractAnswers(
  options: readonly Option[],
  { base }: Calls,
  sides: readonly [Side, Side],
): readonly [Decision, Decision] {
  const outcomes = new Map<Atom, Truth>(options.flatMap((option) => option.outcomes))
  const request = { ...base, arguments: abstractArguments(outcomes), inexact: NONE }
  return [decide(sides[0].abstract, request), decide(sides[1].abstract, request)]
}

const NONE: ReadonlySet<string> = new Set()

/** The call with these values, where the policies themselves answer it differently. */
function shownBy(options: readonly Option[], calls: Calls, sides: readonly [Side, Side]): SeenTurn | undefined {
  let call: CallRequest = calls.base
  for (const { change } of options) {
    if (change === undefined) return undefined
    call = change(call)
  }
  const asJudged = judged(calls, call)
  if (asJudged === undefined) return undefined
  const turn = turnBetween([answerTo(sides[0], call, asJudged), answerTo(sides[1], call, asJudged)])
  return turn && { ...turn, call }
}

function turnBetween([before, after]: readonly [Decision, Decision]): Turn | undefined {
  const asksOtherwise = before.effect === 'ask' && after.effect === 'ask' && termsOf(before) !== termsOf(after)
  if (before.effect === after.effect && !asksOtherwise) return undefined
  return { before: answered(before), after: answered(after), asksOtherwise }
}

const answered = ({ effect, rule, document }: Decision): Answered => ({ effect, rule, document: document.id })

/** How people are asked, whoever words it. */
function termsOf(decision: Decision): string {
  if (decision.effect !== 'ask') return ''
  const terms = decision.asks.map(({ timeout, hold, quorum, approvers, reuse, fourEyes }) =>
    JSON.stringify([timeout, hold, quorum, approvers, reuse, fourEyes]),
  )
  return [...new Set(terms)].sort().join()
}
