/** One policy for each server of a stack: its own recommendation, tightened by what else is in the stack. */
import type { Policy, Rule } from '@portcullis/engine'
import { patternOf } from '../recommend/names.ts'
import { addToPolicy, recommendServer } from '../recommend/recommend.ts'
import type { Callable } from './callable.ts'
import type { FoundCombination } from './combination-legs.ts'
import type { MemberPolicy, StackMember } from './stack-report.ts'

/** What a tool is part of, as its approver is told. */
function reasonsFor(found: readonly FoundCombination[]): ReadonlyMap<Callable, string> {
  const reasons = new Map<Callable, string>()
  for (const { combination, gate } of found)
    for (const tool of gate) if (!reasons.has(tool)) reasons.set(tool, combination.title)
  return reasons
}

const isOpen = (rule: Rule | undefined): rule is Rule =>
  rule !== undefined && rule.action !== 'require_approval' && rule.action !== 'deny' && rule.action !== 'hide'

function tighten(
  policy: Policy,
  tools: readonly Callable[],
  reasons: ReadonlyMap<Callable, string>,
): Omit<MemberPolicy, 'member'> {
  const tightened: string[] = []
  const asks = new Map<string, Rule>()
  const rules = policy.tools ?? {}
  for (const tool of tools) {
    const reason = reasons.get(tool)
    const pattern = patternOf(tool.facts.name)
    const rule = pattern !== undefined && Object.hasOwn(rules, pattern) ? rules[pattern] : undefined
    if (reason === undefined || pattern === undefined || !isOpen(rule)) continue
    const asked: Rule = {
      ...rule,
      action: 'require_approval',
      reason: `${reason}${reason.includes(' and ') ? ' come together in this stack' : ''}: a person answers first.`,
    }
    asks.set(pattern, asked)
    tightened.push(tool.facts.name)
  }
  return { policy: asks.size === 0 ? policy : addToPolicy(policy, { tools: Object.fromEntries(asks) }), tightened }
}

/** The policies, in the members' order; none for members whose tools nobody knows. Each passes the engine's `parsePolicy`. */
export function stackPolicies(
  members: readonly StackMember[],
  tools: readonly Callable[],
  found: readonly FoundCombination[],
): readonly MemberPolicy[] {
  const reasons = reasonsFor(found)
  return members.flatMap((member) => {
    const own = tools.filter((tool) => tool.member === member)
    if (own.length === 0) return []
    const labelled = own.map(({ facts, label }) => ({ name: facts.name, parameters: facts.parameters, label }))
    const { policy } = recommendServer(member.name, labelled)
    return [{ member: member.name, ...tighten(policy, own, reasons) }]
  })
}
