import { compilePolicy, decide, type JsonValue, type Policy } from '@portcullis/engine'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CaseWorld } from './case-counters.ts'
import { createCoverage, percentOf } from './coverage/coverage.ts'
import { goalsOf } from './coverage/goals.ts'
import { observe } from './mutation/probe.ts'
import { type PreparedSuite, prepareSuite } from './prepare-suite.ts'
import { readSuite } from './read-suite.ts'
import { runSuite } from './run-suite.ts'

/** For policies without limits. */
const UNCOUNTED: CaseWorld = {
  counters: () => {
    const refuse = (): never => {
      throw new Error('nothing here is counted')
    }
    return { take: refuse, peek: refuse }
  },
}

function prepared(policy: Policy, cases: string): PreparedSuite {
  const read = readSuite(cases)
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const made = prepareSuite(read.suite, [{ id: 'd', file: 'd.json', text: JSON.stringify(policy) }], undefined)
  if (!made.ok) throw new Error(made.message)
  return made.suite
}

const NOTHING = 'cases: [{ name: a, when: { after: 1s } }]'
const name = fc.constantFrom('a', 'b', 'ab', 'c')
const value: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.integer({ min: -2, max: 4 }),
  fc.constantFrom('x', 'y', '', null, true),
)
const condition = fc.record({
  path: fc.constantFrom('args.a', 'args.b', 'args.b.c', 'tool.name', 'grant.label', 'seen.private'),
  op: fc.constantFrom('eq', 'neq', 'lt', 'gte', 'contains', 'exists'),
  value: fc.oneof(fc.integer({ min: -2, max: 4 }), fc.constantFrom('x', 'a', true)),
})
const predicates = fc.array(fc.record({ conditions: fc.array(condition, { maxLength: 2 }) }), { maxLength: 2 })
const rule = fc.record(
  { action: fc.constantFrom('allow', 'deny', 'hide', 'require_approval'), deny_if: predicates, require: predicates },
  { requiredKeys: [] },
)
const policies = fc.record({
  version: fc.constant('1' as const),
  default: fc.constantFrom('allow' as const, 'deny' as const),
  hide: fc.subarray(['b', 'c*']),
  tools: fc.dictionary(fc.constantFrom('a', 'b', 'a*', 'c'), rule),
}) as fc.Arbitrary<Policy>
const calls = fc.record({ call: name, arguments: fc.dictionary(fc.constantFrom('a', 'b'), value) })

describe('what comes of a call', () => {
  it('is what the engine decides', () => {
    void fc.assert(
      fc.property(policies, calls, (policy, step) => {
        const read = readSuite(NOTHING)
        if (!read.ok) throw new Error('unreadable')
        const made = prepareSuite(read.suite, [{ id: 'd', file: 'd.json', text: JSON.stringify(policy) }], undefined)
        fc.pre(made.ok)
        if (!made.ok) return
        const [observed] = observe(made.suite, { given: {}, steps: [step] }, UNCOUNTED)
        const decision = decide(compilePolicy(policy, { id: 'd' }), {
          subject: { organisation: 'local', grant: 'grant', label: 'grant', owner: 'owner', tags: {} },
          tool: { server: 'server', name: step.call },
          context: {
            at: Date.UTC(2026, 0, 5, 12),
            slot: 0,
            seen: { private: false, untrusted: false, secrets: false },
          },
          arguments: step.arguments,
          inexact: new Set(),
        })
        const effect = decision.effect === 'deny' && decision.code === 'tool_hidden' ? 'hidden' : decision.effect
        expect(observed).toMatchObject({ effect, rule: decision.rule, by: decision.by })
      }),
    )
  })
})

describe('arguments that two readers may read differently', () => {
  const policy: Policy = { version: '1', default: 'allow', hide: ['hidden'] }
  const codeOf = (step: object): string | undefined => {
    const suite = prepared(policy, JSON.stringify({ cases: [{ name: 'a', when: step }] }))
    return observe(suite, { given: {}, steps: [step] }, UNCOUNTED)[0]?.code
  }
  const unreadable: readonly object[] = [
    { call: 't', arguments: { environment: 'staging', Environment: 'production' } },
    { call: 't', arguments: { list: [{ deep: { caf\u00e9: 1, 'cafe\u0301': 2 } }] } },
    { call: 't', arguments: { stra\u00dfe: 1, STRASSE: 2 } },
    { call: 't', arguments: { [`a${'\u0301'.repeat(31)}`]: 1 } },
    { call: 't', input: { a: { action: 'accept' }, A: { action: 'decline' } } },
    { call: 'hidden', arguments: { a: 1, A: 2 } },
  ]
  it.each(unreadable)('are refused before any rule is asked: %j', (step) => {
    expect(codeOf(step)).toBe('invalid_request')
  })

  it('are not those whose keys stand in different objects', () => {
    expect(codeOf({ call: 't', arguments: { a: { b: 1 }, c: { B: 1 }, d: [{ a: 1 }, { A: 1 }] } })).toBeUndefined()
  })
})

describe('coverage', () => {
  it('counts nothing that is not there to be shown, and never less for more cases', () => {
    const step = fc.record({ when: calls })
    void fc.assert(
      fc.property(policies, fc.array(step, { minLength: 1, maxLength: 6 }), (policy, steps) => {
        const cases = steps.map((each, index) => ({ name: `case ${index}`, ...each }))
        const percents = [cases.slice(0, 1), cases].map((some) => {
          const read = readSuite(JSON.stringify({ cases: some }))
          if (!read.ok) throw new Error(JSON.stringify(read.problems))
          const made = prepareSuite(read.suite, [{ id: 'd', file: 'd.json', text: JSON.stringify(policy) }], undefined)
          if (!made.ok) return 0
          const coverage = createCoverage()
          runSuite(made.suite, UNCOUNTED, coverage.listen(made.suite))
          const [document] = coverage.report()
          expect(document?.goals).toHaveLength(goalsOf(policy).length)
          return percentOf(coverage.report())
        })
        expect(percents[1]).toBeGreaterThanOrEqual(percents[0] ?? 0)
      }),
    )
  })

  it('knows the parts of nested conditions', () => {
    const policy: Policy = {
      version: '1',
      default: 'deny',
      tools: {
        t: {
          deny_if: [
            {
              conditions: [
                { any: [{ path: 'args.a', op: 'eq', value: 1 }, { not: { path: 'args.b', op: 'eq', value: 1 } }] },
                { path: 'args.c', op: 'eq', value: 1 },
              ],
            },
          ],
        },
      },
    }
    const suite = prepared(
      policy,
      'cases: [{ name: a, when: { call: t, arguments: { a: 2, b: 2, c: 1 } }, then: deny }]',
    )
    const coverage = createCoverage()
    runSuite(suite, UNCOUNTED, coverage.listen(suite))
    const shown = coverage.report()[0]?.goals.filter(({ covered }) => covered)
    expect(shown?.map(({ rule: at, outcome }) => `${at} ${outcome}`)).toEqual([
      '/tools/t applies',
      '/tools/t/deny_if/0 refuses',
      '/tools/t/deny_if/0/conditions/0/any/0 does not hold',
      '/tools/t/deny_if/0/conditions/0/any/1/not does not hold',
      '/tools/t/deny_if/0/conditions/1 holds',
    ])
  })
})
