/** Labels → policies to paste. */
import type { Policy, Rule } from '@portcullis/engine'
import type { Label } from '../risk.ts'
import { quote } from '../text.ts'
import type { Argument } from './argument-rules.ts'
import { counterStems, matchesPattern, patternOf } from './names.ts'
import { type Advice, advise } from './rule.ts'

/** A tool with its label, as far as a recommendation needs it. */
export interface LabelledTool {
  readonly name: string
  readonly parameters: readonly Argument[]
  readonly label: Label
}

/** Part of a policy: entries to add to another one. It has no default, so it takes nothing away from other tools. */
export type Fragment = Pick<Policy, 'hide' | 'tools'>

/** What to do about one tool. */
export interface ToolRecommendation extends Advice {
  /** To add to an existing policy (`addToPolicy`). Empty for a name that no policy can hold. */
  readonly fragment: Fragment
  /** The fragment as a policy of its own: default deny around it. */
  readonly policy: Policy
}

/** What to do about a whole server. */
export interface ServerRecommendation {
  readonly policy: Policy
  /** Names that no policy can hold; the default refuses them. */
  readonly leftOut: readonly string[]
}

/** No document hides more names; the default refuses the rest. */
const MAX_HIDDEN = 1_000

/** No document has more entries; the default refuses the rest. */
const MAX_ENTRIES = 5_000

function fragmentOf(name: string, rule: Advice['rule']): Fragment {
  const pattern = patternOf(name)
  if (pattern === undefined) return {}
  return rule === 'hide' ? { hide: [pattern] } : { tools: Object.fromEntries([[pattern, rule]]) }
}

/** The rule for one tool, as a fragment for an existing policy and as a policy of its own. */
export function recommendTool(tool: LabelledTool): ToolRecommendation {
  const advice = advise(tool.label, tool.parameters, counterStems()(tool.name))
  const fragment = fragmentOf(tool.name, advice.rule)
  return { ...advice, fragment, policy: { version: '1', default: 'deny', ...fragment } }
}

/**
 * One policy for a whole server: reads allowed, writes and execution capped, money asked for, destruction hidden,
 * everything else denied. The document passes the engine's `parsePolicy`.
 */
export function recommendServer(server: string, tools: readonly LabelledTool[]): ServerRecommendation {
  const stemOf = counterStems()
  const entries: [string, Rule][] = []
  const hide: string[] = []
  const leftOut: string[] = []
  for (const tool of tools) {
    const pattern = patternOf(tool.name)
    const { rule } = advise(tool.label, tool.parameters, stemOf(tool.name))
    if (pattern === undefined) leftOut.push(tool.name)
    else if (rule !== 'hide') entries.push([pattern, rule])
    else if (hide.length < MAX_HIDDEN) hide.push(pattern)
  }
  const hidden = new Set(hide)
  const allowed = entries.filter(([pattern]) => !hidden.has(pattern)).slice(0, MAX_ENTRIES)
  const policy: Policy = {
    version: '1',
    name: `Recommended for ${quote(server)}`,
    default: 'deny',
    ...(hide.length > 0 && { hide: [...hidden] }),
    tools: Object.fromEntries(allowed),
  }
  return { policy, leftOut }
}

/** A letter of a pattern that means itself. */
const ESCAPE = /\\([\\*?])/g

/** The name that a pattern without `*` and `?` matches. */
function nameIn(pattern: string): string {
  return pattern.replace(ESCAPE, '$1')
}

/**
 * Adds a fragment to a policy: the policy's default and its other entries stay as they are. What the policy hides stays
 * hidden; what the fragment hides loses its entry; an entry of the fragment replaces the policy's of the same name.
 */
export function addToPolicy(policy: Policy, fragment: Fragment): Policy {
  const hide = [...new Set([...(policy.hide ?? []), ...(fragment.hide ?? [])])]
  // Nearly all that is hidden is a name: looked up, so that large policies stay linear.
  const hidden = new Set(hide)
  const wild = hide.filter((pattern) => /[*?]/.test(pattern.replace(ESCAPE, '')))
  const names = new Set(hide.map(nameIn))
  const isHidden = (pattern: string): boolean => {
    const name = nameIn(pattern)
    return hidden.has(pattern) || names.has(name) || wild.some((one) => matchesPattern(one, name))
  }
  const entries = Object.entries({ ...policy.tools, ...fragment.tools }).filter(([pattern]) => !isHidden(pattern))
  const { hide: _hide, tools: _tools, ...rest } = policy
  return {
    ...rest,
    ...(hide.length > 0 && { hide }),
    ...(entries.length > 0 && { tools: Object.fromEntries(entries) }),
  }
}
