/** The tools that an agent can call in a stack, each with its label. */
import type { ServerFacts, ToolFacts } from '../import/server-facts.ts'
import { study } from '../report/study.ts'
import { CATEGORIES, type Label, RISK_LEVELS, type RiskLevel, type Trait } from '../risk.ts'
import type { StackMember, StackTool } from './stack-report.ts'

/** A tool with what is needed to judge it. */
export interface Callable {
  readonly member: StackMember
  readonly facts: ToolFacts
  readonly label: Label
  readonly shown: StackTool
}

const SEVERITY: Readonly<Record<RiskLevel, number>> = { Low: 0, Medium: 1, High: 2, Critical: 3 }

/** Orders riskiest first. */
export function bySeverity(a: { readonly risk: RiskLevel }, b: { readonly risk: RiskLevel }): number {
  return SEVERITY[b.risk] - SEVERITY[a.risk]
}

/** The worst of some levels. */
export function worst(levels: Iterable<RiskLevel>): RiskLevel | undefined {
  let most = -1
  for (const level of levels) most = Math.max(most, SEVERITY[level])
  return RISK_LEVELS[most]
}

/** Whether the tool has a trait. */
export function hasTrait({ shown }: Callable, ...traits: readonly Trait[]): boolean {
  return traits.some((trait) => shown.traits.includes(trait))
}

function offered(member: StackMember, { tools }: ServerFacts): readonly ToolFacts[] {
  const { only, without = [] } = member.configured ?? {}
  return tools.filter(({ name }) => (only === undefined || only.includes(name)) && !without.includes(name))
}

function isUnasked({ configured }: StackMember, name: string): boolean {
  const list = configured?.unasked ?? []
  return list === 'all' || list.includes(name)
}

/** Of tools of one level: first what nobody is asked about, then the severer category. */
function order({ shown }: Callable): number {
  return (shown.unasked ? 0 : CATEGORIES.length) - CATEGORIES.indexOf(shown.category)
}

/** All tools of a stack, riskiest first; a server that stands twice in it counts once, a disabled one not at all. */
export function callablesOf(members: readonly StackMember[]): readonly Callable[] {
  const seen = new Set<string>()
  const all = members.flatMap((member): readonly Callable[] => {
    const { entry, configured } = member
    if (entry === undefined || seen.has(entry.id) || configured?.disabled === true) return []
    seen.add(entry.id)
    const studied = study(entry)
    return offered(member, entry).map((facts) => ({
      member,
      facts,
      label: studied.labelled(facts).label,
      shown: {
        ...studied.linkTo(facts),
        member: member.name,
        traits: facts.mark.traits,
        unasked: isUnasked(member, facts.name),
      },
    }))
  })
  return all.sort((a, b) => bySeverity(a.shown, b.shown) || order(a) - order(b))
}
