import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../../test/stopwatch.ts'
import { importPolicy } from './import-policy.ts'
import { imported, rules, tools } from './imported.contract.ts'

describe('what cannot be carried over is refused, with its place, and its tool is closed', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['- 7', /mapping/],
    ['- {action: log}', /not known/],
    ['- {when: always}', /“when” is not a key/],
    ['- {conditions: all}', /list/],
    ['- {conditions: [7]}', /mapping/],
    ['- {conditions: [{path: args.a, op: eq}]}', /needs/],
    ['- {conditions: [{path: args.a, op: like, value: x}]}', /no operator “like”/],
    ['- {conditions: [{path: args.a, op: eq, value: x, unless: y}]}', /“unless”/],
    ['- {conditions: [{path: env.HOME, op: eq, value: x}]}', /neither/],
    ['- {conditions: [{path: state.pay.n, op: lt, value: 1}]}', /No rule keeps/],
    ['- {conditions: [{path: state.pay.n, op: gt, value: 1}], state: {counter: n, window: day}}', /lt and lte/],
    ['- {conditions: [{path: state.pay.n, op: lt, value: "9"}], state: {counter: n, window: day}}', /number only/],
    ['- {conditions: [{path: state.pay.n, op: lt, value: 0}], state: {counter: n, window: day}}', /ever pass/],
    [
      '- {conditions: [{path: state.pay.n, op: lt, value: 5}], state: {counter: n, window: year}}',
      /minute, hour or day/,
    ],
    [
      '- {conditions: [{path: state.pay.n, op: lt, value: 5}], state: {counter: n, window: day, increment: -1}}',
      /above/,
    ],
    [
      '- {conditions: [{path: state.pay.n, op: lt, value: 5}], state: {counter: n, window: day, increment_from: 5}}',
      /path of arguments/,
    ],
    [
      '- {conditions: [{path: state.pay.n, op: lt, value: 5}], state: {counter: n, window: day, increment_from: "args.n[*]"}}',
      /path of arguments/,
    ],
    [
      '- {conditions: [{path: state.pay.n, op: lt, value: 5}], state: {counter: n, window: day, increment: 2, increment_from: args.n}}',
      /either/,
    ],
    [
      '- {conditions: [{path: state.pay.n, op: lt, value: 5}], state: {counter: n, window: day}}\n- {state: {counter: n, window: hour}}',
      /Two rules keep/,
    ],
    ['- {action: allow, conditions: [{path: args.a, op: lte, value: 5}]}', /“allow”/],
    ['- {conditions: [{path: "args.list[*].n", op: lte, value: 5}]}', /dots/],
    ['- {rate_limit: 5/year}', /5\/hour/],
    ['- {rate_limit: 5}', /5\/hour/],
    ['- {conditions: [{path: "args.[", op: eq, value: x}]}', /path|Write/i],
    ['- {conditions: [{path: args.a, op: regex, value: "("}]}', /regex|expression|pattern/i],
    ['- {conditions: [{path: args.a, op: lt, value: nine}]}', /number/i],
  ]
  it.each(cases)('%s', (yaml, says) => {
    const { policy, notes, whole } = rules(yaml)
    expect(whole).toBe(false)
    const refused = notes.filter(({ fate }) => fate === 'refused')
    expect(refused.map((note) => note.says).join()).toMatch(says)
    expect(refused.every(({ line }) => line > 3)).toBe(true)
    expect(policy.tools.pay.action).toBe('deny')
  })

  it('in “*” closes everything', () => {
    const { policy, whole } = tools('"*": {rules: [{action: log}]}\npay: {rules: []}')
    expect(whole).toBe(false)
    expect(policy.all_tools.action).toBe('deny')
  })

  it('of another tool’s counter', () => {
    const { notes } = tools(
      'buy:\n  rules:\n    - {conditions: [{path: state.buy.n, op: lt, value: 5}], state: {counter: n, window: day}}\npay:\n  rules:\n    - {conditions: [{path: state.buy.n, op: lt, value: 5}]}',
    )
    expect(notes.filter(({ fate }) => fate === 'refused').map(({ path }) => path.slice(0, 2))).toEqual([
      ['tools', 'pay'],
    ])
  })

  const documents: readonly (readonly [string, string])[] = [
    ['an unknown key', 'version: "1"\ndefault: allow\nplugins: {}'],
    ['an odd default', 'version: "1"\ndefault: maybe'],
    ['a list of tools', 'version: "1"\ndefault: allow\ntools: [a]'],
    ['a name to hide that is none', 'version: "1"\ndefault: allow\nhide: [7]'],
  ]
  it.each(documents)('%s', (_, text) => {
    expect(imported(text).whole).toBe(false)
  })

  const closing: readonly (readonly [string, string])[] = [
    ['a key that nobody knows', 'version: "1"\ndefault: allow\nblocked: [pay]'],
    ['another version', 'version: "2"\ndefault: allow'],
    ['a list of tools', 'version: "1"\ndefault: allow\ntools: [a]'],
    [
      'two rules for every tool',
      'version: "1"\ndefault: allow\nall_tools: {action: deny}\ntools: {"*": {rules: []}, a: {rules: []}}',
    ],
  ]
  it.each(closing)('and where %s may be about any tool, every call is denied', (_, text) => {
    expect(imported(text).policy.all_tools.action).toBe('deny')
  })

  it('wherever it stands, in time', () => {
    const many = Array.from(
      { length: 1200 },
      (_, at) => `  t${at}: {rules: [{conditions: [{path: args.0, op: eq, value: x}]}]}`,
    )
    const spent = stopwatch()
    const { policy } = imported(`version: "1"\ndefault: allow\ntools:\n${many.join('\n')}`)
    expect(Object.values(policy.tools).every((rule) => (rule as { action?: string }).action === 'deny')).toBe(true)
    expect(spent()).toBeLessThan(8_000)
  })
})

describe('what cannot be read', () => {
  const texts: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['a list', '[1]'],
    ['a key twice', 'version: "1"\nversion: "1"'],
    ['a tag', 'version: !!js/function "x"'],
    ['two documents', 'a: 1\n---\nb: 2'],
    ['too much', 'x'.repeat(1_048_577)],
    [
      'a bomb',
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(9)}]\nc: &c [${'*b,'.repeat(9)}]\nd: &d [${'*c,'.repeat(9)}]\ne: &e [${'*d,'.repeat(9)}]\nf: [${'*e,'.repeat(9)}]`,
    ],
  ]
  it.each(texts)('%s', (_, text) => {
    const made = importPolicy(text)
    expect(made.ok).toBe(false)
  })
})
