/** The tools of a server → a policy to begin with, explained in its own words, and cases that it holds. */
import {
  CATEGORIES,
  type Category,
  type LabelledTool,
  quote,
  recommendServer,
  recommendTool,
} from '@portcullis/catalogue'
import type { Limit, Policy, Rule } from '@portcullis/engine'
import { formatPolicy } from '../format/format-policy.ts'
import type { ToolList } from '../tool-list.ts'
import { labelTools } from './labelled.ts'
import { starterCases } from './starter-cases.ts'
import { type StarterEntry, type StarterStyle, styled } from './style.ts'

/** A policy and its cases, as texts to be written. */
export interface Starter {
  /** In canonical form. */
  readonly policy: string
  /** `cases.yaml` of the policy. */
  readonly cases: (policyFile: string) => string
  readonly classes: readonly StarterClass[]
  /** Names that no policy can hold. Under `open` they are allowed as everything is that is not named. */
  readonly leftOut: readonly string[]
}

/** What became of the tools of one class. */
export interface StarterClass {
  readonly category: Lowercase<Category>
  readonly tools: number
  readonly hidden: number
  /** A person answers first. */
  readonly asked: number
  /** They have limits. */
  readonly capped: number
}

/** Makes a policy for all tools of a list. The text passes `parsePolicy` without warnings. */
export function starterPolicy({ source, tools }: ToolList, style: StarterStyle): Starter {
  const labelled = labelTools(tools)
  const { policy: recommended, leftOut } = recommendServer(source, labelled)
  const missing = new Set(leftOut)
  const entries = labelled
    .filter(({ name }) => !missing.has(name))
    .map((tool): StarterEntry => ({ tool, rule: styled(style, tool, ruleOf(tool, recommended)) }))
  const policy = policyOf(source, style, entries)
  const made = formatPolicy(JSON.stringify(policy))
  if (!made.ok) throw new Error(`A starter policy is not right: ${made.problems[0]?.message}`)
  return {
    policy: made.text,
    cases: (file) => starterCases(policy, entries, file),
    classes: CATEGORIES.flatMap((category) => classOf(category, entries)),
    leftOut,
  }
}

/** Counters have names that differ within the document; a rule that is hidden, or was too many, is looked up alone. */
function ruleOf(tool: LabelledTool, { tools = {} }: Policy): Rule | 'hide' {
  const alone = recommendTool(tool)
  const [pattern] = Object.keys(alone.fragment.tools ?? {})
  return alone.rule === 'hide' || pattern === undefined ? 'hide' : (tools[pattern] ?? 'hide')
}

/** No document hides more names; under a default of deny they are refused, too. */
const MAX_HIDDEN = 1_000

function policyOf(source: string, style: StarterStyle, entries: readonly StarterEntry[]): Policy {
  const tools: [string, Rule][] = []
  const hide: string[] = []
  for (const { tool, rule } of entries) {
    const pattern = literal(tool.name)
    if (rule !== 'hide') tools.push([pattern, { description: descriptionOf(tool, rule), ...rule }])
    else if (hide.length < MAX_HIDDEN) hide.push(pattern)
  }
  return {
    version: '1',
    name: `Starter for ${quote(source)}`,
    description: `Made by portcullis init, ${style}: ${entries.length} tools, ${hide.length} of them hidden. Every rule says which class of tools it stands for. Edit it, then run portcullis check and portcullis test.`,
    default: style === 'open' ? 'allow' : 'deny',
    ...(style !== 'open' && { list: 'callable' }),
    ...(hide.length > 0 && { hide }),
    tools: Object.fromEntries(tools),
  }
}

/** A name as the pattern that matches it alone. */
const literal = (name: string): string => name.replaceAll(/[\\*?]/g, '\\$&')

function descriptionOf({ label: { category, risk } }: LabelledTool, rule: Rule): string {
  const parts = [
    ...(rule.action === 'require_approval' ? ['a person answers first'] : []),
    ...(rule.limits ?? []).map(limitWords),
    ...(rule.deny_if === undefined ? [] : ['not with every argument']),
  ]
  return `${category}, ${risk.toLowerCase()} risk: ${parts.length === 0 ? 'allowed' : parts.join(', ')}.`
}

function limitWords({ max, window, increment_from: amount }: Limit): string {
  const unit = typeof window === 'string' && /^[a-z]+$/.test(window) ? window : `window of ${window}`
  return amount === undefined ? `at most ${max} calls a ${unit}` : `at most ${max} a ${unit}; put in your own budget`
}

function classOf(category: Category, entries: readonly StarterEntry[]): readonly StarterClass[] {
  const rules = entries.filter(({ tool }) => tool.label.category === category).map(({ rule }) => rule)
  if (rules.length === 0) return []
  const shown = rules.filter((rule) => rule !== 'hide')
  return [
    {
      category: category.toLowerCase() as Lowercase<Category>,
      tools: rules.length,
      hidden: rules.length - shown.length,
      asked: shown.filter(({ action }) => action === 'require_approval').length,
      capped: shown.filter(({ limits }) => limits !== undefined).length,
    },
  ]
}
