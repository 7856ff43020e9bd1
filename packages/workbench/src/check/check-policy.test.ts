import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../../test/stopwatch.ts'
import type { KnownTool } from '../tool-list.ts'
import { checkPolicy } from './check-policy.ts'
import { codes, policy, tool } from './check-samples.contract.ts'

/** One condition of one tool; what is said of it. */
function said(key: 'require' | 'deny_if', op: string, value: unknown, more: object = {}): readonly string[] {
  const conditions = [{ path: 'args.x', op, value, ...more }]
  const text = policy({ tools: { t: { [key]: [{ conditions }] } } })
  return checkPolicy(text).findings.map(({ code }) => code)
}

describe('a pattern in a list of what is allowed', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['main', ['unanchored_regex']],
    ['^main$', []],
    ['^(?:main|dev)$', []],
    ['\\Amain\\z', []],
    ['(?i)^main$', []],
    ['(?m)^main$', ['unanchored_regex']],
    ['^main|dev$', ['regex_alternation']],
    ['^main$|^dev$', []],
    ['^main$|dev', ['regex_alternation']],
    ['[|]|^a$', ['regex_alternation']],
    ['^[|]$', []],
    ['^/srv/data/', []],
    ['@example\\.com$', []],
    ['\\.example\\.com$', []],
    ['(^|\\.)example\\.com$', []],
    ['example\\.com$', ['half_anchored_regex']],
    ['^https://example\\.com', ['half_anchored_regex']],
    ['^https://example\\.com/', []],
    ['^https:\\/\\/example\\.com\\/', []],
    ['^https://example.com/', ['regex_dot']],
    ['^[^.]*\\.com$', []],
    ['^v.*$', []],
    ['^a.b$', []],
  ]
  it.each(cases)('%s', (pattern, expected) => {
    expect(said('require', 'regex', pattern)).toEqual(expected)
  })

  it('is something else where it refuses', () => {
    expect(said('deny_if', 'regex', 'rm -rf|mkfs')).toEqual([])
    expect(said('deny_if', 'regex', '(?i)\\bDROP\\b')).toEqual([])
    expect(said('deny_if', 'regex', '\\bDROP\\b')).toEqual(['regex_case'])
    expect(said('deny_if', 'contains', 'DELETE FROM')).toEqual(['regex_case'])
    expect(said('deny_if', 'contains', 'DELETE FROM', { ignore_case: true })).toEqual([])
    expect(said('deny_if', 'contains', 'DROPBOX_KEY_NAME')).toEqual([])
  })

  it('is one too where a refusal excepts it', () => {
    const not = (value: string): string =>
      policy({ tools: { t: { deny_if: [{ conditions: [{ not: { path: 'args.x', op: 'regex', value } }] }] } } })
    expect(codes(not('main'))).toEqual(['unanchored_regex /tools/t/deny_if/0/conditions/0/not/value'])
    expect(codes(not('^main$'))).toEqual([])
  })
})

describe('a policy beside its tools', () => {
  it('is not told of an argument that may be missing, where it never is', () => {
    const text = policy({ tools: { t: { deny_if: [{ conditions: [{ path: 'args.x', op: 'neq', value: 'a' }] }] } } })
    const place = 'absent_passes /tools/t/deny_if/0/conditions/0'
    expect(codes(text)).toEqual([place])
    expect(codes(text, [tool('t', { x: { type: 'string' } }, ['x'])])).toEqual([])
    expect(codes(text, [tool('t', { x: { type: 'string' } })])).toEqual([place])
    expect(codes(text, [tool('t', { x: { type: ['string', 'null'] } }, ['x'])])).toEqual([place])
    expect(codes(text, [tool('t', { x: { type: 'string', default: 'b' } })])).toEqual([])
    expect(codes(text, [tool('t', { x: { type: 'string', default: null } })])).toEqual([place])
    // By a pattern that looks ahead nothing is judged: null stands for nothing, and no default for null.
    expect(codes(text, [tool('t', { x: { type: 'string', default: 'b', pattern: '(?=a)' } })])).toContain(place)
    const loose = text.replace('"default"', '"arguments":"any","default"')
    expect(codes(loose, [tool('t', { x: { type: 'string' } }, ['x'])])).toEqual([place])
  })

  it('is told where a value of another type would pass, because its definition judges nothing', () => {
    const aside = { to: { type: 'string', pattern: '(?=a)' }, x: { type: 'boolean' } }
    const of = (rule: object, more: object = {}, properties: object = aside): readonly string[] =>
      codes(policy({ tools: { t: rule }, ...more }), [tool('t', properties)]).filter((each) =>
        each.startsWith('types_'),
      )
    const when = (op: string, value: unknown, path = 'args.x') => [{ conditions: [{ path, op, value }] }]
    const place = 'types_not_judged /tools/t/deny_if/0/conditions/0/path'
    expect(of({ deny_if: when('eq', true) })).toEqual([place])
    expect(of({ deny_if: when('in', [true, 1], 'args.x') })).toEqual([place])
    expect(of({ require: when('neq', true) })).toEqual(['types_not_judged /tools/t/require/0/conditions/0/path'])
    expect(of({ require: when('eq', false) })).toEqual([])
    expect(of({ deny_if: when('regex', 'x', 'args.to') })).toEqual([])
    expect(of({ deny_if: when('eq', true) }, { arguments: 'any' })).toEqual([])
    expect(of({ deny_if: when('eq', true) }, {}, { x: { type: 'boolean' } })).toEqual([])
    const everywhere = policy({ default: 'allow', all_tools: { deny_if: when('eq', true) } })
    expect(codes(everywhere, [tool('t', aside), tool('u', aside)])).toContain(
      'types_not_judged /all_tools/deny_if/0/conditions/0/path',
    )
    expect(of({ limits: [{ counter: 'c', window: 'day', max: 1, by: ['args.to'] }] })).toEqual([
      'types_not_judged /tools/t/limits/0/by/0',
    ])
  })

  it('is told that a list of refused addresses controls nothing, where it is one', () => {
    const of = (key: string, condition: object): readonly string[] =>
      codes(policy({ tools: { t: { [key]: [{ conditions: [condition] }] } } }))
    const url = { path: 'args.url', op: 'host_in', value: ['a.example'] }
    const address = { path: 'args.ip', op: 'in_cidr', value: ['10.0.0.0/8'] }
    const found = (place: string) => [`address_deny_list /tools/t/${place}/op`]
    expect(of('deny_if', url)).toEqual(found('deny_if/0/conditions/0'))
    expect(of('deny_if', address)).toEqual(found('deny_if/0/conditions/0'))
    expect(of('require', { not: url })).toEqual(found('require/0/conditions/0/not'))
    expect(of('require', url)).toEqual([])
    expect(of('deny_if', { not: address })).toEqual([])
    expect(of('deny_if', { ...address, path: 'request.ip' })).toEqual([])
  })

  it('is told of the first cause, not of what follows', () => {
    const text = policy({
      tools: { t: { deny_if: [{ conditions: [{ path: 'args.x', op: 'eq', value: 'c' }] }] } },
    })
    expect(codes(text, [tool('t', { x: { enum: ['a', 'b'] } }, ['x'])])).toEqual([
      'impossible_value /tools/t/deny_if/0/conditions/0/value',
    ])
  })

  it('with a pattern is only told what is so for all of its tools', () => {
    const text = policy({
      tools: { 'get_*': { require: [{ conditions: [{ path: 'args.n', op: 'lte', value: 5 }] }] } },
    })
    const low = tool('get_a', { n: { type: 'integer', minimum: 0, maximum: 5 } }, ['n'])
    const high = tool('get_b', { n: { type: 'integer', minimum: 0, maximum: 9 } }, ['n'])
    const text2 = tool('get_c', { n: { type: 'string' } }, ['n'])
    expect(codes(text, [low])).toEqual(['always_true /tools/get_*/require/0'])
    expect(codes(text, [low, high])).toEqual([])
    expect(codes(text, [text2])).toEqual(['operator_type /tools/get_*/require/0/conditions/0/op'])
    expect(codes(text, [low, text2])).toEqual([])
    expect(codes(text, [low, { name: 'get_d' }])).toEqual([])
  })

  it('is told of labels only where one tool is meant', () => {
    const rule = { require: [{ conditions: [{ path: 'tool.category', op: 'eq', value: 'read' }] }] }
    const list: readonly KnownTool[] = [{ name: 't', label: { category: 'read', risk: 'low', source: 'reviewed' } }]
    expect(codes(policy({ tools: { t: rule } }), list)).toEqual(['always_true /tools/t/require/0'])
    expect(codes(policy({ tools: { 't*': rule } }), list)).toEqual([])
    expect(codes(policy({ all_tools: rule, tools: { t: {} } }), list)).toEqual([])
  })

  it('has a rule for a tool where its class has one', () => {
    const text = JSON.stringify({ version: '1', default: 'allow', classes: { execute: { action: 'hide' }, write: {} } })
    const labelled = (name: string, category: 'execute' | 'write' | 'read'): KnownTool => {
      return { name, label: { category, risk: 'high', source: 'derived' } }
    }
    expect(codes(text, [labelled('a', 'execute'), labelled('b', 'write')])).toEqual([])
    expect(codes(text, [labelled('a', 'execute'), labelled('b', 'write'), labelled('c', 'read')])).toEqual([
      'tool_without_rule /default',
    ])
  })

  it('finds arguments of limits too', () => {
    const limit = {
      counter: 'c',
      window: 'day',
      max: 9,
      increment_from: { sum: 'args.items[*].cost' },
      by: ['args.who'],
    }
    const text = policy({ tools: { t: { limits: [limit] } } })
    const items = { type: 'array', items: { type: 'object', properties: { price: { type: 'number' } } } }
    const found = checkPolicy(text, { tools: [tool('t', { items, who: { type: 'object' } })] }).findings
    expect(found.map(({ code }) => code).toSorted()).toEqual(['operator_type', 'unbounded_values', 'unknown_argument'])
    expect(found.map(({ remedy }) => remedy)).toContain('Correct the path. Known there: price.')
  })

  it('for more than is known is not told of names', () => {
    const text = policy({ tools: { zzz: {}, 'yyy*': {} }, hide: ['xxx'] })
    expect(checkPolicy(text, { tools: [{ name: 'a' }], isPartOf: true }).findings.map(({ code }) => code)).toEqual([
      'tool_without_rule',
    ])
    expect(codes(text, [])).toEqual([])
  })

  it('in shadow mode is looked at as it will be', () => {
    const text = policy({ mode: 'shadow', until: '2030-01-01T00:00:00Z', tools: { nme: {} } })
    expect(codes(text, [{ name: 'name' }])).toContain('unknown_tool /tools/nme')
  })

  it('hides nothing of what the names of others hide', () => {
    const text = policy({ tools: { 'a\u202Eb': {} } })
    expect(
      checkPolicy(text, { tools: [{ name: 'x' }] })
        .findings.map(({ message }) => message)
        .join(),
    ).not.toMatch(/[\u202E\n]/)
  })
})

describe('whatever the text and the tools', () => {
  const deep = (depth: number): unknown =>
    depth === 0 ? {} : { anyOf: [deep(depth - 1)], properties: { x: deep(depth - 1) } }
  const HOSTILE: readonly unknown[] = [
    { $ref: '#' },
    { anyOf: Array.from({ length: 50 }, () => ({ $ref: '#' })) },
    { allOf: Array.from({ length: 50 }, () => ({ anyOf: [{ $ref: '#' }, {}] })) },
    { properties: { x: { $ref: '#/properties/x' } } },
    { properties: { x: { type: 'string', pattern: '(' }, y: 7 }, required: 'x' },
    { properties: { x: { enum: Array.from({ length: 20_000 }, (_, index) => index) } } },
    { properties: JSON.parse('{"__proto__": {"type": "string"}}') },
    { type: [], properties: [], required: {} },
    deep(9),
    null,
    7,
  ]

  it('it comes to an end, and never throws', () => {
    const conditions = ['eq', 'lt', 'size_gt', 'regex', 'in'].map((op) => ({
      path: op === 'lt' ? 'args.x.x[0]["__proto__"]' : 'args.x',
      op,
      value: op === 'in' ? ['a'] : op === 'lt' || op === 'size_gt' ? 3 : 'a',
    }))
    const text = policy({
      tools: {
        '*': { deny_if: conditions.map((each) => ({ conditions: [each, { path: 'args.y', op: 'neq', value: 1 }] })) },
      },
    })
    const tools = HOSTILE.map((inputSchema, at) => ({ name: `t${at}`, inputSchema }))
    const spent = stopwatch()
    checkPolicy(text, { tools })
    for (const each of tools) checkPolicy(text, { tools: [each] })
    expect(spent()).toBeLessThan(5_000)
  })

  it('it answers every text', () => {
    const law = fc.property(fc.oneof(fc.string(), fc.json()), (text) => Array.isArray(checkPolicy(text).findings))
    void fc.assert(law, { numRuns: 200 })
  })

  it('it takes a large policy beside many tools', () => {
    const rule = { require: [{ conditions: [{ path: 'args.n', op: 'lte', value: 5 }] }], rate_limit: '10/minute' }
    const tools = Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [at % 3 === 0 ? `t${at}_*` : `t${at}`, rule]),
    )
    const list = Array.from({ length: 300 }, (_, at) =>
      tool(at % 3 === 0 ? `t${at}_a` : `t${at}`, { n: { type: 'integer' } }),
    )
    const spent = stopwatch()
    expect(checkPolicy(policy({ tools }), { tools: list }).findings).toEqual([])
    expect(spent()).toBeLessThan(4_000)
  })
})
