/** The decision over one call. */
import { Evaluation } from '../condition/evaluation.ts'
import type { Truth } from '../condition/fault.ts'
import type { Claim } from '../limit/claim.ts'
import { claimsFor } from '../limit/claim-plan.ts'
import type { AskPlan, Check } from '../plan/check.ts'
import { type CompiledPolicy, inForceAt } from '../plan/compile.ts'
import type { Plan } from '../plan/plan.ts'
import { planFor } from '../plan/resolve.ts'
import type { Ask, AskRule, Decision, Deny, DocumentRef, ShadowAnswer } from './decision.ts'
import type { CallRequest } from './request.ts'
import { faulty, INTERNAL } from './sentence.ts'

const NO_CLAIMS: readonly Claim[] = Object.freeze([])
const NO_DOCUMENT: DocumentRef = Object.freeze({ id: '', version: '' })

/** An engine that fails refuses: closed by default. */
const FAILED: Deny = Object.freeze({
  effect: 'deny',
  rule: '(internal)',
  document: NO_DOCUMENT,
  by: 'default',
  code: 'policy_denied',
  message: INTERNAL,
  shadow: undefined,
})

/**
 * Decides over one call. Pure, total and deterministic: the same policy and request give the same decision, no clock is
 * read, and it never throws: what fails is refused.
 */
export function decide(policy: CompiledPolicy, request: CallRequest): Decision {
  try {
    const inForce = policy.later.length === 0 ? policy : inForceAt(policy, request.context.at)
    const decision = judge(inForce, request)
    return inForce.shadow === undefined
      ? decision
      : { ...decision, shadow: shadowOf(inForce.shadow, request, decision) }
  } catch {
    return FAILED
  }
}

function judge(policy: CompiledPolicy, request: CallRequest): Decision {
  const { name, label } = request.tool
  const plan = planFor(policy, name, label)
  const { refusal } = plan
  if (refusal !== undefined) {
    return deny(plan, {
      rule: refusal.rule,
      document: plan.document,
      code: refusal.code,
      message: refusal.sentence(name),
    })
  }
  const evaluation = new Evaluation(request)
  for (const check of plan.checks) {
    const truth = check.test(evaluation)
    if (truth !== check.passes) return refuse(plan, check, truth, name)
  }
  return permit(plan, evaluation)
}

function refuse(plan: Plan, { rule, document, sentence }: Check | AskPlan, truth: Truth, name: string): Deny {
  if (typeof truth === 'boolean') return deny(plan, { rule, document, code: 'policy_denied', message: sentence(name) })
  return deny(plan, { rule, document, code: truth.code, message: faulty(name, truth.because) })
}

function permit(plan: Plan, evaluation: Evaluation): Decision {
  const { name } = evaluation.request.tool
  const asks: AskRule[] = []
  for (const ask of plan.asks) {
    const truth = ask.test === undefined ? true : ask.test(evaluation)
    if (typeof truth !== 'boolean') return refuse(plan, ask, truth, name)
    if (truth) asks.push({ rule: ask.rule, document: ask.document, message: ask.sentence(name), ...ask.terms })
  }
  const claims = claimsOf(plan, evaluation)
  if ('code' in claims) return claims
  const { by, rule, document, results } = plan
  const [first] = asks
  if (first === undefined) return { effect: 'allow', rule, document, by, claims, results, shadow: undefined }
  return { ...answer(plan, first), message: first.message, asks, claims, results }
}

function answer(
  { by }: Plan,
  { rule, document }: AskRule,
): Pick<Ask, 'effect' | 'rule' | 'document' | 'by' | 'shadow'> {
  return { effect: 'ask', rule, document, by, shadow: undefined }
}

/** The claims of all documents, or the refusal where one cannot be made. */
function claimsOf(plan: Plan, evaluation: Evaluation): readonly Claim[] | Deny {
  let taken = NO_CLAIMS
  for (const { source, plans } of plan.claims) {
    const claims = claimsFor(plans, source, evaluation)
    if ('fault' in claims) {
      const message = faulty(evaluation.request.tool.name, claims.fault.because)
      return deny(plan, { rule: claims.rule, document: source.document, code: claims.fault.code, message })
    }
    taken = taken.length === 0 ? claims : [...taken, ...claims]
  }
  return taken
}

function deny(
  { by }: Plan,
  { rule, document, code, message }: Pick<Deny, 'rule' | 'document' | 'code' | 'message'>,
): Deny {
  return { effect: 'deny', rule, document, by, code, message, shadow: undefined }
}

/** What would be answered if nothing were in shadow mode. What is enforced anyway is not counted once more. */
function shadowOf(policy: CompiledPolicy, request: CallRequest, enforced: Decision): ShadowAnswer {
  const decision = judge(policy, request)
  const { effect, rule, document } = decision
  if (effect === 'deny') return { effect, rule, document, code: decision.code, claims: NO_CLAIMS }
  const counted = enforced.effect === 'deny' ? NO_CLAIMS : enforced.claims
  const claims = decision.claims.filter((claim) => !counted.some((other) => isSameLimit(claim, other)))
  return { effect, rule, document, code: undefined, claims }
}

function isSameLimit(left: Claim, right: Claim): boolean {
  return (
    left.rule === right.rule &&
    left.document.id === right.document.id &&
    left.document.version === right.document.version
  )
}
