import { type CallRequest, compilePolicy, type Decision, decide, type Policy, parsePolicy } from '@portcullis/engine'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { policyLoosenings } from './tighten-policy.ts'

function policy(document: object): Policy {
  const parsed = parsePolicy(JSON.stringify({ version: '1', default: 'deny', ...document }))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.policy
}

const cap = (max: number | string, more: object = {}) => ({
  counter: 'c',
  window: 'minute',
  max,
  scope: 'grant',
  ...more,
})
const big = { conditions: [{ path: 'args.amount', op: 'gt', value: 100 }], on_deny: 'too much' }
const odd = { conditions: [{ path: 'args.note', op: 'exists', value: true }] }

const tighter: readonly (readonly [string, object, object])[] = [
  ['nothing', { tools: { a: {} } }, { tools: { a: {} } }],
  ['words', { tools: { a: { reason: 'x' } } }, { name: 'n', description: 'd', tools: { a: { reason: 'y' } } }],
  ['default deny', { default: 'allow' }, { default: 'deny' }],
  ['a tool goes', { tools: { a: {}, b: {} } }, { tools: { b: {} } }],
  ['a tool is hidden', { tools: { a: {}, b: {} } }, { hide: ['a'], tools: { b: {} } }],
  ['more is hidden', { default: 'allow', hide: ['a'] }, { default: 'allow', hide: ['b*', 'a'] }],
  [
    'a tool is denied',
    { tools: { a: {}, 'b*': {} } },
    { tools: { a: { action: 'deny' }, 'b*': {}, bc: { action: 'deny' } } },
  ],
  ['a pattern is denied', { default: 'allow' }, { default: 'allow', tools: { 'delete_*': { action: 'deny' } } }],
  ['a rule where all was allowed', { default: 'allow' }, { default: 'allow', tools: { a: { limits: [cap(1)] } } }],
  ['a tool asks', { tools: { a: {} } }, { tools: { a: { action: 'require_approval' } } }],
  [
    'a limit is lower',
    { tools: { a: { limits: [cap(5)] } } },
    { tools: { a: { limits: [cap('4.5', { on_deny: 'x' })] } } },
  ],
  [
    'a limit more',
    { tools: { a: { limits: [cap(5)] } } },
    { tools: { a: { limits: [cap(9, { counter: 'd' }), cap(5)] } } },
  ],
  ['a rate limit', { tools: { a: {} } }, { tools: { a: { rate_limit: '5/hour' } } }],
  [
    'a lower rate limit',
    { tools: { a: { rate_limit: { max: 5, window: 60 } } } },
    { tools: { a: { rate_limit: { max: 4, window: 60 } } } },
  ],
  [
    'a predicate more',
    { tools: { a: { deny_if: [big] } } },
    { tools: { a: { deny_if: [odd, { ...big, on_deny: 'no' }], require: [odd] } } },
  ],
  ['a rule for all', { tools: { a: {} } }, { all_tools: { limits: [cap(5)] }, tools: { a: {} } }],
]

const looser: readonly (readonly [string, object, object])[] = [
  ['default allow', {}, { default: 'allow' }],
  ['a new tool', {}, { tools: { a: {} } }],
  ['a new pattern', { tools: { a: {} } }, { tools: { a: {}, 'a*': {} } }],
  [
    'a tool that was governed by a pattern',
    { default: 'allow', tools: { 'a*': { action: 'deny' } } },
    { default: 'allow', tools: { 'a*': { action: 'deny' }, ab: {} } },
  ],
  ['a tool falls to a pattern', { tools: { 'a*': {}, ab: { action: 'deny' } } }, { tools: { 'a*': {} } }],
  ['a rule goes under default allow', { default: 'allow', tools: { a: { action: 'deny' } } }, { default: 'allow' }],
  ['no longer hidden', { hide: ['a'] }, {}],
  ['no longer hidden but denied', { tools: { a: { action: 'hide' } } }, { tools: { a: { action: 'deny' } } }],
  ['no longer denied', { tools: { a: { action: 'deny' } } }, { tools: { a: { limits: [cap(1)] } } }],
  ['no longer asked', { tools: { a: { action: 'require_approval' } } }, { tools: { a: {} } }],
  ['a limit is higher', { tools: { a: { limits: [cap(5)] } } }, { tools: { a: { limits: [cap('5.000001')] } } }],
  ['a limit goes', { tools: { a: { limits: [cap(5)] } } }, { tools: { a: {} } }],
  [
    'another window',
    { tools: { a: { limits: [cap(5)] } } },
    { tools: { a: { limits: [cap(5, { window: 'hour' })] } } },
  ],
  ['another counter', { tools: { a: { limits: [cap(5)] } } }, { tools: { a: { limits: [cap(1, { counter: 'd' })] } } }],
  ['a rate limit goes', { tools: { a: { rate_limit: '5/hour' } } }, { tools: { a: {} } }],
  [
    'a rate limit in another form',
    { tools: { a: { rate_limit: '5/hour' } } },
    { tools: { a: { rate_limit: '4/hour' } } },
  ],
  ['a predicate goes', { tools: { a: { deny_if: [big, odd] } } }, { tools: { a: { deny_if: [odd] } } }],
  ['a predicate changes', { tools: { a: { require: [big] } } }, { tools: { a: { require: [{ conditions: [] }] } } }],
  ['the rule for all goes', { all_tools: { limits: [cap(5)] } }, {}],
  [
    'a rule that denies goes into shadow mode',
    { default: 'allow', tools: { a: { action: 'deny' } } },
    { default: 'allow', tools: { a: { action: 'deny', mode: 'shadow', until: '2099-01-01T00:00:00Z' } } },
  ],
  [
    'an entry displaces classes',
    { default: 'allow', classes: { destructive: { action: 'deny' } } },
    { default: 'allow', classes: { destructive: { action: 'deny' } }, tools: { a: {} } },
  ],
  [
    'a tool falls to its classes',
    { classes: { read: {} }, tools: { a: { action: 'deny' } } },
    { classes: { read: {} } },
  ],
]

describe('an edit of a policy', () => {
  test.each(tighter)('tightens: %s', (_, earlier, later) => {
    expect(policyLoosenings(policy(earlier), policy(later))).toEqual([])
  })

  test.each(looser)('loosens: %s', (_, earlier, later) => {
    expect(policyLoosenings(policy(earlier), policy(later))).not.toEqual([])
  })

  test('with a member that is not known here loosens', () => {
    const earlier = policy({ tools: { a: {} } })
    expect(policyLoosenings(earlier, { ...earlier, timezone: 'Europe/Paris' } as Policy)).toEqual([
      '`timezone` changes.',
    ])
    const later = { ...earlier, tools: { a: { results: { max_bytes: 1 } } } } as Policy
    expect(policyLoosenings(earlier, later)).toEqual(['"a": `results` changes.'])
  })
})

describe('the engine agrees', () => {
  const action = fc.constantFrom(undefined, 'allow', 'deny', 'hide', 'require_approval')
  const limits = fc.array(
    fc.record({
      counter: fc.constantFrom('c', 'd'),
      window: fc.constantFrom('minute', 'hour'),
      max: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 2 },
  )
  const predicates = fc.subarray([big, odd, { conditions: [{ path: 'args.amount', op: 'lt', value: 50 }] }])
  const rule = fc
    .record({
      action,
      limits,
      deny_if: predicates,
      require: predicates,
      rate_limit: fc.constantFrom(undefined, { max: 1, window: 60 }, { max: 2, window: 60 }),
    })
    .map((members) =>
      Object.fromEntries(
        Object.entries(members).filter(
          ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
        ),
      ),
    )
  const document = fc.record({
    default: fc.constantFrom('allow', 'deny'),
    hide: fc.subarray(['a', 'b*']),
    tools: fc.dictionary(fc.constantFrom('a', 'ab', 'b', 'a*', '*b', '*'), rule, { maxKeys: 3 }),
  })
  /** Half of the pairs are an edit of one document: unrelated documents are hardly ever tighter. */
  const pair = fc.oneof(
    fc.tuple(document, document),
    fc
      .tuple(document, rule, fc.constantFrom('a', 'ab', 'b', 'a*', '*b'))
      .map(([earlier, edit, name]) => [earlier, { ...earlier, tools: { ...earlier.tools, [name]: edit } }]),
    fc.tuple(document, fc.constantFrom('a', 'ab', 'b', 'a*', '*b', '*')).map(([later, name]) => {
      const { [name]: _, ...tools } = later.tools
      return [later, { ...later, tools }]
    }),
    fc
      .tuple(document, document)
      .map(([earlier, { default: other, hide }]) => [earlier, { ...earlier, default: other, hide }]),
  )
  const calls = ['a', 'ab', 'b', 'bb', 'c'].flatMap((name) =>
    [{}, { amount: 10 }, { amount: 200, note: 'x' }].map(
      (args): CallRequest => ({
        subject: { organisation: 'local', grant: 'ci', label: 'ci', owner: 'local', tags: {} },
        tool: { server: 'shop', name },
        context: { at: 0, slot: 0 },
        arguments: args,
        inexact: new Set(),
      }),
    ),
  )
  const rank = { allow: 0, ask: 1, deny: 2 } as const

  const covers = (later: Decision, earlier: Decision): boolean => {
    if (rank[later.effect] < rank[earlier.effect]) return false
    if (later.effect === 'deny' || earlier.effect === 'deny') return true
    return earlier.claims.every(({ key, max }) => later.claims.some((claim) => claim.key === key && claim.max <= max))
  }

  test('that a tightening edit allows no call more', () => {
    let tightened = 0
    fc.assert(
      fc.property(pair, ([first, second]) => {
        const [earlier, later] = [first, second].map((each) => parsePolicy(JSON.stringify({ version: '1', ...each })))
        if (!earlier?.ok || !later?.ok || policyLoosenings(earlier.policy, later.policy).length > 0) return
        tightened++
        const [before, after] = [earlier, later].map((each) => compilePolicy(each.policy, { id: 'p' }))
        for (const call of calls) expect(covers(decide(after!, call), decide(before!, call))).toBe(true)
      }),
      { numRuns: 600 },
    )
    expect(tightened).toBeGreaterThan(20)
  })
})
