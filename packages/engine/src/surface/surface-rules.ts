/** What a document says about everything beside tools, as it is written. */

/** Whether something passes. */
export type Verb = 'allow' | 'deny'

/** Which resources or prompts of a server may be used. */
export interface ItemRules {
  /** For those that no pattern fits; without it, the document's `default`. */
  readonly default?: Verb
  readonly allow?: readonly string[]
  readonly deny?: readonly string[]
  readonly hide?: readonly string[]
}

/** What a server may ask of a person by way of the client. */
export type ElicitationRule = Verb | ElicitationParts

/** The same, apart for both of its modes; a mode that is not named follows the document's `default`. */
export interface ElicitationParts {
  readonly form?: Verb
  readonly url?: Verb | { readonly hosts: readonly string[] }
}

/** Whether a server may use the client's model, and for answers of which length. */
export type SamplingRule = Verb | { readonly max_tokens: number }

/** Verbs by name of method. */
export type MethodRules = Readonly<Record<string, Verb>>

/** The keys of a document that concern anything but tools. */
export interface SurfaceRules {
  readonly default: Verb
  readonly resources?: ItemRules
  readonly prompts?: ItemRules
  readonly elicitation?: ElicitationRule
  readonly sampling?: SamplingRule
  readonly roots?: Verb
  readonly methods?: MethodRules
}
