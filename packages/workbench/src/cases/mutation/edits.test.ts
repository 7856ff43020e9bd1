import { compilePolicy, type Policy, parsePolicy } from '@portcullis/engine'
import { describe, expect, it } from 'vitest'
import { edited } from './edit.ts'
import { editsOf } from './edits.ts'

const RICH: Policy = {
  version: '1',
  default: 'deny',
  list: 'callable',
  hide: ['h', 'i*'],
  all_tools: { rate_limit: '10/minute' },
  tools: {
    t: {
      deny_if: [
        {
          conditions: [{ path: 'args.a', op: 'gt', value: 5 }, { not: { path: 'args.b', op: 'exists', value: true } }],
        },
      ],
      require: [
        {
          conditions: [
            {
              any: [
                { path: 'args.c', op: 'in', value: ['x', 'y'] },
                { path: 'args.c', op: 'regex', value: '^a$' },
              ],
            },
          ],
        },
      ],
      approve_if: [{ conditions: [{ path: 'args.d[*]', op: 'eq', value: 'q', match: 'all', ignore_case: true }] }],
      limits: [
        { counter: 'n', window: 'day', max: '10.5', increment_from: 'args.a', warn_at: 0.5, refund_on: ['tool_error'] },
        { counter: 'm', window: '15m', max: 3, kind: 'rolling', by: ['args.c'], on_exceed: 'require_approval' },
      ],
      results: {
        max_bytes: 10,
        redact: [{ detector: 'email' }, { regex: 'z' }],
        deny_if: [{ conditions: [{ path: 'result.isError', op: 'eq', value: true }] }],
      },
    },
    'g*': { action: 'require_approval' },
    z: { action: 'deny', reason: 'no' },
  },
  classes: { read: { trust: 'derived' } },
  resources: { default: 'deny', allow: ['file:///a/**'], hide: ['file:///a/b'] },
  prompts: { deny: ['p*'] },
  elicitation: { form: 'deny' },
  sampling: { max_tokens: 10 },
  roots: 'deny',
  methods: { 'logging/setLevel': 'deny' },
}

describe('single edits', () => {
  const edits = editsOf(RICH)

  it('are of a policy', () => {
    expect(parsePolicy(JSON.stringify(RICH))).toMatchObject({ ok: true })
  })

  it('are of every kind', () => {
    expect(edits.map(({ at, says }) => `/${at.join('/')} ${says}`)).toEqual([
      '/default default: allow',
      '/hide/0 h is not hidden',
      '/hide/1 i* is not hidden',
      '/all_tools without the rule for all tools',
      '/all_tools/action the rule for all tools: deny',
      '/tools/t without the rule of t',
      '/tools/t/action the rule of t: deny',
      '/tools/g* without the rule of g*',
      '/tools/g*/action the rule of g*: without "require_approval"',
      '/tools/z without the rule of z',
      '/tools/z/action the rule of z: without "deny"',
      '/classes/read without the rule of read',
      '/classes/read/action the rule of read: deny',
      '/tools/t/deny_if/0 without this deny_if',
      '/tools/t/deny_if/0/conditions/0 this deny_if without one of its conditions',
      '/tools/t/deny_if/0/conditions/1 this deny_if without one of its conditions',
      '/tools/t/require/0 without this require',
      '/tools/t/approve_if/0 without this approve_if',
      '/tools/t/deny_if/0/conditions/0 not: args.a gt',
      '/tools/t/deny_if/0/conditions/0/op args.a: gte instead of gt',
      '/tools/t/deny_if/0/conditions/0/value args.a: 6 instead of 5',
      '/tools/t/deny_if/0/conditions/0/value args.a: 4 instead of 5',
      '/tools/t/deny_if/0/conditions/1 the condition without "not"',
      '/tools/t/require/0/conditions/0 all of these instead of any',
      '/tools/t/require/0/conditions/0/any/0 without number 1 of these',
      '/tools/t/require/0/conditions/0/any/1 without number 2 of these',
      '/tools/t/require/0/conditions/0/any/0/op args.c: not_in instead of in',
      '/tools/t/require/0/conditions/0/any/0/value/0 args.c in: without "x"',
      '/tools/t/require/0/conditions/0/any/0/value/1 args.c in: without "y"',
      '/tools/t/require/0/conditions/0/any/1 not: args.c regex',
      '/tools/t/require/0/conditions/0/any/1/value args.c: the pattern not anchored at the beginning',
      '/tools/t/require/0/conditions/0/any/1/value args.c: the pattern not anchored at the end',
      '/tools/t/approve_if/0/conditions/0/op args.d[*]: neq instead of eq',
      '/tools/t/approve_if/0/conditions/0/match args.d[*]: match any',
      '/tools/t/approve_if/0/conditions/0/ignore_case args.d[*]: upper and lower case differ',
      '/tools/t/results/deny_if/0/conditions/0/op result.isError: neq instead of eq',
      '/all_tools/rate_limit without the rate limit',
      '/all_tools/rate_limit the rate: one more',
      '/all_tools/rate_limit the rate: ten times as much',
      '/tools/t/limits/0 without the limit of n',
      '/tools/t/limits/0/max n: one more than 10.5',
      '/tools/t/limits/0/max n: one less than 10.5',
      '/tools/t/limits/0/max n: ten times 10.5',
      '/tools/t/limits/0/window n: week instead of day',
      '/tools/t/limits/0/scope n: for each session instead of grant',
      '/tools/t/limits/0/increment_from n: calls instead of amounts',
      '/tools/t/limits/0/warn_at n: without its warning',
      '/tools/t/limits/0/refund_on n: nothing comes back',
      '/tools/t/limits/1 without the limit of m',
      '/tools/t/limits/1/max m: one more than 3',
      '/tools/t/limits/1/max m: one less than 3',
      '/tools/t/limits/1/max m: ten times 3',
      '/tools/t/limits/1/window m: 150m instead of 15m',
      '/tools/t/limits/1/scope m: for each session instead of grant',
      '/tools/t/limits/1/kind m: a fixed window instead of a rolling one',
      '/tools/t/limits/1/by m: one counter for all values',
      '/tools/t/limits/1/on_exceed m: refuses instead of asking',
      '/tools/t/results/max_bytes results of any size',
      '/tools/t/results/redact/0 email is not replaced',
      '/tools/t/results/redact/1 the pattern is not replaced',
      '/tools/t/results/deny_if/0 results are not withheld for this',
      '/resources/allow/0 resources: allow without file:///a/**',
      '/resources/hide/0 resources: hide without file:///a/b',
      '/resources/default resources: allow by default',
      '/prompts/deny/0 prompts: deny without p*',
      '/prompts/default prompts: allow by default',
      '/elicitation elicitation: deny',
      '/sampling sampling: deny',
      '/roots roots: allow',
      '/methods/logging/setLevel logging/setLevel: allow',
      '/list lists show what would be refused',
    ])
  })

  it.each(edits.map((edit) => [edit.says, edit] as const))('%s: changes a copy, and nothing else', (_, edit) => {
    const before = JSON.stringify(RICH)
    const after = edited(RICH, edit)
    expect(JSON.stringify(RICH)).toBe(before)
    expect(JSON.stringify(after)).not.toBe(before)
    expect(() => compilePolicy(after, { id: 'd' })).not.toThrow(TypeError)
  })

  it('nearly all leave a policy', () => {
    const sound = edits.filter((edit) => parsePolicy(JSON.stringify(edited(RICH, edit))).ok)
    expect(sound.length / edits.length).toBeGreaterThan(0.9)
  })
})
