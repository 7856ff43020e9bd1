/** What must hold for every policy and every call. */
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import {
  type CallRequest,
  type Comparison,
  type Condition,
  compilePolicy,
  type Decision,
  decide,
  governs,
  type Policy,
  parsePolicy,
  visible,
} from './index.ts'
import { conditions, policies, predicates, RUNS, requests, scalars } from './samples.contract.ts'

// Many runs: a busy machine needs its time.
vi.setConfig({ testTimeout: 120_000 })

const STRICTNESS = { allow: 0, ask: 1, deny: 2 } as const

function judge(policy: Policy, request: CallRequest): Decision {
  return decide(compilePolicy(policy, { id: 'd' }), request)
}

describe('for every policy and call', () => {
  it('the policies of these tests are accepted by the parser', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const parsed = parsePolicy(JSON.stringify(policy))
        expect(parsed.ok ? parsed.policy : parsed.problems).toEqual(policy)
      }),
      { numRuns: RUNS },
    )
  })

  it('deciding is total and deterministic', () => {
    fc.assert(
      fc.property(policies, requests, (policy, request) => {
        const compiled = compilePolicy(policy, { id: 'd' })
        const first = decide(compiled, request)
        expect(first.rule).not.toBe('(internal)')
        expect(decide(compiled, request)).toEqual(first)
        expect(judge(policy, structuredClone(request))).toEqual(first)
      }),
      { numRuns: RUNS },
    )
  })

  it('hidden tools are refused, and only those are invisible', () => {
    fc.assert(
      fc.property(policies, requests, (policy, request) => {
        const compiled = compilePolicy(policy, { id: 'd' })
        const decision = decide(compiled, request)
        const hidden = visible(compiled, request.tool.name) === 'hidden'
        expect(decision.effect === 'deny' && decision.code === 'tool_hidden').toBe(hidden)
        expect(governs(compiled, request.tool.name)).toBe(decision.by)
      }),
    )
  })

  it('another deny_if, or another require, never allows more', () => {
    const place = fc.constantFrom('deny_if' as const, 'require' as const)
    fc.assert(
      fc.property(policies, requests, predicates, place, (policy, request, predicate, key) => {
        const rule = policy.tools?.['t'] ?? {}
        const stricter = { ...rule, [key]: [predicate, ...(rule[key] ?? [])] }
        const before = judge({ ...policy, tools: { ...policy.tools, t: rule } }, request)
        const after = judge({ ...policy, tools: { ...policy.tools, t: stricter } }, request)
        expect(STRICTNESS[after.effect]).toBeGreaterThanOrEqual(STRICTNESS[before.effect])
      }),
      { numRuns: RUNS },
    )
  })

  it('[closed.unjudged] a condition that cannot be judged denies wherever it stands', () => {
    const wrong: Comparison = { path: 'args.wrong', op: 'lt', value: 5 }
    const place = fc.constantFrom('deny_if' as const, 'require' as const)
    const wrap = fc.constantFrom(
      (inner: Condition, other: Condition): Condition => ({ any: [other, inner] }),
      (inner: Condition, other: Condition): Condition => ({ all: [inner, other] }),
      (inner: Condition): Condition => ({ not: inner }),
    )
    const wraps = fc.array(fc.tuple(wrap, conditions), { maxLength: 3 })
    fc.assert(
      fc.property(place, wraps, requests, (key, layers, request) => {
        const condition = layers.reduce<Condition>((inner, [around, other]) => around(inner, other), wrong)
        const policy: Policy = { version: '1', default: 'deny', tools: { t: { [key]: [{ conditions: [condition] }] } } }
        const call = {
          ...request,
          tool: { server: 's', name: 't' },
          arguments: { ...request.arguments, wrong: 'text' },
        }
        expect(judge(policy, call)).toMatchObject({ effect: 'deny', code: 'argument_invalid' })
      }),
      { numRuns: RUNS },
    )
  })

  it('[amounts.whole] claims are never negative, and hold the instant', () => {
    fc.assert(
      fc.property(policies, requests, (policy, request) => {
        const decision = judge(policy, request)
        if (decision.effect === 'deny') return
        for (const { amount, max, current, next } of decision.claims) {
          expect(Number.isSafeInteger(amount) && amount >= 0 && Number.isSafeInteger(max) && max >= 0).toBe(true)
          expect(
            current.from <= request.context.at && request.context.at < current.to && next.from === current.to,
          ).toBe(true)
        }
        expect(new Set(decision.claims.map(({ key }) => key)).size).toBe(decision.claims.length)
      }),
      { numRuns: RUNS },
    )
  })

  it('no operator converts types: values of another type are never equal, ordered or found', () => {
    const pairs = fc
      .tuple(scalars, scalars)
      .filter(([left, right]) => left !== null && right !== null && typeof left !== typeof right)
    const ops = fc.constantFrom(
      'eq',
      'lt',
      'lte',
      'gt',
      'gte',
      'in',
      'contains',
      'starts_with',
      'ends_with',
      'regex',
      'glob',
    )
    fc.assert(
      fc.property(pairs, ops, ([value, literal], op) => {
        const wanted = op === 'in' ? [literal] : literal
        const policy: Policy = {
          version: '1',
          default: 'deny',
          tools: { t: { require: [{ conditions: [{ path: 'args.x', op, value: wanted }] }] } },
        }
        if (!parsePolicy(JSON.stringify(policy)).ok) return
        const request = {
          subject: { organisation: '', grant: '', label: '', owner: '', tags: {} },
          tool: { server: '', name: 't' },
          context: { at: 0, slot: 0 as const },
          inexact: new Set<string>(),
        }
        expect(judge(policy, { ...request, arguments: { x: value } }).effect).toBe('deny')
      }),
      { numRuns: RUNS },
    )
  })

  it('[closed.failure] requests that are no requests are refused', () => {
    const compiled = compilePolicy(
      { version: '1', default: 'allow', all_tools: { limits: [{ counter: 'c', window: 'day', max: 1 }] } },
      { id: 'd' },
    )
    fc.assert(
      fc.property(fc.anything(), (garbage) => {
        expect(decide(compiled, garbage as CallRequest)).toMatchObject({ effect: 'deny' })
      }),
    )
  })
})
