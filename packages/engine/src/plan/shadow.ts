/** Shadow mode: what of a document is in force at an instant, and when that changes. */
import { readInstant } from '../policy/instant.ts'
import type { Policy } from '../policy/policy.ts'
import type { Rule } from '../policy/rule.ts'

/** What can be in shadow mode: a document or a rule. */
type Shadowed = Pick<Policy, 'mode' | 'until'>

/** Whether it is judged only, at the instant. */
export function isInShadow({ mode, until }: Shadowed, at: number): boolean {
  return mode === 'shadow' && at < endOf(until)
}

/** Without an end, shadow mode would hold forever: such a document is refused when it is read. */
function endOf(until: string | undefined): number {
  const instant = until === undefined ? undefined : readInstant(until)
  if (instant === undefined) throw new Error('The policy was not checked: "mode": "shadow" needs "until".')
  return instant.fraction === '' ? instant.second : instant.second + Math.ceil(Number(`0.${instant.fraction}`) * 1_000)
}

/** The instants at which something of a document comes out of shadow mode, as they are written. */
export function shadowEnds(policy: Policy): readonly number[] {
  const shadowed: readonly Shadowed[] = [policy, ...rulesOf(policy)]
  return shadowed.flatMap(({ mode, until }) => (mode === 'shadow' ? [endOf(until)] : []))
}

function rulesOf({ all_tools: everywhere, tools = {}, classes = {} }: Policy): readonly Rule[] {
  return [...(everywhere === undefined ? [] : [everywhere]), ...Object.values(tools), ...Object.values(classes)]
}

/** The document without the rules that are in shadow mode: what holds is what would hold if they were not there. */
export function withoutShadow(policy: Policy, at: number): Policy {
  if (rulesOf(policy).every((rule) => !isInShadow(rule, at))) return policy
  const { all_tools: everywhere, tools, classes, ...rest } = policy
  return {
    ...rest,
    ...(everywhere !== undefined && !isInShadow(everywhere, at) && { all_tools: everywhere }),
    ...(tools !== undefined && { tools: inForce(tools, at) }),
    ...(classes !== undefined && { classes: inForce(classes, at) }),
  }
}

function inForce<T extends Rule>(rules: Readonly<Record<string, T>>, at: number): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(rules).filter(([, rule]) => !isInShadow(rule, at)))
}
