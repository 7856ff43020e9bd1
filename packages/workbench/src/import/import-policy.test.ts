import { describe, expect, it } from 'vitest'
import { imported, rules, tools } from './imported.contract.ts'

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
      { action: 'require_approval', reason: 'A person looks.', approval: { timeout: '10m' } },
    ],
    [
      'two approvals, each with its own time',
      '- {action: require_approval, approval_timeout: 10m}\n- {action: require_approval, on_deny: Look.}',
      {
        approve_if: [
          { conditions: [], timeout: '10m' },
          { conditions: [], reason: 'Look.' },
        ],
      },
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
      limits: [{ counter: '*.rate_0', window: 'minute', max: 60, scope: 'server' }],
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

  const wild = (otherwise: string, entry: string) =>
    imported(`version: "1"\ndefault: ${otherwise}\ntools: {"get_*": ${entry}}`)

  it('have rules for one name, or for a pattern: whichever allows less', () => {
    expect(wild('deny', '{rules: []}').policy.tools).toEqual({ 'get_\\*': {} })
    expect(wild('allow', '{rules: [{action: deny}]}').policy.tools).toEqual({ 'get_*': { action: 'deny' } })
    expect(wild('allow', '{rules: []}').notes.map(({ fate }) => fate)).toContain('narrower')
  })

  it('of our own short forms have patterns', () => {
    const { policy, notes } = wild('deny', '{rate_limit: 5/hour}')
    expect(policy.tools).toEqual({ 'get_*': { rate_limit: '5/hour' } })
    expect(notes.every(({ fate }) => fate === 'exact')).toBe(true)
    const rest = 'version: "1"\ndefault: deny\ntools: {"*": {action: hide}, a: {action: allow}}'
    expect(imported(rest).policy.tools).toEqual({ '*': { action: 'hide' }, a: { action: 'allow' } })
  })

  it('of both kinds take “*” for every tool', () => {
    const { policy, notes } = tools('"*": {rate_limit: 5/hour}\npay: {rules: []}')
    expect(policy).toMatchObject({ all_tools: { rate_limit: '5/hour' }, tools: { pay: {} } })
    expect(notes.map(({ fate }) => fate)).toContain('narrower')
  })

  it('may have rules for tools that are hidden', () => {
    const { policy, whole, notes } = imported(
      'version: "1"\ndefault: allow\nhide: [drop]\ntools: {drop: {rules: [{rate_limit: 5/hour}]}, a: {rules: []}}',
    )
    expect([policy.hide, policy.tools, whole]).toEqual([['drop'], { a: {} }, true])
    expect(notes.find(({ fate }) => fate === 'dropped')?.path).toEqual(['tools', 'drop'])
  })

  it('keep counters of tools apart whose names are odd', () => {
    const { policy } = tools('"*": {rules: [{rate_limit: 60/hour}]}\nall: {rules: [{rate_limit: 5/hour}]}')
    expect(policy.tools.all.limits[0].counter).not.toBe(policy.all_tools.limits[0].counter)
  })

  it('may ask a counter of all tools for one tool', () => {
    const kept =
      '"*":\n  rules: [{state: {counter: n, window: day}, conditions: [{path: state.*.n, op: lte, value: 9}]}]'
    const asked = (name: string) =>
      `${kept}\npay:\n  rules: [{conditions: [{path: state.${name}.n, op: lte, value: 3}]}]`
    for (const name of ['_global', '"*"'.slice(1, -1)]) {
      const { policy, whole } = tools(asked(name))
      expect([whole, policy.tools.pay.limits]).toEqual([
        true,
        [{ counter: '*.n', window: 'day', max: 3, scope: 'server' }],
      ])
    }
  })
})

describe('what is narrower says so', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['- conditions: [{path: args.a, op: neq, value: x}]', /absent/],
    ['- {action: deny, conditions: [{path: args.a, op: eq, value: x}]}', /whatever/],
    ['- {action: require_approval, conditions: [{path: args.a, op: eq, value: x}]}', /every call/],
    ['- {action: require_approval, approval_timeout: soon}', /30 minutes/],
    ['- {action: hide, conditions: [{path: args.a, op: eq, value: x}]}', /whatever/],
    [
      '- {conditions: [{path: state.pay.n, op: lte, value: 5}], state: {counter: n, window: day, increment_from: args.n}}',
      /no amount/,
    ],
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
