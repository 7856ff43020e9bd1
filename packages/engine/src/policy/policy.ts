/** The policy document of the language's version "1", as `parsePolicy` gives it. */
import type { ClassName } from '../name/label.ts'
import type { ElicitationRule, ItemRules, MethodRules, SamplingRule, Verb } from '../surface/surface-rules.ts'
import type { Results } from './results.ts'
import type { Rule } from './rule.ts'

/** A whole policy document. */
export interface Policy {
  readonly $schema?: string
  readonly version: '1'
  readonly name?: string
  readonly description?: string
  readonly default: 'allow' | 'deny'
  /** Time zone (IANA) of calendar windows and of `time.*`. */
  readonly timezone?: string
  readonly mode?: Mode
  /** RFC 3339 instant at which `mode: "shadow"` ends and the document is enforced. */
  readonly until?: string
  /** Whether arguments have to fit the tool's schema before rules read them. */
  readonly arguments?: 'schema' | 'any'
  /** What holds for tools that joined a server's list after it was accepted. */
  readonly new_tools?: 'refuse' | 'follow'
  /** Whether tools that the document would always deny stay in lists. */
  readonly list?: 'all' | 'callable'
  /** How long what was read before counts in `seen.*`: a duration, or seconds. */
  readonly flow_window?: string | number
  readonly hide?: readonly string[]
  readonly all_tools?: Rule
  readonly tools?: Readonly<Record<string, Rule>>
  readonly classes?: Classes
  readonly resources?: ItemRules
  readonly prompts?: ItemRules
  readonly elicitation?: ElicitationRule
  readonly sampling?: SamplingRule
  readonly roots?: Verb
  readonly methods?: MethodRules
  /** What holds for the results of every call, and of what resources and prompts give. */
  readonly results?: Results
}

/** Whether something is enforced, or only judged and recorded. */
export type Mode = 'enforce' | 'shadow'

/** Rules by class of tools, as their labels say. */
export type Classes = { readonly [name in ClassName]?: ClassRule }

/** The rule of a class of tools. */
export interface ClassRule extends Rule {
  /** It may allow tools whose label no operator reviewed. */
  readonly trust?: 'derived'
}
