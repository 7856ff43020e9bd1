/** From the limits that hold for a call to its claims: one for each counter. */
import type { Evaluation } from '../condition/evaluation.ts'
import { Fault } from '../condition/fault.ts'
import type { DocumentRef, RuleId } from '../decide/decision.ts'
import type { CallRequest } from '../decide/request.ts'
import { type Amount, MAX_AMOUNT } from './amount.ts'
import type { Claim, ClaimTerms } from './claim.ts'
import type { Counter, KeyFinder } from './counter-key.ts'
import { type Increment, sameIncrement } from './increment.ts'
import { counterId, type PreparedLimit } from './limit.ts'
import type { Split } from './split.ts'
import { rollingSlots, type Slots, slotsOf } from './window.ts'

/** How one claim is made. */
export interface ClaimPlan {
  readonly counter: Counter
  readonly split: Split | undefined
  readonly rule: RuleId
  readonly max: Amount
  readonly increment: Increment
  readonly slots: (at: number) => Slots
  readonly onDeny: string | undefined
  readonly terms: ClaimTerms | undefined
}

/** Why the claims of a call cannot be made: the call is refused. */
export interface Unclaimable {
  readonly rule: RuleId
  readonly fault: Fault
}

/**
 * One plan for each counter: limits that share it share a claim, and each compares its own maximum, so that of those
 * that do the same the smallest holds.
 * @throws Error for limits that `parsePolicy` would have refused
 */
export function claimPlansOf(limits: readonly PreparedLimit[]): readonly ClaimPlan[] {
  const byCounter = new Map<string, [PreparedLimit, ...PreparedLimit[]]>()
  for (const limit of limits) {
    const id = counterId(limit)
    const shared = byCounter.get(id)
    if (shared === undefined) byCounter.set(id, [limit])
    else if (sameIncrement(shared[0].increment, limit.increment)) shared.push(limit)
    else
      throw new Error(
        `The policy was not checked: limits of the counter "${limit.counter.name}" take different amounts.`,
      )
  }
  return [...byCounter.values()].map(planOf)
}

function planOf(limits: readonly [PreparedLimit, ...PreparedLimit[]]): ClaimPlan {
  const [first] = limits
  const refusing = smallest(limits.filter(({ onExceed }) => onExceed === 'deny'))
  const { rule, max, onDeny } = refusing ?? { ...(smallest(limits) ?? first), max: MAX_AMOUNT }
  const { counter, split, increment } = first
  return { counter, split, rule, max, increment, slots: slotsFor(first), onDeny, terms: termsOf(limits) }
}

function slotsFor({ counter, window, zone }: PreparedLimit): ClaimPlan['slots'] {
  return counter.kind === 'rolling' ? rollingSlots(rollingSize(window.size)) : slotsOf(window, zone)
}

function rollingSize(size: number | undefined): number {
  if (size === undefined) throw new Error('The policy was not checked: a month cannot roll along.')
  return size
}

function smallest(limits: readonly PreparedLimit[]): PreparedLimit | undefined {
  return limits.reduce<PreparedLimit | undefined>(
    (least, each) => (least && least.max <= each.max ? least : each),
    undefined,
  )
}

/** Undefined where all that the limits say is a maximum in fixed windows. */
function termsOf(limits: readonly [PreparedLimit, ...PreparedLimit[]]): ClaimTerms | undefined {
  const [first] = limits
  const asking = smallest(limits.filter(({ onExceed }) => onExceed === 'require_approval'))
  const terms: ClaimTerms = {
    rolling: first.counter.kind === 'rolling' ? first.window.size : undefined,
    asks: asking && { rule: asking.rule, max: asking.max, onDeny: asking.onDeny, terms: asking.asking },
    warnings: limits
      .flatMap(({ rule, warnAt, max }) => (warnAt === undefined ? [] : [{ rule, at: warnAt, max }]))
      .sort((left, right) => left.at - right.at),
    refundOn: first.refundOn.filter((outcome) => limits.every(({ refundOn }) => refundOn.includes(outcome))),
    onStoreFailure:
      asking === undefined && limits.every(({ onStoreFailure }) => onStoreFailure === 'allow') ? 'allow' : 'deny',
    durability:
      asking === undefined && limits.every(({ durability }) => durability === 'relaxed') ? 'relaxed' : 'strict',
  }
  const plain =
    terms.rolling === undefined &&
    terms.asks === undefined &&
    terms.warnings.length === 0 &&
    terms.refundOn.length === 0 &&
    terms.onStoreFailure === 'deny' &&
    terms.durability === 'strict'
  return plain ? undefined : terms
}

const NO_CLAIMS: readonly Claim[] = Object.freeze([])

/** The document whose limits they are. */
export interface ClaimSource {
  readonly document: DocumentRef
  readonly keys: KeyFinder
}

/** The claims of a call, in the order of their plans; or why one of them cannot be made. */
export function claimsFor(
  plans: readonly ClaimPlan[],
  source: ClaimSource,
  evaluation: Evaluation,
): readonly Claim[] | Unclaimable {
  if (plans.length === 0) return NO_CLAIMS
  const claims: Claim[] = []
  for (const plan of plans) {
    const amount = plan.increment.kind === 'fixed' ? plan.increment.amount : plan.increment.read(evaluation)
    if (amount instanceof Fault) return { rule: plan.rule, fault: amount }
    const shared = source.keys(plan.counter, evaluation.request)
    const key = plan.split === undefined ? shared : plan.split.keyFor(shared, evaluation)
    if (key instanceof Fault) return { rule: plan.rule, fault: key }
    claims.push(claimOf(plan, amount, { key, shared, document: source.document }, evaluation.request))
  }
  return claims
}

function claimOf(
  plan: ClaimPlan,
  amount: Amount,
  { key, shared, document }: { readonly key: string; readonly shared: string; readonly document: DocumentRef },
  { context }: CallRequest,
): Claim {
  const { counter, rule, max, onDeny, terms, split, increment } = plan
  const { current, next } = plan.slots(context.at)
  return {
    key,
    counter: counter.name,
    rule,
    document,
    amount,
    max,
    current,
    next,
    amountful: increment.kind === 'argument',
    onDeny,
    terms,
    family: split === undefined ? undefined : shared,
  }
}
