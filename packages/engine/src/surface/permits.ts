/** What a policy says about everything that is not a tool: the most restrictive word of all its documents. */
import type { DocumentRef, RuleId, Surface } from '../decide/decision.ts'
import type { JsonObject } from '../decide/request.ts'
import type { SurfacePlan } from './surfaces.ts'
import { strictest, type Verdict, verdict } from './verdict.ts'

/** Whether something is open, and which rule of which document says so. */
export interface Permission {
  readonly allowed: boolean
  readonly rule: RuleId
  /** The document that `rule` points into. */
  readonly document: DocumentRef
}

/** A policy, as far as surfaces go. */
export interface SurfacePolicy {
  /** One plan for each document. */
  readonly surfaces: readonly SurfacePlan[]
}

/** What a client may tell the server that it can do. */
export interface Offer {
  readonly elicitationForm: boolean
  readonly elicitationUrl: boolean
  readonly sampling: boolean
  readonly roots: boolean
  readonly tasks: boolean
}

const COMPLETION = 'completion/complete'
const NO_DOCUMENT: DocumentRef = Object.freeze({ id: '', version: '' })
const UNKNOWN: Verdict = verdict('deny', '(unknown method)', NO_DOCUMENT)

/** Whether anything at all of a server's resources, prompts and the like is open, or of what it may ask of clients. */
export function permits(policy: SurfacePolicy, surface: Surface): Permission {
  const { effect, rule, document } = overall(policy, (plan) => plan.whole(surface))
  return { allowed: effect === 'allow', rule, document }
}

/** Whether everything of a server's resources, or of its prompts, may be used: no name need be looked at. */
export function isOpen({ surfaces }: SurfacePolicy, surface: 'resources' | 'prompts'): boolean {
  return surfaces.every((plan) => plan[surface].open)
}

/** Whether resources, or prompts, may exist that must not be seen. */
export function hides({ surfaces }: SurfacePolicy, surface: 'resources' | 'prompts'): boolean {
  return surfaces.some((plan) => plan[surface].hides)
}

/** One resource by its address, or one prompt by its name. */
export function permitsItem(policy: SurfacePolicy, surface: 'resources' | 'prompts', name: string): Verdict {
  return overall(policy, (plan) => plan[surface].judge(name))
}

/** A template of addresses, as it stands in lists. */
export function permitsTemplate(policy: SurfacePolicy, template: string): Verdict {
  return overall(policy, (plan) => plan.resources.judgeTemplate(template))
}

/** A completion for an argument of a prompt or a template: it is part of using those, unless the method is named. */
export function permitsCompletion(policy: SurfacePolicy, ref: JsonObject): Verdict {
  const { type, name, uri } = ref
  const unnamed = verdict('deny', '(unknown reference)', NO_DOCUMENT, 'it is for neither a prompt nor a resource')
  return overall(policy, (plan) => {
    const named = plan.methods.named(COMPLETION)
    if (named?.effect === 'deny') return named
    if (type === 'ref/prompt' && typeof name === 'string') return plan.prompts.judge(name)
    if (type === 'ref/resource' && typeof uri === 'string') return plan.resources.judgeTemplate(uri)
    // A reference that is not understood here may be understood by the server.
    return plan.prompts.open && plan.resources.open ? plan.methods.judge(COMPLETION) : unnamed
  })
}

/** What the documents say of a method by its name; undefined where none names it. */
export function namedMethod(policy: SurfacePolicy, method: string): Verdict | undefined {
  const verdicts = policy.surfaces.flatMap((plan) => plan.methods.named(method) ?? [])
  return verdicts.length === 0 ? undefined : strictest(verdicts)
}

/** A method of the protocol that is decided by its name alone. */
export function permitsMethod(policy: SurfacePolicy, method: string): Verdict {
  return overall(policy, (plan) => plan.methods.judge(method))
}

/** A method that the gateway does not know: it has to be allowed by name, and no document may refuse it. */
export function permitsUnknownMethod(policy: SurfacePolicy, method: string): Verdict {
  const verdicts = policy.surfaces.flatMap((plan) => plan.methods.judgeUnknown(method) ?? [])
  return verdicts.length === 0 ? UNKNOWN : strictest(verdicts)
}

/**
 * What a server asks of the client, by name and parameters.
 * @returns undefined for a method that is no question of these
 */
export function permitsQuestion(policy: SurfacePolicy, method: string, params: JsonObject): Verdict | undefined {
  switch (method) {
    case 'elicitation/create':
      return overall(policy, (plan) => plan.elicitation(params))
    case 'sampling/createMessage':
      return overall(policy, (plan) => plan.sampling(params))
    case 'roots/list':
      return overall(policy, (plan) => plan.roots)
    default:
      return undefined
  }
}

/** What of a client's capabilities may be offered to the server: what is refused in any case is not. */
export function offerOf(policy: SurfacePolicy): Offer {
  const open = (read: (plan: SurfacePlan) => Verdict): boolean => overall(policy, read).effect === 'allow'
  return {
    elicitationForm: open(({ offer }) => offer.form),
    elicitationUrl: open(({ offer }) => offer.url),
    sampling: open(({ offer }) => offer.sampling),
    roots: open(({ roots }) => roots),
    tasks: open(({ whole }) => whole('tasks')),
  }
}

function overall({ surfaces }: SurfacePolicy, read: (plan: SurfacePlan) => Verdict): Verdict {
  const [only] = surfaces
  return only !== undefined && surfaces.length === 1 ? read(only) : strictest(surfaces.map(read))
}
