/** The decision over one call. */
import { type Amount, amountFromNumber } from './amount.ts'
import type { CompiledPolicy } from './compile.ts'
import type { Claim, Decision, Deny, DenyCode, RuleId } from './decision.ts'
import { Fault, type Truth } from './fault.ts'
import { isInexact } from './path.ts'
import type { Check, ClaimPlan, Plan } from './plan.ts'
import type { CallRequest } from './request.ts'
import { planFor } from './resolve.ts'
import { faulty, INTERNAL } from './sentence.ts'

const NO_CLAIMS: readonly Claim[] = Object.freeze([])

/** An engine that fails refuses: closed by default. */
const FAILED: Deny = Object.freeze({
  effect: 'deny',
  rule: '(internal)',
  by: 'default',
  code: 'policy_denied',
  message: INTERNAL,
})

/**
 * Decides over one call. Pure, total and deterministic: the same policy and request give the same decision, no clock is
 * read, and it never throws: what fails is refused.
 */
export function decide(policy: CompiledPolicy, request: CallRequest): Decision {
  try {
    return judge(policy, request)
  } catch {
    return FAILED
  }
}

function judge(policy: CompiledPolicy, request: CallRequest): Decision {
  const { name, label } = request.tool
  const plan = planFor(policy, name, label)
  const { refusal } = plan
  if (refusal !== undefined) return deny(plan, refusal.rule, refusal.code, refusal.sentence(name))
  for (const check of plan.checks) {
    const truth = check.test(request)
    if (truth !== check.passes) return refuse(plan, check, truth, name)
  }
  return permit(policy, plan, request)
}

function refuse(plan: Plan, check: Check, truth: Truth, name: string): Deny {
  if (typeof truth === 'boolean') return deny(plan, check.rule, 'policy_denied', check.sentence(name))
  return deny(plan, check.rule, truth.code, faulty(name, truth.because))
}

function permit(policy: CompiledPolicy, plan: Plan, request: CallRequest): Decision {
  let claims = NO_CLAIMS
  if (plan.claims.length > 0) {
    const taken: Claim[] = []
    for (const each of plan.claims) {
      const amount = amountOf(each, request)
      if (typeof amount !== 'number') {
        return deny(plan, each.rule, 'argument_invalid', faulty(request.tool.name, amount.because))
      }
      taken.push(claim(policy, each, amount, request))
    }
    claims = taken
  }
  const { by, rule, ask } = plan
  if (ask === undefined) return { effect: 'allow', rule, by, claims }
  return { effect: 'ask', rule: ask.rule, by, message: ask.sentence(request.tool.name), claims }
}

function claim(policy: CompiledPolicy, plan: ClaimPlan, amount: Amount, request: CallRequest): Claim {
  const { current, next } = plan.slots(request.context.at)
  return {
    key: policy.keys(plan.counter, request),
    counter: plan.counter.name,
    rule: plan.rule,
    amount,
    max: plan.max,
    current,
    next,
    amountful: plan.increment.kind === 'argument',
    onDeny: plan.onDeny,
  }
}

function amountOf({ increment }: ClaimPlan, request: CallRequest): Amount | Fault {
  if (increment.kind === 'fixed') return increment.amount
  const { path, noNumber, noAmount } = increment
  const value = path.read(request)
  if (value instanceof Fault) return value
  if (typeof value !== 'number') return noNumber
  return isInexact(path, value, request) ? noAmount : (amountFromNumber(value) ?? noAmount)
}

function deny(plan: Plan, rule: RuleId, code: DenyCode, message: string): Deny {
  return { effect: 'deny', rule, by: plan.by, code, message }
}
