import { describe, expect, it } from 'vitest'
import { type CallRequest, compileLayers, compilePolicy, explain, explainVisibility, type Policy } from '../index.ts'

const request = (name: string, args: CallRequest['arguments'] = {}): CallRequest => ({
  subject: { organisation: 'local', grant: 'g', label: 'l', owner: 'o', tags: {} },
  tool: { server: 's', name, label: { category: 'destructive', risk: 'high', source: 'derived' } },
  context: { at: Date.parse('2026-03-10T12:00:00Z'), slot: 0 },
  arguments: args,
  inexact: new Set(),
})

const policy: Policy = {
  version: '1',
  default: 'deny',
  hide: ['secret_*'],
  all_tools: { limits: [{ counter: 'all', window: 'day', max: 100 }] },
  tools: {
    pay: {
      deny_if: [
        {
          conditions: [
            {
              any: [
                { path: 'args.to', op: 'eq', value: 'x' },
                { path: 'args.amount', op: 'gt', value: 50 },
              ],
            },
          ],
        },
      ],
      require: [
        { conditions: [{ path: 'args.currency', op: 'in', value: ['EUR'] }] },
        { conditions: [{ not: { path: 'args.items[*].price', op: 'lt', value: 0 } }] },
      ],
      approve_if: [{ conditions: [{ path: 'args.amount', op: 'gte', value: 20 }] }],
    },
    'delete_*': { require: [{ conditions: [{ path: 'args.id', op: 'exists', value: true }] }] },
    'delete_draft_*': {},
    secret_pay: {},
  },
  classes: { destructive: { action: 'require_approval' }, 'risk:high': { rate_limit: '5/minute' }, read: {} },
}
const compiled = compilePolicy(policy, { id: 'shop', version: 'v1' })

describe('explaining a call', () => {
  it('tells every rule in its order, and what came of each', () => {
    const { decision, documents } = explain(
      compiled,
      request('pay', { amount: 20, currency: 'EUR', items: [{ price: 1 }, {}] }),
    )
    expect(decision).toMatchObject({ effect: 'ask', rule: '/tools/pay/approve_if/0' })
    expect(documents[0]?.steps.map(({ rule, outcome, decides }) => [rule, outcome, decides])).toEqual([
      ['/tools/pay/deny_if/0', 'passes', false],
      ['/tools/pay/require/0', 'passes', false],
      ['/tools/pay/require/1', 'passes', false],
      ['/tools/pay/approve_if/0', 'asks', true],
      ['/all_tools/limits/0', 'claims', false],
    ])
    expect(documents[0]?.steps.at(-1)?.claim).toMatchObject({ counter: 'all', amount: 1_000_000 })
  })

  it('tells what came of each condition, and never a value', () => {
    const args = { amount: 51, currency: 'a-very-private-value', to: null }
    const explained = explain(compiled, request('pay', args))
    const conditions = explained.documents[0]?.steps[0]?.conditions
    expect(conditions).toMatchObject([
      {
        kind: 'any',
        truth: true,
        parts: [
          { kind: 'comparison', path: 'args.to', op: 'eq', literal: 'x', truth: false, found: 'absent' },
          { path: 'args.amount', op: 'gt', literal: 50, truth: true, found: 'held' },
        ],
      },
    ])
    expect(explained.documents[0]?.steps[1]).toMatchObject({
      outcome: 'refuses',
      decides: false,
      conditions: [{ found: 'not_held' }],
    })
    expect(JSON.stringify(explained)).not.toContain('a-very-private-value')
    expect(JSON.stringify(explain(compiled, request('pay', args), { showValues: true }))).toContain(
      'a-very-private-value',
    )
  })

  it('tells amounts that came out of the call only where values may be told', () => {
    const limits = [{ counter: 'spent', window: 'day', max: 900, increment_from: 'args.amount' }] as const
    const calls = { counter: 'calls', window: 'day', max: 7 } as const
    const money: Policy = {
      version: '1',
      default: 'deny',
      tools: { pay: { limits: [...limits, calls] }, ask: { action: 'require_approval', limits } },
    }
    const stricter: Policy = { ...money, mode: 'shadow', until: '2026-12-31T00:00:00Z' }
    const spending = compileLayers([
      { id: 'shop', version: '1', policy: money },
      { id: 'draft', version: '1', policy: stricter },
    ])
    for (const name of ['pay', 'ask']) {
      const call = request(name, { amount: 123.5 })
      const told = explain(spending, call)
      expect(told.shadow).not.toEqual([])
      expect(JSON.stringify(told)).not.toContain('1235')
      expect(JSON.stringify(told)).toContain('900000000')
      expect(JSON.stringify(explain(spending, call, { showValues: true }).documents)).toContain('123500000')
    }
    const claims = explain(spending, request('pay', { amount: 123.5 })).documents[0]?.steps.map(({ claim }) => claim)
    expect(claims).toMatchObject([
      { counter: 'spent', amount: undefined },
      { counter: 'calls', amount: 1_000_000 },
    ])
  })

  it('tells why something could not be judged, and shows what it is made of', () => {
    const { decision, documents } = explain(compiled, request('pay', { amount: '51', currency: 'EUR' }))
    expect(decision).toMatchObject({ effect: 'deny', code: 'argument_invalid' })
    expect(documents[0]?.steps[0]).toMatchObject({
      outcome: 'fails',
      decides: true,
      because: 'argument amount must be a number',
      conditions: [
        {
          truth: 'argument amount must be a number',
          found: 'not_judged',
          parts: [{ found: 'absent' }, { found: 'not_judged' }],
        },
      ],
    })
  })

  it('shows the values of several elements', () => {
    const explained = explain(compiled, request('pay', { items: [{ price: 1 }, {}, { price: 3 }] }), {
      showValues: true,
    })
    const condition = explained.documents[0]?.steps[2]?.conditions[0]
    expect(condition).toMatchObject({ kind: 'not', parts: [{ value: [1, null, 3], found: 'not_held' }] })
  })
})

describe('explaining what governs', () => {
  const candidates = (name: string) => {
    const { documents } = explain(compiled, request(name))
    return documents[0]?.candidates.map(({ kind, text, applies }) => `${applies ? '' : 'not '}${kind} ${text}`)
  }

  it.each([
    ['pay', ['entry pay', 'not class destructive', 'not class risk:high', 'all_tools all_tools']],
    [
      'delete_draft_1',
      ['pattern delete_draft_*', 'not pattern delete_*', 'class destructive', 'class risk:high', 'all_tools all_tools'],
    ],
    ['other', ['class destructive', 'class risk:high', 'all_tools all_tools', 'default deny']],
    ['secret_x', ['hide secret_*', 'not class destructive', 'not class risk:high', 'all_tools all_tools']],
  ])('%s', (name, wanted) => {
    expect(candidates(name)).toEqual(wanted)
  })

  it('says what a pattern lost by', () => {
    const { documents } = explain(compiled, request('delete_draft_1'))
    expect(documents[0]?.candidates.map(({ because }) => because)).toContain(
      'another pattern has more literal characters (13)',
    )
  })
})

describe('explaining a pile of documents and shadows', () => {
  it('tells each document, and the world without shadows', () => {
    const draft: Policy = {
      ...policy,
      mode: 'shadow',
      until: '2100-01-01T00:00:00Z',
      tools: { pay: { action: 'deny' } },
    }
    const pile = compileLayers([
      { id: 'base', version: 'b', policy: { version: '1', default: 'allow' } },
      { id: 'shop', version: 'v1', policy },
      { id: 'draft', version: 'd', draftOf: 'shop', policy: draft },
    ])
    const { decision, documents, shadow } = explain(pile, request('pay', { amount: 1, currency: 'EUR', items: [] }))
    expect(decision.effect).toBe('allow')
    expect(documents.map(({ document }) => document.id)).toEqual(['base', 'shop'])
    expect(shadow.map(({ document }) => document.id)).toEqual(['base', 'draft'])
    expect(shadow[1]?.steps).toMatchObject([{ rule: '/tools/pay/action', outcome: 'refuses', decides: true }])
  })
})

describe('explaining visibility', () => {
  it.each([
    ['pay', 'shown', undefined],
    ['secret_pay', 'hidden', 'it is hidden'],
  ] as const)('%s is %s', (name, visibility, because) => {
    expect(explainVisibility(compiled, { name }, 0)).toMatchObject({ visibility, documents: [{ because }] })
  })

  it('says which document lists only what can be called', () => {
    const pile = compileLayers([
      { id: 'base', version: '', policy: { version: '1', default: 'allow', list: 'callable' } },
      { id: 'own', version: '', policy: { version: '1', default: 'deny' } },
    ])
    const { visibility, documents } = explainVisibility(pile, { name: 'x' }, 0)
    expect(visibility).toBe('hidden')
    expect(documents.map(({ because }) => because)).toEqual([
      undefined,
      'every call of it would be refused, and another document lists only what can be called',
    ])
  })
})
