import { describe, expect, it } from 'vitest'
import {
  type CallRequest,
  compileLayers,
  compilePolicy,
  decide,
  enforcedReads,
  goesByLabel,
  governs,
  type Layer,
  type Policy,
  permits,
  readsOf,
  settingsFor,
  visible,
} from '../index.ts'

function request(name: string, args: CallRequest['arguments'] = {}): CallRequest {
  return {
    subject: { organisation: 'local', grant: 'g', label: 'l', owner: 'o', tags: {} },
    tool: { server: 's', name },
    context: { at: 0, slot: 0 },
    arguments: args,
    inexact: new Set(),
  }
}

function compile(policy: Omit<Policy, 'version'>): ReturnType<typeof compilePolicy> {
  return compilePolicy({ version: '1', ...policy }, { id: 'd' })
}

describe('policies that the parser would have refused', () => {
  it('deny a name that two patterns match equally well', () => {
    const policy = compile({ default: 'allow', tools: { 'create_*': {}, '*_coupon': {} } })
    expect(decide(policy, request('create_coupon'))).toMatchObject({
      effect: 'deny',
      code: 'policy_denied',
      by: 'pattern',
      rule: '/tools/create_*',
      message: 'create_coupon is not allowed: two rules of this policy fit it equally well, and neither wins.',
    })
    expect(decide(policy, request('create_list'))).toMatchObject({ effect: 'allow' })
  })

  it('keep a name hidden although another pattern matches it equally well', () => {
    const policy = compile({ default: 'allow', tools: { 'create_*': {}, '*_coupon': { action: 'hide' } } })
    expect(visible(policy, 'create_coupon')).toBe('hidden')
  })

  it('hide an entry whose name is hidden', () => {
    const policy = compile({ default: 'allow', hide: ['a', 'b*'], tools: { a: {}, bb: {}, 'b?': {} } })
    for (const name of ['a', 'bb', 'bc'])
      expect(decide(policy, request(name))).toMatchObject({ code: 'tool_hidden', by: 'hidden' })
  })

  it.each<Policy['tools'] & object>([
    { 'a\\': {} },
    { a: { require: [{ conditions: [{ path: 'nowhere', op: 'eq', value: 1 }] }] } },
    { a: { require: [{ conditions: [{ path: 'args.a', op: 'constructor', value: 1 }] }] } },
    { a: { require: [{ conditions: [{ path: 'args.a', op: 'regex', value: '(' }] }] } },
    { a: { limits: [{ counter: 'c', window: 'never', max: 1 }] } },
    { a: { limits: [{ counter: 'c', window: 'day', max: -1 }] } },
    {
      a: {
        limits: [
          { counter: 'c', window: 'day', max: 1 },
          { counter: 'c', window: 'day', max: 1, increment: 2 },
        ],
      },
    },
    { a: { rate_limit: 'often' } },
  ])('are not compiled: %j', (tools) => {
    expect(() => compile({ default: 'allow', tools })).toThrow('was not checked')
  })
})

describe('names', () => {
  it('that are longer than any tool has are hidden', () => {
    const policy = compile({ default: 'allow', tools: { '*': {} } })
    expect(visible(policy, 'x'.repeat(1_024))).toBe('shown')
    expect(visible(policy, 'x'.repeat(1_025))).toBe('hidden')
    expect(decide(policy, request('x'.repeat(100_000)))).toMatchObject({ effect: 'deny', code: 'tool_hidden' })
  })

  it('that were seen do not fill the memory, and stay decided as they were', () => {
    const policy = compile({ default: 'deny', tools: { 'a*': {} } })
    for (let index = 0; index < 10_000; index++) {
      decide(policy, request(`a${index}`))
      decide(policy, request(`b${index}`))
    }
    expect(policy.remembered.map(({ size }) => size)).toEqual([4_096])
    expect(governs(policy, 'a0')).toBe('pattern')
    expect(governs(policy, 'b0')).toBe('default')
  })

  it('are made harmless in messages', () => {
    const policy = compile({ default: 'deny' })
    const decision = decide(policy, request(`a\n\u202e\u200b${'x'.repeat(500)}`))
    expect(decision.effect === 'deny' && decision.message).toMatch(
      /^a\ufffd\ufffd\ufffdx{124}… is not allowed by this policy\.$/,
    )
  })
})

describe('what governs', () => {
  const policy = compile({
    default: 'deny',
    hide: ['h'],
    tools: { e: { action: 'deny' }, 'p*': {}, g: { action: 'hide' } },
  })

  it.each([
    ['e', 'entry'],
    ['pp', 'pattern'],
    ['x', 'default'],
    ['h', 'hidden'],
    ['g', 'hidden'],
  ])('%s is governed by: %s', (name, by) => {
    expect(governs(policy, name)).toBe(by)
  })
})

it.each(['allow', 'deny'] as const)('what is not a tool follows "default": "%s"', (effect) => {
  expect(permits(compile({ default: effect }), 'resources')).toMatchObject({
    allowed: effect === 'allow',
    rule: `(default ${effect})`,
  })
})

it('[closed.failure] a request that makes the engine fail is refused without detail', () => {
  const policy = compile({ default: 'allow', tools: { t: { limits: [{ counter: 'c', window: 'day', max: 1 }] } } })
  const call = { ...request('t'), context: { at: Number.NaN, slot: 0 as const } }
  expect(decide(policy, call)).toEqual({
    effect: 'deny',
    rule: '(internal)',
    document: { id: '', version: '' },
    by: 'default',
    shadow: undefined,
    code: 'policy_denied',
    message: 'The call was refused because the policy could not be evaluated.',
  })
})

describe('several documents', () => {
  const until = '2100-01-01T00:00:00Z'
  const layer = (policy: Omit<Policy, 'version'>, id = 'd'): Layer => ({
    id,
    version: '',
    policy: { version: '1', ...policy },
  })

  it.each([
    ['nothing beneath', [layer({ default: 'deny', mode: 'shadow', until })], 'needs a document beneath'],
    ['no end', [layer({ default: 'deny' }), layer({ default: 'deny', mode: 'shadow' })], 'needs "until"'],
    ['a rule without an end', [layer({ default: 'deny', tools: { a: { mode: 'shadow' } } })], 'needs "until"'],
    [
      'an end that is none',
      [layer({ default: 'deny', tools: { a: { mode: 'shadow', until: 'soon' } } })],
      'needs "until"',
    ],
    [
      'too many ends',
      [
        layer({
          default: 'deny',
          tools: Object.fromEntries(
            Array.from({ length: 9 }, (_, i) => [
              `t${i}`,
              { mode: 'shadow', until: `210${i}-01-01T00:00:00Z` } as const,
            ]),
          ),
        }),
      ],
      'end at 9 instants',
    ],
    ['no documents', [], 'at least one'],
  ] as const)('are not compiled with %s', (_, documents, message) => {
    expect(() => compileLayers(documents)).toThrow(message)
  })

  it('are forgotten no faster, and remembered no longer, than one', () => {
    const policy = compileLayers([
      layer({ default: 'allow' }, 'a'),
      layer({ default: 'deny', tools: { 'a*': {} } }, 'b'),
    ])
    for (let index = 0; index < 5_000; index++) decide(policy, request(`a${index}`))
    expect(policy.remembered.map(({ size }) => size)).toEqual([4_096])
    expect(visible(policy, 'x'.repeat(1_025))).toBe('hidden')
  })

  it('say the strictest of what concerns the gateway’s own steps', () => {
    const policy = compileLayers([
      layer({ default: 'allow', arguments: 'any', new_tools: 'follow', flow_window: '2h' }, 'a'),
      layer({ default: 'allow', list: 'callable', flow_window: 60 }, 'b'),
    ])
    expect(settingsFor(policy, 0)).toEqual({
      validatesArguments: true,
      followsNewTools: false,
      listsCallableOnly: true,
      flowWindow: 7_200_000,
    })
    const alone = compileLayers([layer({ default: 'allow', arguments: 'any', new_tools: 'follow' })])
    expect(settingsFor(alone, 0)).toMatchObject({ validatesArguments: false, followsNewTools: true })
  })

  it('tell what the rules of a tool look at, those in shadow mode included', () => {
    const policy = compileLayers([
      layer(
        {
          default: 'allow',
          tools: { a: { limits: [{ counter: 'c', window: 'day', max: 1, increment_from: 'args.n' }] } },
        },
        'a',
      ),
      layer(
        {
          default: 'allow',
          all_tools: {
            mode: 'shadow',
            until,
            deny_if: [{ conditions: [{ path: 'seen.private', op: 'eq', value: true }] }],
          },
          tools: {
            b: {
              results: { max_bytes: 5 },
              deny_if: [{ conditions: [{ path: 'tool.annotations.x', op: 'eq', value: 1 }] }],
            },
          },
        },
        'b',
      ),
    ])
    const nothing = { arguments: false, tool: false, seen: true, client: false, input: false, results: false }
    expect(readsOf(policy, { name: 'a' }, 0)).toEqual({ ...nothing, arguments: true })
    expect(readsOf(policy, { name: 'b' }, 0)).toEqual({ ...nothing, tool: true, results: true })
    expect(readsOf(policy, { name: 'c' }, 0)).toEqual(nothing)
    expect(enforcedReads(policy, { name: 'b' }, 0)).toEqual({ ...nothing, tool: true, results: true, seen: false })
    expect(['a', 'b', 'c'].map((name) => goesByLabel(policy, name))).toEqual([false, true, false])
  })

  it('tell what conditions on all results look at', () => {
    const predicate = (path: string) => ({ conditions: [{ path, op: 'eq', value: true }] })
    const policy = compileLayers([
      layer({ default: 'allow', results: { deny_if: [predicate('args.all'), predicate('seen.secrets')] } }, 'a'),
    ])
    expect(readsOf(policy, { name: 'a' }, 0)).toMatchObject({ arguments: true, seen: true, results: true })
    expect(policy.watchesSecrets).toBe(true)
  })
})
