/** What the engine makes of a page’s policies: for the tests of all pages. */
import { compilePolicy, decide, governs, type Policy, parsePolicy } from '@portcullis/engine'
import type { ToolFacts } from '../import/server-facts.ts'
import type { ToolReport } from './report.ts'

const SUBJECT = { organisation: 'local', grant: 'g', label: 'l', owner: 'o', tags: {} }
const CONTEXT = { at: 0, slot: 0 } as const

/** A name that no policy of a page mentions. */
const ANOTHER = 'another_tool_that_nobody_named'

function effectOf(policy: Policy, name: string): string {
  const request = {
    subject: SUBJECT,
    tool: { server: 's', name },
    context: CONTEXT,
    arguments: {},
    inexact: new Set<string>(),
  }
  return decide(compilePolicy(policy, { id: 'page' }), request).effect
}

/** What is wrong with a policy as `portcullis check` and the engine see it. */
function wrongIn(policy: Policy): readonly string[] {
  const parsed = parsePolicy(JSON.stringify(policy))
  if (!parsed.ok) return parsed.problems.map(({ message }) => message)
  if (effectOf(parsed.policy, ANOTHER) !== 'deny') return ['a tool that it does not name is not denied']
  return parsed.warnings.map(({ message }) => message)
}

/** What governs the tool under its page’s own policy, as it should be. */
function wanted(policy: Policy): 'hidden' | 'entry' | 'default' {
  if (policy.hide !== undefined) return 'hidden'
  return policy.tools === undefined ? 'default' : 'entry'
}

/** Everything that is wrong with the policies of a tool’s page, in words. */
export function wrongPolicies({ name }: ToolFacts, { control, relatedPolicies }: ToolReport): readonly string[] {
  const { policy } = control
  const found = [policy, ...relatedPolicies.map((related) => related.policy)].flatMap(wrongIn)
  if (found.length > 0) return found.map((one) => `${name}: ${one}`)
  const by = governs(compilePolicy(policy, { id: 'page' }), name)
  if (by !== wanted(policy)) return [`${name}: governed by ${by}, not by ${wanted(policy)}`]
  const other = effectOf({ ...policy, default: 'allow' }, ANOTHER)
  return other === 'allow' ? [] : [`${name}: beside a default of allow it takes another tool away`]
}
