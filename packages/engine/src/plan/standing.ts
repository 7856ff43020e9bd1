/** The counters of a document as they stand for one grant, without any call: for people who look at budgets. */
import type { DocumentRef, RuleId } from '../decide/decision.ts'
import type { Instant, SessionSlot } from '../decide/request.ts'
import { type Amount, MAX_AMOUNT } from '../limit/amount.ts'
import type { Claim, ClaimTerms } from '../limit/claim.ts'
import { type Counted, counterKey } from '../limit/counter-key.ts'
import { counterId, limitsOf, type PreparedLimit } from '../limit/limit.ts'
import { rollingSlots, slotsOf } from '../limit/window.ts'
import { rulesOf } from '../lint/placed.ts'
import type { Scope } from '../policy/limit.ts'
import type { Policy } from '../policy/policy.ts'
import { isInShadow, withoutShadow } from './shadow.ts'

/** A limit that compares with a counter. */
export interface StandingLimit {
  readonly rule: RuleId
  readonly max: Amount
  readonly onExceed: 'deny' | 'require_approval'
}

/** One counter, and how a store finds it. */
export interface StandingCounter {
  readonly name: string
  readonly scope: Scope
  /** `minute`, or a duration in seconds: `900s`. */
  readonly window: string
  readonly kind: 'fixed' | 'rolling'
  /** Of calendar units. */
  readonly zone: string
  /** Undefined for counters that all sessions share. */
  readonly slot: SessionSlot | undefined
  /** In the order of the document. */
  readonly limits: readonly StandingLimit[]
  /** Takes nothing. Of a counter for each value (`by`) the key is that of all of them, which is its `family` too. */
  readonly claim: Claim
}

const SLOTS: readonly SessionSlot[] = [0, 1, 2, 3]
const NOTHING = 0 as Amount

/**
 * All counters of a document that are enforced at the instant, whichever tools they limit.
 * @param subject whose calls are counted, and on which server (slug)
 * @throws Error for a policy that `parsePolicy` would have refused
 */
export function standingCounters(
  { policy, document }: { readonly policy: Policy; readonly document: DocumentRef },
  subject: Omit<Counted, 'slot'>,
  at: Instant,
): readonly StandingCounter[] {
  if (isInShadow(policy, at)) return []
  const byCounter = new Map<string, [PreparedLimit, ...PreparedLimit[]]>()
  const rules = rulesOf(withoutShadow(policy, at))
  for (const limit of rules.flatMap(({ path, rule }) => limitsOf(rule, path, policy.timezone))) {
    const known = byCounter.get(counterId(limit))
    if (known === undefined) byCounter.set(counterId(limit), [limit])
    else known.push(limit)
  }
  return [...byCounter.values()].flatMap((limits) => standing(limits, document, subject, at))
}

function standing(
  limits: readonly [PreparedLimit, ...PreparedLimit[]],
  document: DocumentRef,
  subject: Omit<Counted, 'slot'>,
  at: Instant,
): readonly StandingCounter[] {
  const [{ counter, split }] = limits
  const { name, scope, window, kind, zone } = counter
  const told = limits.map(({ rule, max, onExceed }) => ({ rule, max, onExceed }))
  const slots = scope === 'session' ? SLOTS : [undefined]
  return slots.map((slot) => {
    const key = counterKey(document.id, counter, { ...subject, slot: slot ?? 0 })
    const claim = { ...claimOn(limits[0], at), key, document, family: split === undefined ? undefined : key }
    return { name, scope, window, kind, zone, slot, limits: told, claim }
  })
}

function claimOn(
  { counter, window, zone, rule }: PreparedLimit,
  at: Instant,
): Omit<Claim, 'key' | 'document' | 'family'> {
  const size = counter.kind === 'rolling' ? window.size : undefined
  const slots = size === undefined ? slotsOf(window, zone) : rollingSlots(size)
  const terms: ClaimTerms | undefined =
    size === undefined
      ? undefined
      : { rolling: size, asks: undefined, warnings: [], refundOn: [], onStoreFailure: 'deny', durability: 'strict' }
  return {
    counter: counter.name,
    rule,
    amount: NOTHING,
    max: MAX_AMOUNT,
    ...slots(at),
    amountful: true,
    onDeny: undefined,
    terms,
  }
}
