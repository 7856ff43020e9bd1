/** What tests of differences compare: one tool, and policies that say something of it. */
import type { Layer, Policy, Rule } from '@portcullis/engine'
import type { KnownTool } from '../tool-list.ts'
import { diffPolicies } from './diff-policies.ts'
import type { PolicyDiff } from './difference.ts'

/** When policies are compared. */
export const AT: number = Date.UTC(2026, 10, 21, 10)

/** A policy as the only document. */
export const pile = (policy: Omit<Policy, 'version'>): readonly Layer[] => [
  { id: 'p', version: '', policy: { version: '1', ...policy } },
]

/** A tool with arguments of several kinds. */
export const PAY: KnownTool = {
  name: 'pay',
  inputSchema: {
    type: 'object',
    properties: {
      amount: { type: 'number' },
      currency: { type: 'string', enum: ['EUR', 'USD', 'GBP'] },
      to: { type: 'string' },
    },
    required: ['amount'],
  },
  label: { category: 'financial', risk: 'high', source: 'reviewed' },
}

/** Two policies, compared. */
export const diff = (
  before: Omit<Policy, 'version'>,
  after: Omit<Policy, 'version'>,
  tools: readonly KnownTool[] = [],
): PolicyDiff => diffPolicies(pile(before), pile(after), { tools, at: AT })

/** What is told, short. */
export function told(
  before: Omit<Policy, 'version'>,
  after: Omit<Policy, 'version'>,
  tools: readonly KnownTool[] = [],
): readonly string[] {
  const { differences, undecided } = diff(before, after, tools)
  return [
    ...differences.map(({ direction, subject, says }) => `${direction} ${subject}: ${says}`),
    ...undecided.map(({ subject, says }) => `undecided ${subject}: ${says}`),
  ]
}

/** A policy with a rule for that tool only. */
export const rule = (pay: Rule): Omit<Policy, 'version'> => ({ default: 'deny', tools: { pay } })
