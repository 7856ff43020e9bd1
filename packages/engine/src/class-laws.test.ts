/** What must hold for rules by class, whatever the document. */
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import {
  type CallRequest,
  type Classes,
  compilePolicy,
  type Decision,
  decide,
  goesByLabel,
  type Policy,
  parsePolicy,
  type Rule,
  TOOL_CATEGORIES,
  TOOL_RISKS,
  type ToolLabel,
  visible,
} from './index.ts'
import { CLASS_NAMES } from './name/label.ts'

// Many runs: a busy machine needs its time.
vi.setConfig({ testTimeout: 30_000 })

const conditions = fc.constantFrom(
  { path: 'args.a', op: 'eq', value: 1 },
  { path: 'args.b', op: 'lt', value: 1 },
  { path: 'tool.category', op: 'in', value: ['read', 'write'] },
  { path: 'tool.risk', op: 'neq', value: 'low' },
)
const predicates = fc.array(fc.record({ conditions: fc.array(conditions, { maxLength: 2 }) }), { maxLength: 2 })
const rules: fc.Arbitrary<Rule> = fc.record(
  {
    action: fc.constantFrom(
      'allow' as const,
      'allow' as const,
      'deny' as const,
      'hide' as const,
      'require_approval' as const,
    ),
    require: predicates,
    deny_if: predicates,
    rate_limit: fc.constantFrom('1/minute', '5/hour'),
  },
  { requiredKeys: [] },
)
const policies: fc.Arbitrary<Policy> = fc.record(
  {
    version: fc.constant('1' as const),
    default: fc.constantFrom('allow' as const, 'deny' as const),
    hide: fc.subarray(['h', 'hh*']),
    all_tools: rules,
    tools: fc.record({ t: rules, 'p*': rules, '*': rules }, { requiredKeys: [] }),
  },
  { requiredKeys: ['version', 'default'] },
)
const classes: fc.Arbitrary<Classes> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...CLASS_NAMES), rules), { selector: ([name]) => name })
  .map((entries) => Object.fromEntries(entries) as Classes)
const derived: fc.Arbitrary<ToolLabel> = fc.record({
  category: fc.constantFrom(...TOOL_CATEGORIES),
  risk: fc.constantFrom(...TOOL_RISKS),
  source: fc.constant('derived' as const),
})
const names = fc.constantFrom('t', 'pp', 'x', 'h', 'hhh', 'constructor')
const args = fc.constantFrom({}, { a: 1 }, { a: 1, b: 0 }, { b: 'text' })

const cases = fc.record({ policy: policies, beside: classes, label: derived, name: names, given: args })

function compile(policy: Policy): ReturnType<typeof compilePolicy> {
  const parsed = parsePolicy(JSON.stringify(policy))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return compilePolicy(parsed.policy, { id: 'd' })
}

function call(name: string, label: ToolLabel | undefined, given: CallRequest['arguments'] = {}): CallRequest {
  return {
    subject: { organisation: 'o', grant: 'g', label: '', owner: '', tags: {} },
    tool: { server: 's', name, label },
    context: { at: 0, slot: 0 },
    arguments: given,
    inexact: new Set(),
  }
}

const strictness = (decision: Decision): number =>
  decision.effect === 'deny' ? (decision.by === 'hidden' ? 3 : 2) : decision.effect === 'ask' ? 1 : 0

describe('rules by class', () => {
  it('only take away, where labels are derived and no rule trusts them', () => {
    fc.assert(
      fc.property(cases, ({ policy, beside, label, name, given }) => {
        const without = decide(compile(policy), call(name, label, given))
        const compiled = compile({ ...policy, classes: beside })
        const request = call(name, label, given)
        const decision = decide(compiled, request)
        expect(strictness(decision)).toBeGreaterThanOrEqual(strictness(without))
        expect(visible(compiled, name, label) === 'hidden').toBe(strictness(decision) === 3)
        if (decision.effect !== 'allow' || without.effect !== 'allow') return
        const counters = decision.claims.map(({ counter }) => counter)
        expect(counters).toEqual(expect.arrayContaining(without.claims.map(({ counter }) => counter)))
        // What was prepared for one tool is found again for it.
        expect(decide(compiled, request)).toEqual(decision)
      }),
      { numRuns: 150 },
    )
  })

  it('have no say over a tool with an entry of its own name', () => {
    fc.assert(
      fc.property(cases, rules, ({ policy, beside, label, given }, own) => {
        const tools = { ...policy.tools, t: own }
        const without = decide(compile({ ...policy, tools }), call('t', label, given))
        expect(decide(compile({ ...policy, tools, classes: beside }), call('t', label, given))).toEqual(without)
      }),
      { numRuns: 100 },
    )
  })

  it('let no label matter where none is said to', () => {
    fc.assert(
      fc.property(cases, ({ policy, beside, label, name, given }) => {
        const compiled = compile({ ...policy, ...(Object.keys(beside).length > 0 && { classes: beside }) })
        if (goesByLabel(compiled, name)) return
        expect(decide(compiled, call(name, label, given))).toEqual(decide(compiled, call(name, undefined, given)))
      }),
      { numRuns: 150 },
    )
  })
})
