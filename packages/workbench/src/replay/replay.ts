/** Replay: what a draft would have answered to calls that were recorded. No value of a call is needed, nor had. */
import type { Instant, Layer } from '@portcullis/engine'
import { judgeWith, type PossibleAnswer } from './judge-call.ts'
import { knowledgeOf } from './knowledge.ts'
import { type Effect, type Keyring, type RecordedCall, wasJudged } from './recorded-call.ts'
import { skeletonOf } from './skeleton.ts'
import { createTally, type RangedClaim, type Tally } from './tally.ts'

/** Calls that are answered otherwise, alike. */
export interface Change {
  readonly from: Effect
  readonly to: Effect
  readonly server: string
  readonly tool: string
  /** The rule of the draft (or of a baseline) that answers now. */
  readonly rule: string
  readonly policy: string
  /** The rule that answered then. */
  readonly ruleThen: string | undefined
  readonly count: number
  readonly first: Instant
  readonly last: Instant
  /** Id of the first decision. */
  readonly example: string
}

/** Calls of which it cannot be told how they would be answered. */
export interface Doubt {
  readonly from: Effect
  readonly server: string
  readonly tool: string
  /** What is not known: paths of arguments, or a limit. */
  readonly because: string
  /** What may come of it. */
  readonly may: readonly Effect[]
  readonly count: number
  readonly first: Instant
  readonly example: string
}

/** What came of a replay. */
export interface ReplayReport {
  /** All recorded calls that a policy answered. */
  readonly calls: number
  readonly unchanged: number
  readonly changed: number
  readonly cannotTell: number
  /** Calls that were answered before any policy was asked: no draft changes them. */
  readonly leftOut: number
  /** The most frequent first. */
  readonly changes: readonly Change[]
  readonly doubts: readonly Doubt[]
  readonly from: Instant | undefined
  readonly to: Instant | undefined
}

/** So many repetitions of a folded record are counted one by one. */
const MAX_REPEATED = 10_000

/**
 * Judges recorded calls by a draft, in the order of their instants. Counters are empty at the first of them.
 * @param layers baselines, if any, then the draft; what of them is in shadow mode stays there
 * @throws Error for what `compileLayers` refuses
 */
export function replay(layers: readonly Layer[], calls: Iterable<RecordedCall>, keyring: Keyring): ReplayReport {
  const skeleton = skeletonOf(layers)
  const judge = judgeWith(skeleton, knowledgeOf(skeleton, keyring))
  const tally = createTally()
  const book = openBook()
  for (const call of calls) {
    if (!wasJudged(call)) {
      book.leaveOut(call)
      continue
    }
    const { answers, unknown } = judge(call)
    const repeated = Math.min(call.count, MAX_REPEATED)
    for (let index = 0; index < repeated; index++) {
      const outcomes = answers.flatMap((answer) => afterLimits(answer, call, tally))
      take(answers, outcomes, call, tally)
      book.enter(call, outcomes, unknown, index === repeated - 1 ? call.count - repeated + 1 : 1)
    }
  }
  return book.report()
}

/** An answer when limits were asked too. */
interface FinalAnswer extends Pick<PossibleAnswer, 'effect' | 'rule' | 'policy'> {
  /** The counter whose state decided; undefined where none did. */
  readonly limit: string | undefined
}

function afterLimits(answer: PossibleAnswer, { at }: RecordedCall, tally: Tally): readonly FinalAnswer[] {
  const { effect, rule, policy, claims } = answer
  if (effect === 'deny' || claims.length === 0) return [{ effect, rule, policy, limit: undefined }]
  const verdicts = tally.judge(claims, at)
  return verdicts.map(({ says, claim }): FinalAnswer => {
    const limit = verdicts.length > 1 || says !== 'fits' ? (claim?.counter ?? claims[0]?.claim.counter) : undefined
    if (says === 'fits' || claim === undefined) return { effect, rule, policy, limit }
    const placed = { policy: claim.document.id, limit }
    if (says === 'exceeded') return { effect: 'deny', rule: claim.rule, ...placed }
    // Who is asked anyway is asked once.
    return effect === 'ask'
      ? { effect, rule, policy, limit }
      : { effect: 'ask', rule: claim.terms?.asks?.rule ?? claim.rule, ...placed }
  })
}

/** What the call takes: for certain where nothing else can come of it, and it was not given back. */
function take(
  answers: readonly PossibleAnswer[],
  outcomes: readonly FinalAnswer[],
  call: RecordedCall,
  tally: Tally,
): void {
  const allowing = answers.find(({ effect, claims }) => effect === 'allow' && claims.length > 0)
  if (allowing === undefined || !outcomes.some(({ effect }) => effect === 'allow')) return
  const certain =
    outcomes.every(({ effect }) => effect === 'allow') && answers.every(({ effect }) => effect === 'allow')
  tally.take(
    allowing.claims.map((each) => (mayComeBack(each, call) ? { ...each, least: 0 } : each)),
    call.at,
    certain,
  )
}

/** What never reached the server comes back, and what failed, where the limit says so. */
function mayComeBack({ claim }: RangedClaim, { outcome }: RecordedCall): boolean {
  if (outcome === undefined || outcome === 'unreachable' || outcome === 'unknown') return true
  return claim.terms?.refundOn.some((each) => each === outcome) ?? false
}

interface Book {
  leaveOut(call: RecordedCall): void
  enter(call: RecordedCall, outcomes: readonly FinalAnswer[], unknown: readonly string[], count: number): void
  report(): ReplayReport
}

function openBook(): Book {
  const changes = new Map<string, Change>()
  const doubts = new Map<string, Doubt>()
  const counts = { calls: 0, unchanged: 0, changed: 0, cannotTell: 0, leftOut: 0 }
  let from: Instant | undefined
  let to: Instant | undefined
  const seen = ({ at }: RecordedCall): void => {
    from = Math.min(from ?? at, at)
    to = Math.max(to ?? at, at)
  }

  return {
    leaveOut(call) {
      counts.leftOut += call.count
      seen(call)
    },
    enter(call, outcomes, unknown, count) {
      seen(call)
      counts.calls += count
      const effects = [...new Set(outcomes.map(({ effect }) => effect))]
      const [only] = outcomes
      if (effects.length > 1 || only === undefined) {
        counts.cannotTell += count
        return doubt(call, { effects, because: becauseOf(outcomes, unknown) }, count)
      }
      if (only.effect === call.was.effect) {
        counts.unchanged += count
        return
      }
      counts.changed += count
      change(call, only, count)
    },
    report: () => ({ ...counts, changes: sorted(changes), doubts: sorted(doubts), from, to }),
  }

  function change(call: RecordedCall, { effect, rule, policy }: FinalAnswer, count: number): void {
    const { at, server, tool, was, id } = call
    const key = JSON.stringify([was.effect, was.rule, effect, server, tool, policy, rule])
    const known = changes.get(key)
    changes.set(
      key,
      known === undefined
        ? {
            from: was.effect,
            to: effect,
            server,
            tool,
            rule,
            policy,
            ruleThen: was.rule,
            count,
            first: at,
            last: at,
            example: id,
          }
        : { ...known, count: known.count + count, last: at },
    )
  }

  function doubt(
    { at, server, tool, was, id }: RecordedCall,
    { effects, because }: { readonly effects: readonly Effect[]; readonly because: string },
    count: number,
  ): void {
    const key = JSON.stringify([was.effect, server, tool, because])
    const known = doubts.get(key)
    doubts.set(
      key,
      known === undefined
        ? { from: was.effect, server, tool, because, may: effects, count, first: at, example: id }
        : { ...known, may: [...new Set([...known.may, ...effects])], count: known.count + count },
    )
  }
}

/** Answers that differ before limits are asked differ by what is not known of the call. */
function becauseOf(outcomes: readonly FinalAnswer[], unknown: readonly string[]): string {
  const limits = [...new Set(outcomes.flatMap(({ limit }) => (limit === undefined ? [] : [limit])))]
  const untold = limits.map((counter) => `what the counter ${JSON.stringify(counter)} had reached`)
  return [...unknown, ...untold].join(', ') || 'too much is not known'
}

const sorted = <T extends { readonly count: number }>(rows: ReadonlyMap<string, T>): readonly T[] =>
  [...rows.values()].sort((left, right) => right.count - left.count)

/** Whether the draft lets something pass, or be asked for, that was refused, or asked for. */
export function isLoosened({ from, to }: Pick<Change, 'from' | 'to'>): boolean {
  return STRICTNESS[to] < STRICTNESS[from]
}

const STRICTNESS: Readonly<Record<Effect, number>> = { allow: 0, ask: 1, deny: 2 }
