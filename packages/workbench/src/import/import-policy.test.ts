import { describe, expect, it } from 'vitest'
import { importPolicy } from './import-policy.ts'

function imported(text: string) {
  const made = importPolicy(text)
  if (!made.ok) throw new Error(JSON.stringify(made.faults))
  return { policy: JSON.parse(made.text), whole: made.whole, notes: made.notes, text: made.text }
}

const tools = (yaml: string) => imported(`version: "1"\ndefault: allow\ntools:\n${yaml.replaceAll(/^/gm, '  ')}`)
const rules = (yaml: string) => tools(`pay:\n  rules:\n${yaml.replaceAll(/^/gm, '    ')}`)
const pay = (yaml: string): unknown => rules(yaml).policy.tools.pay

describe('rules of the Intercept dialect', () => {
  const cases: readonly (readonly [string, string, unknown])[] = [
    ['nothing', '[]', {}],
    ['deny', '- action: deny\n  on_deny: Never.', { action: 'deny', reason: 'Never.' }],
    ['deny without words', '- {name: no, action: deny}', { action: 'deny' }],
    ['deny with a reason', '- {action: deny, reason: Never.}', { action: 'deny', reason: 'Never.' }],
    ['hide', '- {action: hide}', { action: 'hide' }],
    ['allow', '- {action: allow}', {}],
    [
      'a condition',
      '- conditions:\n    - {path: args.amount, op: lte, value: 500}\n  on_deny: Too much.',
      { require: [{ conditions: [{ path: 'args.amount', op: 'lte', value: 500 }], on_deny: 'Too much.' }] },
    ],
    [
      'two conditions of one rule',
      '- action: evaluate\n  conditions:\n    - {path: args.currency, op: in, value: [eur, usd]}\n    - {path: args.to.name, op: exists, value: true}',
      {
        require: [
          {
            conditions: [
              { path: 'args.currency', op: 'in', value: ['eur', 'usd'] },
              { path: 'args.to.name', op: 'exists', value: true },
            ],
          },
        ],
      },
    ],
    [
      'a rate',
      '- {rate_limit: 5/hour, on_deny: Slowly.}',
      { limits: [{ counter: 'pay.rate_0', window: 'hour', max: 5, scope: 'server', on_deny: 'Slowly.' }] },
    ],
    [
      'a counter below a number',
      '- conditions: [{path: state.pay.calls, op: lt, value: 10}]\n  state: {counter: calls, window: day}',
      { limits: [{ counter: 'pay.calls', window: 'day', max: 9, scope: 'server' }] },
    ],
    [
      'a counter up to a number, of amounts',
      '- conditions: [{path: state.pay.sum, op: lte, value: 1000.5}]\n  state: {counter: sum, window: minute, increment_from: args.amount}',
      {
        limits: [{ counter: 'pay.sum', window: 'minute', max: 1000.5, scope: 'server', increment_from: 'args.amount' }],
      },
    ],
    [
      'a counter with a step',
      '- conditions: [{path: state.pay.points, op: lte, value: 100}]\n  state: {counter: points, window: day, increment: 5}',
      { limits: [{ counter: 'pay.points', window: 'day', max: 100, scope: 'server', increment: 5 }] },
    ],
    [
      'an approval',
      '- {action: require_approval, on_deny: A person looks., approval_timeout: 10m}',
      { approve_if: [{ conditions: [], reason: 'A person looks.', timeout: '10m' }] },
    ],
    ['all of them, where one denies', '- {rate_limit: 5/hour}\n- {action: deny}', { action: 'deny' }],
  ]
  it.each(cases)('%s', (_, yaml, rule) => {
    expect(pay(yaml)).toEqual(rule)
    expect(rules(yaml).whole).toBe(true)
  })

  it('for every tool are rules of all tools', () => {
    const { policy } = tools('"*":\n  rules:\n    - {rate_limit: 60/minute}\npay: {rules: []}')
    expect(policy.all_tools).toEqual({
      limits: [{ counter: 'all.rate_0', window: 'minute', max: 60, scope: 'server' }],
    })
    expect(policy.tools).toEqual({ pay: {} })
  })

  it('of one counter in two rules are two limits of one counter', () => {
    const { policy, whole } = rules(
      '- conditions: [{path: state.pay.n, op: lte, value: 3}]\n  state: {counter: n, window: minute}\n- conditions: [{path: state.pay.n, op: lte, value: 3}]',
    )
    expect(policy.tools.pay.limits).toHaveLength(1)
    expect(whole).toBe(true)
  })
})

describe('documents', () => {
  it('without a default allow, as the dialect does, and say so', () => {
    const { policy, notes } = imported('version: "1"\ntools: {}')
    expect(policy).toEqual({ version: '1', default: 'allow' })
    expect(notes.map(({ says }) => says).join()).toContain('Without a “default”')
  })

  it('keep what they are for, and what they hide', () => {
    const { policy } = imported('version: "1"\ndescription: For agents.\ndefault: deny\nhide: [drop, "danger_*"]')
    expect(policy).toEqual({ version: '1', description: 'For agents.', default: 'deny', hide: ['drop', 'danger_*'] })
  })

  it('of our own short forms mean the same', () => {
    const { policy, whole } = imported(
      'version: "1"\ndefault: deny\ntools:\n  a: {action: deny, reason: No.}\n  b: {rate_limit: {max: 10, window: 60}}\n  c: {rules: [{action: deny, reason: No.}]}\n  d:',
    )
    expect(policy.tools).toEqual({
      a: { action: 'deny', reason: 'No.' },
      b: { rate_limit: { max: 10, window: 60 } },
      c: { action: 'deny', reason: 'No.' },
      d: {},
    })
    expect(whole).toBe(true)
  })

  it('may be JSON', () => {
    expect(imported('{"version":"1","default":"deny","tools":{"a":{"rules":[]}}}').policy.tools).toEqual({ a: {} })
  })

  it('have names of tools, not patterns', () => {
    expect(Object.keys(tools('"get_*": {rules: []}').policy.tools)).toEqual(['get_\\*'])
  })
})

describe('what is narrower says so', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['- conditions: [{path: args.a, op: neq, value: x}]', /absent/],
    ['- {action: deny, conditions: [{path: args.a, op: eq, value: x}]}', /whatever/],
    ['- {action: require_approval, conditions: [{path: args.a, op: eq, value: x}]}', /every call/],
    ['- {action: require_approval, approval_timeout: soon}', /30 minutes/],
  ]
  it.each(cases)('%s', (yaml, says) => {
    const { notes, whole } = rules(yaml)
    expect(
      notes
        .filter(({ fate }) => fate === 'narrower')
        .map((note) => note.says)
        .join(),
    ).toMatch(says)
    expect(whole).toBe(true)
  })
})

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
