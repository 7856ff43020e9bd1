/** What a document says of everything beside tools, prepared: one plan for each document, one answer for all of them. */
import type { DocumentRef, Surface } from '../decide/decision.ts'
import { compilePrompts, compileResources, type ItemPlan } from './item-rules.ts'
import { compileMethods, type MethodPlan } from './method-rules.ts'
import {
  compileElicitation,
  compileOffer,
  compileSampling,
  type OfferPlan,
  type QuestionPlan,
} from './server-questions.ts'
import type { SurfaceRules } from './surface-rules.ts'
import { type Verdict, verdict } from './verdict.ts'

/** One document's word on what is not a tool. */
export interface SurfacePlan {
  readonly resources: ItemPlan
  readonly prompts: ItemPlan
  readonly methods: MethodPlan
  readonly elicitation: QuestionPlan
  readonly sampling: QuestionPlan
  readonly roots: Verdict
  readonly offer: OfferPlan
  /** A surface as a whole: closed where nothing of it can pass. */
  readonly whole: (surface: Surface) => Verdict
}

/**
 * Prepares one document.
 * @throws Error for patterns that `parsePolicy` would have refused
 */
export function compileSurfaces(rules: SurfaceRules, document: DocumentRef): SurfacePlan {
  const place = { document, default: rules.default }
  const resources = compileResources(rules.resources, { surface: 'resources', ...place })
  const prompts = compilePrompts(rules.prompts, { surface: 'prompts', ...place })
  const offer = compileOffer(rules, document)
  const roots = verdict(
    rules.roots ?? rules.default,
    rules.roots === undefined ? `(default ${rules.default})` : '/roots',
    document,
  )
  const methods = compileMethods(rules, document)
  const open = verdict('allow', '(default allow)', document)
  const elicitation = offer.form.effect === 'allow' ? offer.form : offer.url
  const whole: Readonly<Record<Surface, Verdict>> = {
    resources: resources.closed ?? open,
    prompts: prompts.closed ?? open,
    elicitation,
    sampling: offer.sampling,
    roots,
    completion: methods.judge('completion/complete'),
    logging: methods.judge('logging/setLevel'),
    tasks: methods.judge('tasks/get'),
  }
  return {
    resources,
    prompts,
    methods,
    elicitation: compileElicitation(rules, document),
    sampling: compileSampling(rules, document),
    roots,
    offer,
    whole: (surface) => whole[surface],
  }
}
