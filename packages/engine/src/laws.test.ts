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
  type JsonObject,
  type JsonValue,
  type Limit,
  type Policy,
  type Predicate,
  parsePolicy,
  type Rule,
  visible,
} from './index.ts'
import { OPERATOR_NAMES } from './operators.ts'

// Many runs: a busy machine needs its time.
vi.setConfig({ testTimeout: 30_000 })

const keys = fc.constantFrom('a', 'b', 'A', 'é', 'constructor', '__proto__', 'toString', 'items')
const scalars: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom(null, true, false, 0, 1, -1, 0.1, 1e15, '', '1', 'a', 'true'),
  fc.string({ maxLength: 5 }),
  fc.integer({ min: -10, max: 10 }),
)
const values: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue; object: JsonObject }>((tie) => ({
  object: fc.dictionary(keys, tie('value'), { maxKeys: 4 }).map((object) => JSON.parse(JSON.stringify(object))),
  value: fc.oneof({ depthSize: 'small' }, scalars, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
})).value
const args = fc
  .array(fc.tuple(keys, values), { maxLength: 6 })
  .map(
    (members) =>
      JSON.parse(
        `{${members.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`,
      ) as JsonObject,
  )

const paths = fc.constantFrom(
  'args.a',
  'args.b',
  'args.a.b',
  'args.items[0]',
  'args.items[1].a',
  'args.constructor',
  'args["é"]',
  'tool.name',
  'grant.tags.a',
)
const literals: Readonly<Record<string, fc.Arbitrary<JsonValue>>> = {
  lt: fc.integer({ min: -5, max: 5 }),
  lte: fc.integer({ min: -5, max: 5 }),
  gt: fc.integer({ min: -5, max: 5 }),
  gte: fc.integer({ min: -5, max: 5 }),
  in: fc.array(scalars, { maxLength: 3 }),
  not_in: fc.array(scalars, { maxLength: 3 }),
  exists: fc.boolean(),
  regex: fc.constantFrom('a', '^1$', '(a|a)*', ''),
}
const comparisons: fc.Arbitrary<Comparison> = fc
  .tuple(paths, fc.constantFrom(...OPERATOR_NAMES))
  .chain(([path, op]) => (literals[op] ?? scalars).map((value) => ({ path, op, value })))
const conditions: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    comparisons,
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    tie('condition').map((not) => ({ not })),
  ),
})).condition
const predicates: fc.Arbitrary<Predicate> = fc.record({ conditions: fc.array(conditions, { maxLength: 3 }) })
const limits: fc.Arbitrary<readonly Limit[]> = fc.uniqueArray(
  fc.record(
    {
      counter: fc.constantFrom('c', 'd', 'e'),
      window: fc.constantFrom('minute', 'day', 90),
      max: fc.constantFrom(0, 1, '2.5'),
      scope: fc.constantFrom('grant' as const, 'session' as const),
      increment_from: fc.constantFrom('args.a', 'args.items[0]'),
    },
    { requiredKeys: ['counter', 'window', 'max'] },
  ),
  { maxLength: 2, selector: ({ counter }) => counter },
)
const rules: fc.Arbitrary<Rule> = fc.record(
  {
    action: fc.constantFrom(
      'allow' as const,
      'allow' as const,
      'deny' as const,
      'hide' as const,
      'require_approval' as const,
    ),
    require: fc.array(predicates, { maxLength: 2 }),
    deny_if: fc.array(predicates, { maxLength: 2 }),
    limits,
  },
  { requiredKeys: [] },
)
const policies: fc.Arbitrary<Policy> = fc.record(
  {
    version: fc.constant('1' as const),
    default: fc.constantFrom('allow' as const, 'deny' as const),
    tools: fc.record({ t: rules, 'p*': rules }, { requiredKeys: [] }),
    all_tools: rules.map(({ limits: _, ...rest }) => rest),
  },
  { requiredKeys: ['version', 'default'] },
)
const tools = fc.constantFrom('t', 'p', 'pq', 'other', 'constructor', '__proto__')
const requests: fc.Arbitrary<CallRequest> = fc.record({
  subject: fc.constant({ organisation: 'local', grant: 'g', label: 'l', owner: 'o', tags: { a: '1' } }),
  tool: tools.map((name) => ({ server: 's', name })),
  context: fc.record({ at: fc.integer({ min: 0, max: 4e12 }), slot: fc.constantFrom(0 as const, 3 as const) }),
  arguments: args,
  inexact: fc.array(fc.constantFrom('/a', '/a/b', '/items/0', '/zzz')).map((pointers) => new Set(pointers)),
})

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
      { numRuns: 300 },
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
      { numRuns: 500 },
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
      { numRuns: 500 },
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
      { numRuns: 500 },
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
      { numRuns: 500 },
    )
  })

  it('no operator converts types: values of another type are never equal, ordered or found', () => {
    const pairs = fc
      .tuple(scalars, scalars)
      .filter(([left, right]) => left !== null && right !== null && typeof left !== typeof right)
    const ops = fc.constantFrom('eq', 'lt', 'lte', 'gt', 'gte', 'in', 'contains')
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
      { numRuns: 500 },
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
