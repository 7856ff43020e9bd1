/** One step of a case. */
import {
  inForceAt,
  type JsonObject,
  type JsonValue,
  permitsCompletion,
  permitsItem,
  permitsMethod,
  permitsQuestion,
  permitsTemplate,
  permitsUnknownMethod,
  type SurfacePolicy,
  type Verdict,
  visible,
} from '@portcullis/engine'
import type { CaseState } from './case-state.ts'
import { NOTHING_ASKED, type Observed } from './observed.ts'
import type { PlacedStep } from './read-suite.ts'
import { runCall } from './run-call.ts'
import type { ListName } from './suite.ts'

/** Runs one step, once: time passes before it. */
export function runStep(state: CaseState, placed: PlacedStep): Observed {
  const { step } = placed
  if (step.call !== undefined) return runCall(state, placed, step.call)
  const policy = inForceAt(state.compiled, state.now)
  if (step.list !== undefined) return list(state, step.list, step.of)
  if (step.read !== undefined) return consult(state, permitsItem(policy, 'resources', step.read), 'resource_unknown')
  if (step.prompt !== undefined) return consult(state, permitsItem(policy, 'prompts', step.prompt), 'prompt_unknown')
  if (step.method !== undefined)
    return consult(state, methodVerdict(policy, step.method, step.params), 'method_not_found')
  if (step.question === undefined) return NOTHING_ASKED
  const verdict = permitsQuestion(policy, step.question, step.params ?? {})
  return verdict === undefined ? NOTHING_ASKED : consult(state, verdict, 'policy_denied')
}

const COMPLETION = 'completion/complete'

/** Methods of the protocol are judged by the document; others have to be allowed by name. */
function methodVerdict(policy: SurfacePolicy, method: string, params: PlacedStep['step']['params'] = {}): Verdict {
  const { ref } = params
  if (method === COMPLETION && isObject(ref)) return permitsCompletion(policy, ref)
  const known = METHODS.some((prefix) => method === prefix || method.startsWith(`${prefix}/`))
  return known ? permitsMethod(policy, method) : permitsUnknownMethod(policy, method)
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The first words of methods that the gateway knows and that are decided by their names. */
const METHODS = ['completion', 'logging', 'tasks']

function consult({ listener }: CaseState, verdict: Verdict, unknown: string): Observed {
  const { effect, rule, document, because } = verdict
  listener?.consulted(rule, document.id)
  if (effect === 'allow') return { effect: 'allow', rule, document: document.id }
  const isHidden = effect === 'hidden'
  return {
    effect: isHidden ? 'hidden' : 'deny',
    code: isHidden ? unknown : 'policy_denied',
    rule,
    document: document.id,
    message: because,
  }
}

function list(state: CaseState, name: ListName, of: readonly string[] | undefined): Observed {
  const policy = inForceAt(state.compiled, state.now)
  const offered = of ?? (name === 'tools' ? [...(state.tools?.keys() ?? [])] : [])
  const shown = offered.filter((each) => isShown(state, policy, name, each))
  return { effect: undefined, shown, offered }
}

function isShown(state: CaseState, policy: ReturnType<typeof inForceAt>, list: ListName, name: string): boolean {
  if (list === 'tools') {
    const known = state.tools?.get(name)
    state.listener?.listed(name, state.now, known)
    return visible(policy, name, known?.label) === 'shown'
  }
  const verdict = list === 'templates' ? permitsTemplate(policy, name) : permitsItem(policy, list, name)
  state.listener?.consulted(verdict.rule, verdict.document.id)
  return verdict.effect === 'allow'
}
