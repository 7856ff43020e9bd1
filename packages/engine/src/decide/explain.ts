/** Every rule that is considered over one call, in order, by the same evaluation that decides. */
import { Evaluation } from '../condition/evaluation.ts'
import { Fault } from '../condition/fault.ts'
import type { Claim } from '../limit/claim.ts'
import { claimsFor } from '../limit/claim-plan.ts'
import type { AskPlan, Check } from '../plan/check.ts'
import { type CompiledPolicy, inForceAt } from '../plan/compile.ts'
import { type CompiledDocument, searchPlan } from '../plan/document.ts'
import type { ClaimGroup, Plan } from '../plan/plan.ts'
import { candidatesOf } from './candidates.ts'
import { decide } from './decide.ts'
import type { Decision, DocumentRef, RuleId } from './decision.ts'
import { explainCondition } from './explain-condition.ts'
import type {
  DocumentExplanation,
  Explanation,
  Step,
  StepOutcome,
  ToldClaim,
  ToldDecision,
  VisibilityExplanation,
} from './explanation.ts'
import type { CallRequest, Tool } from './request.ts'
import { isAlwaysRefused, visible } from './visible.ts'

/** What may be told. */
export interface ExplainOptions {
  /** Whether values of the call may stand in the explanation: for whoever has them anyway. */
  readonly showValues?: boolean
}

/** Explains a decision. What comes after the rule that decides is judged all the same, so that everything is seen at once. */
export function explain(policy: CompiledPolicy, request: CallRequest, options: ExplainOptions = {}): Explanation {
  const decision = decide(policy, request)
  const inForce = inForceAt(policy, request.context.at)
  const { shadow } = inForce
  const showValues = options.showValues === true
  const told = decision.shadow
  return {
    decision: showValues ? decision : withoutAmounts(decision),
    documents: explainDocuments(inForce, { request, showValues, deciding: decision }),
    shadow:
      shadow === undefined || told === undefined
        ? []
        : explainDocuments(shadow, { request, showValues, deciding: told }),
  }
}

/** Amounts of money and the like are values of the call; what a call counts as is none. */
const withoutAmount = (claim: Claim): ToldClaim => (claim.amountful ? { ...claim, amount: undefined } : claim)

function withoutAmounts(decision: Decision): ToldDecision {
  const shadow = decision.shadow && { ...decision.shadow, claims: decision.shadow.claims.map(withoutAmount) }
  if (decision.effect === 'deny') return { ...decision, shadow }
  return { ...decision, claims: decision.claims.map(withoutAmount), shadow }
}

/** What is explained, and which rule decided. */
interface Story {
  readonly request: CallRequest
  readonly showValues: boolean
  readonly deciding: { readonly rule: RuleId; readonly document: DocumentRef }
}

function explainDocuments({ documents }: CompiledPolicy, story: Story): readonly DocumentExplanation[] {
  const { tool } = story.request
  const evaluation = new Evaluation(story.request)
  return documents.map((document) => {
    const plan = searchPlan(document, tool.name, tool.label)
    return {
      document: document.source.document,
      by: plan.by,
      candidates: candidatesOf(document, tool.name, tool.label),
      steps: stepsOf(plan, evaluation, story),
    }
  })
}

function stepsOf(plan: Plan, evaluation: Evaluation, story: Story): readonly Step[] {
  const { refusal } = plan
  if (refusal !== undefined)
    return [stepOf({ rule: refusal.rule, document: plan.document, kind: 'refusal' }, 'refuses', story)]
  return [
    ...plan.checks.map((check) => checkStep(check, evaluation, story)),
    ...plan.asks.map((ask) => askStep(ask, evaluation, story)),
    ...plan.claims.flatMap((group) => limitSteps(group, evaluation, story)),
  ]
}

interface Told {
  readonly rule: RuleId
  readonly document: DocumentRef
  readonly kind: Step['kind']
}

function stepOf({ rule, document, kind }: Told, outcome: StepOutcome, { deciding }: Story): Step {
  const decides =
    outcome !== 'passes' &&
    deciding.rule === rule &&
    deciding.document.id === document.id &&
    deciding.document.version === document.version
  return { rule, kind, outcome, decides, because: undefined, conditions: [], claim: undefined }
}

function checkStep(check: Check, evaluation: Evaluation, story: Story): Step {
  const truth = check.test(evaluation)
  const outcome = truth === check.passes ? 'passes' : typeof truth === 'boolean' ? 'refuses' : 'fails'
  return {
    ...stepOf(check, outcome, story),
    because: truth instanceof Fault ? truth.because : undefined,
    conditions: conditionsOf(check, story),
  }
}

function askStep(ask: AskPlan, evaluation: Evaluation, story: Story): Step {
  const truth = ask.test === undefined ? true : ask.test(evaluation)
  const outcome = truth === true ? 'asks' : truth === false ? 'passes' : 'fails'
  const kind = ask.test === undefined ? 'action' : 'approve_if'
  return {
    ...stepOf({ rule: ask.rule, document: ask.document, kind }, outcome, story),
    because: truth instanceof Fault ? truth.because : undefined,
    conditions: conditionsOf(ask, story),
  }
}

function conditionsOf({ conditions }: Check | AskPlan, { request, showValues }: Story): Step['conditions'] {
  return conditions.map((condition) => explainCondition(condition, request, showValues))
}

function limitSteps({ source, plans }: ClaimGroup, evaluation: Evaluation, story: Story): readonly Step[] {
  return plans.map((plan) => {
    const told: Told = { rule: plan.rule, document: source.document, kind: 'limit' }
    const claims = claimsFor([plan], source, evaluation)
    if ('fault' in claims) return { ...stepOf(told, 'fails', story), because: claims.fault.because }
    const [claim] = claims
    return { ...stepOf(told, 'claims', story), claim: story.showValues ? claim : claim && withoutAmount(claim) }
  })
}

/** Explains why a tool stands in the list that a client gets, or does not. */
export function explainVisibility(
  policy: CompiledPolicy,
  { name, label }: Pick<Tool, 'name' | 'label'>,
  at: number,
): VisibilityExplanation {
  const inForce = inForceAt(policy, at)
  return {
    visibility: visible(inForce, name, label),
    documents: inForce.documents.map((document) => {
      const plan = searchPlan(document, name, label)
      return {
        document: document.source.document,
        by: plan.by,
        candidates: candidatesOf(document, name, label),
        because: whyInvisible(document, plan, inForce.settings.listsCallableOnly),
      }
    }),
  }
}

function whyInvisible({ policy }: CompiledDocument, plan: Plan, callableOnly: boolean): string | undefined {
  if (plan.by === 'hidden') return 'it is hidden'
  if (!callableOnly || !isAlwaysRefused(plan)) return undefined
  const said = policy.list === 'callable' ? 'this document' : 'another document'
  return `every call of it would be refused, and ${said} lists only what can be called`
}
