import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KnownTool } from '../tool-list.ts'
import { checkPolicy } from './check-policy.ts'

const policy = (parts: object): string => JSON.stringify({ version: '1', default: 'deny', ...parts })
const codes = (text: string, tools?: readonly KnownTool[]): readonly string[] =>
  checkPolicy(text, tools === undefined ? {} : { tools }).findings.map(({ code, pointer }) => `${code} ${pointer}`)

/** One condition of one tool; what is said of it. */
function said(key: 'require' | 'deny_if', op: string, value: unknown, more: object = {}): readonly string[] {
  const conditions = [{ path: 'args.x', op, value, ...more }]
  const text = policy({ tools: { t: { [key]: [{ conditions }] } } })
  return checkPolicy(text).findings.map(({ code }) => code)
}

const tool = (name: string, properties: object, required: readonly string[] = []): KnownTool => ({
  name,
  inputSchema: { type: 'object', properties, required },
})

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

describe('limits', () => {
  const limits = (...list: readonly object[]): readonly string[] =>
    codes(policy({ timezone: 'Europe/Berlin', tools: { t: { limits: list } } }))
  const limit = (counter: string, window: string, max: number, more: object = {}) => ({ counter, window, max, ...more })
  const idle = (at: number): string => `limit_never_binds /tools/t/limits/${at}/max`

  const cases: readonly (readonly [string, readonly object[], readonly string[]])[] = [
    ['an hour within a day', [limit('a', 'hour', 9), limit('b', 'day', 9)], [idle(0)]],
    ['a day that is larger', [limit('a', 'hour', 9), limit('b', 'day', 10)], []],
    ['a week does not hold a month', [limit('a', 'week', 9), limit('b', 'month', 9)], []],
    ['durations that fit into one another', [limit('a', '10m', 9), limit('b', '30m', 9)], [idle(0)]],
    ['durations that do not', [limit('a', '20m', 9), limit('b', '30m', 9)], []],
    ['a calendar and a duration', [limit('a', 'hour', 9), limit('b', '24h', 9)], []],
    ['a rolling one over a fixed one', [limit('a', 'day', 9), limit('b', '25h', 9, { kind: 'rolling' })], [idle(0)]],
    ['a rolling one that is too short', [limit('a', 'day', 9), limit('b', '24h', 9, { kind: 'rolling' })], []],
    ['a fixed one over a rolling one', [limit('a', '1h', 9, { kind: 'rolling' }), limit('b', '1h', 9)], [idle(1)]],
    ['a session within a grant', [limit('a', 'day', 9, { scope: 'session' }), limit('b', 'day', 9)], [idle(0)]],
    ['a grant and its owner', [limit('a', 'day', 9), limit('b', 'day', 99, { scope: 'owner' })], []],
    [
      'a server and an owner',
      [limit('a', 'day', 9, { scope: 'server' }), limit('b', 'day', 9, { scope: 'owner' })],
      [],
    ],
    ['another increment', [limit('a', 'hour', 9, { increment: 2 }), limit('b', 'day', 9)], []],
    ['a ladder', [limit('a', 'day', 5, { on_exceed: 'require_approval' }), limit('a', 'day', 9)], []],
    ['a warning before', [limit('a', 'hour', 20, { warn_at: 0.3 }), limit('b', 'day', 9)], []],
    ['the same twice', [limit('a', 'day', 9), limit('b', 'day', 9)], [idle(1)]],
    ['each value beside all', [limit('a', 'day', 9, { by: ['args.x'] }), limit('b', 'day', 5)], [idle(0)]],
    ['all beside each value', [limit('a', 'day', 9), limit('b', 'day', 5, { by: ['args.x'] })], []],
    ['nothing left', [limit('a', 'day', 0)], ['limit_refuses_all /tools/t/limits/0/max']],
  ]
  it.each(cases)('%s', (_, list, expected) => {
    expect(limits(...list)).toEqual(expected)
  })

  it('are shared on purpose where they count alike', () => {
    const sharing = (one: object, other: object): readonly string[] =>
      codes(
        policy({
          tools: {
            a: { limits: [{ counter: 'c', window: 'day', max: 9, ...one }] },
            b: { limits: [{ counter: 'c', window: 'day', max: 9, ...other }] },
          },
        }),
      )
    expect(sharing({}, {})).toEqual([])
    expect(sharing({}, { increment_from: { count: 'args.ids' } })).toEqual([])
    expect(sharing({ increment_from: 'args.sum' }, { increment_from: 'args.total' })).toEqual([])
    expect(sharing({}, { increment_from: 'args.sum' })).toEqual(['shared_counter /tools/b/limits/0/counter'])
    expect(sharing({}, { scope: 'session' })).toEqual([])
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
    const loose = text.replace('"default"', '"arguments":"any","default"')
    expect(codes(loose, [tool('t', { x: { type: 'string' } }, ['x'])])).toEqual([place])
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
    const start = performance.now()
    checkPolicy(text, { tools })
    for (const each of tools) checkPolicy(text, { tools: [each] })
    expect(performance.now() - start).toBeLessThan(5_000)
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
    const start = performance.now()
    expect(checkPolicy(policy({ tools }), { tools: list }).findings).toEqual([])
    expect(performance.now() - start).toBeLessThan(4_000)
  })
})
