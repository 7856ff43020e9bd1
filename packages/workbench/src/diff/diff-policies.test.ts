import { compileLayers, decide, type Layer, type Policy, type Rule } from '@portcullis/engine'
import { describe, expect, it } from 'vitest'
import { diffPolicies } from './diff-policies.ts'
import { AT, diff, PAY, pile, rule, told } from './diff-samples.contract.ts'

const is = (op: string, value: Parameters<typeof JSON.stringify>[0], path = 'args.amount'): Rule => ({
  require: [{ conditions: [{ path, op, value }] }],
})

describe('answers to calls', () => {
  it('find the number between two bounds', () => {
    const { differences, complete } = diff(rule(is('lte', 500)), rule(is('lte', 1000)), [PAY])
    expect(differences).toMatchObject([
      { area: 'calls', direction: 'loosened', subject: 'pay', says: 'some calls are now allowed, not denied' },
    ])
    const amount = Number(differences[0]?.witness?.arguments['amount'])
    expect(amount > 500 && amount <= 1000).toBe(true)
    expect(complete).toBe(true)
  })

  const narrow: readonly (readonly [string, Rule, Rule, readonly string[]])[] = [
    ['an edge', is('lt', 5), is('lte', 5), ['loosened']],
    [
      'a widened enumeration',
      is('in', ['EUR'], 'args.currency'),
      is('in', ['EUR', 'USD'], 'args.currency'),
      ['loosened'],
    ],
    [
      'a widened pattern',
      is('regex', '^(ana|bob)$', 'args.to'),
      is('regex', '^(ana|bob|eve)$', 'args.to'),
      ['loosened'],
    ],
    [
      'an anchor that is lost',
      is('regex', '^a@x\\.org$', 'args.to'),
      is('regex', 'a@x\\.org', 'args.to'),
      ['loosened'],
    ],
    ['another pattern', is('regex', '^a', 'args.to'), is('regex', 'b$', 'args.to'), ['tightened', 'loosened']],
    [
      'a list of hosts',
      is('host_in', ['a.org'], 'args.to'),
      is('host_in', ['a.org', '*.b.org'], 'args.to'),
      ['loosened'],
    ],
    ['a network', is('in_cidr', '10.0.0.0/16', 'args.to'), is('in_cidr', '10.0.0.0/8', 'args.to'), ['loosened']],
    ['a date', is('before', '2026-01-01', 'args.to'), is('before', '2026-01-02', 'args.to'), ['loosened']],
    ['a size', is('size_lte', 10, 'args.to'), is('size_lte', 11, 'args.to'), ['loosened']],
    ['a time of day', is('lt', 17, 'time.hour'), is('lt', 18, 'time.hour'), ['loosened']],
    ['a prefix', is('starts_with', '/srv/', 'args.to'), is('starts_with', '/srv', 'args.to'), ['loosened']],
  ]
  it.each(narrow)('find %s, and nothing else', (_, before, after, directions) => {
    const { differences, undecided } = diff(rule(before), rule(after), [PAY])
    expect(differences.map(({ direction }) => direction).toSorted()).toEqual([...directions].toSorted())
    expect(undecided).toEqual([])
  })

  it('are those that the engine gives to the witness', () => {
    const [before, after] = [pile(rule(is('lte', 500))), pile(rule(is('lte', 100)))]
    const { differences } = diffPolicies(before, after, { tools: [PAY], at: AT })
    const [found] = differences
    const request = {
      subject: { organisation: 'local', grant: 'g', label: 'g', owner: 'o', tags: {} },
      tool: { server: 's', name: 'pay' },
      context: { at: AT, slot: 0 as const },
      arguments: found?.witness?.arguments ?? {},
      inexact: new Set<string>(),
    }
    expect(decide(compileLayers(before), request).effect).toBe('allow')
    expect(decide(compileLayers(after), request).effect).toBe('deny')
  })

  it('of equal meaning are found equal, though written otherwise', () => {
    const twice: Rule = { require: [{ conditions: [{ not: { path: 'args.amount', op: 'gt', value: 5 } }] }] }
    const absentToo: Rule = { require: [{ conditions: [{ any: [{ path: 'args.amount', op: 'lte', value: 5 }] }] }] }
    expect(diff(rule(twice), rule(absentToo), [PAY])).toMatchObject({ differences: [], complete: true })
  })

  it('say where they cannot be told', () => {
    const found = told(rule(is('regex', '\\bana\\b', 'args.to')), rule(is('regex', '\\bana\\b|\\bana\\b', 'args.to')), [
      PAY,
    ])
    expect(found.length).toBeGreaterThan(0)
    expect(found.every((each) => each.startsWith('undecided pay: no call was found'))).toBe(true)
  })

  it('are those with the defaults of a schema, also of one that nothing can be judged by', () => {
    const properties = { force: { type: 'boolean', default: true }, to: { type: 'string' } }
    const forced: Rule = { deny_if: [{ conditions: [{ path: 'args.force', op: 'eq', value: true }] }] }
    const witnessOf = (to: object) => {
      const inputSchema = { type: 'object', properties: { ...properties, to } }
      return diff(rule({}), rule(forced), [{ name: 'pay', inputSchema }]).differences[0]?.witness?.arguments
    }
    expect(witnessOf({ type: 'string' })).toEqual({})
    expect(witnessOf({ type: 'string', pattern: '^(?=a)b' })).toEqual({})
  })

  it('of elements are told by arrays', () => {
    const each = (value: number): Rule => is('lte', value, 'args.items[*].price')
    const { differences, complete } = diff(rule(each(5)), rule(each(9)))
    expect(differences).toMatchObject([{ direction: 'loosened' }])
    expect(complete).toBe(true)
  })
})

describe('tools', () => {
  it('that a pattern, a class or the default reaches are told by kind', () => {
    const found = told(
      { default: 'deny', tools: { 'get_*': {} } },
      { default: 'allow', tools: { 'get_*': {} }, hide: ['get_secret_*'] },
    )
    expect(found.filter((each) => each.includes('tool'))).toEqual([
      'loosened any other tool: every call is now allowed, not denied',
      'tightened other tools like get_* and get_secret_*: is no longer in the list',
      'tightened other tools like get_* and get_secret_*: every call is now denied, not allowed',
    ])
  })

  it('of a class are told by their labels', () => {
    const found = told(
      { default: 'allow', classes: {} },
      { default: 'allow', classes: { financial: { action: 'deny' } } },
      [PAY],
    )
    expect(found).toContain('tightened pay: every call is now denied, not allowed')
    expect(found.some((each) => each.startsWith('tightened any other tool (financial'))).toBe(true)
    expect(
      found.some(
        (each) =>
          each.startsWith('tightened any other tool (write') || each.startsWith('tightened any other tool (read'),
      ),
    ).toBe(false)
  })
})

describe('everything else', () => {
  const base: Omit<Policy, 'version'> = { default: 'allow' }
  const table: readonly (readonly [Partial<Policy>, Partial<Policy>, string])[] = [
    [{ results: { max_bytes: 10 } }, { results: { max_bytes: 20 } }, 'loosened'],
    [{ results: { redact: [{ detector: 'email' }] } }, {}, 'loosened'],
    [{ resources: { deny: ['file:///secret/**'] } }, { resources: { deny: ['file:///secret/*'] } }, 'loosened'],
    [{}, { prompts: { deny: ['admin_*'] } }, 'tightened'],
    [{}, { elicitation: 'deny' }, 'tightened'],
    [{ sampling: { max_tokens: 10 } }, { sampling: { max_tokens: 20 } }, 'loosened'],
    [{ roots: 'deny' }, { roots: 'allow' }, 'loosened'],
    [{}, { methods: { 'logging/setLevel': 'deny' } }, 'tightened'],
    [{}, { arguments: 'any' }, 'loosened'],
    [{ elicitation: { url: { hosts: ['a.org'] } } }, { elicitation: { url: { hosts: ['*.a.org'] } } }, 'loosened'],
  ]
  it.each(table)('is told: %j, then %j', (before, after, direction) => {
    const { differences } = diff({ ...base, ...before }, { ...base, ...after })
    expect(differences.map((each) => each.direction)).toContain(direction)
  })

  it('in shadow mode is told for the time after, too', () => {
    const until = '2026-12-01T00:00:00Z'
    const shadowed = (action: 'allow' | 'deny'): Omit<Policy, 'version'> => ({
      default: 'allow',
      tools: { pay: { action, mode: 'shadow', until } },
    })
    expect(told(shadowed('allow'), shadowed('deny'), [PAY])).toEqual([
      'tightened pay: every call is now denied, not allowed, from 2026-12-01T00:00:00.000Z on',
    ])
  })

  it('in layers counts together', () => {
    const baseline: Layer = {
      id: 'b',
      version: '',
      policy: { version: '1', default: 'allow', tools: { pay: { action: 'deny' } } },
    }
    const [open, closed] = [pile(rule({})), pile(rule({ action: 'deny' }))]
    const { differences } = diffPolicies([baseline, ...closed], [baseline, ...open], { tools: [PAY], at: AT })
    expect(differences).toEqual([])
  })
})
