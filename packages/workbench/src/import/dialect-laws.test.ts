/** What an imported policy decides, held against an evaluator of the dialect that shares nothing with it. */
import { type Claim, compilePolicy, decide, parsePolicy } from '@portcullis/engine'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { importPolicy } from './import-policy.ts'

const TOOLS = ['pay', 'buy', 'list.all']
const AT = Date.UTC(2026, 0, 5, 12)

interface Condition {
  readonly path: string
  readonly op: string
  readonly value: unknown
}

interface DialectRule {
  readonly action?: string
  readonly conditions?: readonly Condition[]
  readonly rate_limit?: string
  readonly state?: { readonly counter: string; readonly window: string; readonly increment?: number }
}

interface Dialect {
  readonly version: string
  readonly default: string
  readonly hide?: readonly string[]
  readonly tools: Readonly<Record<string, { readonly rules: readonly DialectRule[] }>>
}

const condition = fc.oneof(
  fc.record({
    path: fc.constantFrom('args.n', 'args.o.n'),
    op: fc.constantFrom('lt', 'lte', 'gt', 'gte', 'eq'),
    value: fc.integer({ min: 0, max: 5 }),
  }),
  fc.record({
    path: fc.constantFrom('args.s'),
    op: fc.constantFrom('eq', 'contains'),
    value: fc.constantFrom('a', 'b', 'ab'),
  }),
  fc.record({ path: fc.constantFrom('args.s', 'args.n'), op: fc.constant('exists'), value: fc.boolean() }),
  fc.record({ path: fc.constant('args.s'), op: fc.constant('in'), value: fc.constant(['a', 'ab']) }),
)

/** Rules of a tool; a counter of its own, with one step for all. */
const rulesOf = (tool: string): fc.Arbitrary<readonly DialectRule[]> =>
  fc
    .record({
      step: fc.integer({ min: 1, max: 2 }),
      window: fc.constantFrom('minute', 'hour', 'day'),
      bounds: fc.array(fc.record({ op: fc.constantFrom('lt', 'lte'), value: fc.integer({ min: 1, max: 6 }) }), {
        maxLength: 2,
      }),
      conditions: fc.array(fc.array(condition, { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
      rate: fc.option(fc.integer({ min: 1, max: 5 })),
      shared: fc.option(fc.integer({ min: 1, max: 5 }), { freq: 4 }),
      action: fc.constantFrom('evaluate', 'evaluate', 'evaluate', 'deny', 'require_approval'),
    })
    .map(({ step, window, bounds, conditions, rate, shared, action }) => [
      ...conditions.map((each) => ({ action: 'evaluate', conditions: each })),
      ...bounds.map(({ op, value }, at) => ({
        conditions: [{ path: `state.${tool}.n`, op, value }],
        ...(at === 0 && { state: { counter: 'n', window, ...(step !== 1 && { increment: step }) } }),
      })),
      ...(shared === null ? [] : [{ conditions: [{ path: 'state.*.n', op: 'lte', value: shared }] }]),
      ...(rate === null ? [] : [{ rate_limit: `${rate}/hour` }]),
      ...(action === 'evaluate' ? [] : [{ action }]),
    ])

const dialect: fc.Arbitrary<Dialect> = fc
  .record({
    default: fc.constantFrom('allow', 'deny'),
    hide: fc.subarray(['list.all']),
    entries: fc.tuple(fc.option(rulesOf('*')), fc.option(rulesOf('pay')), fc.option(rulesOf('buy'))),
  })
  .map(({ default: otherwise, hide, entries: [all, pay, buy] }) => ({
    version: '1',
    default: otherwise,
    hide,
    tools: {
      ...(all !== null && { '*': { rules: all } }),
      ...(pay !== null && { pay: { rules: pay } }),
      ...(buy !== null && { buy: { rules: buy } }),
    },
  }))

const call = fc.record({
  tool: fc.constantFrom(...TOOLS),
  args: fc.record(
    {
      n: fc.integer({ min: 0, max: 6 }),
      s: fc.constantFrom('a', 'b', 'ab', ''),
      o: fc.record({ n: fc.integer({ min: 0, max: 6 }) }),
    },
    { requiredKeys: [] },
  ),
})

type Effect = 'allow' | 'deny' | 'ask'

/** What one call would take from each counter. */
type Steps = Map<string, number>

/** The dialect, by its own words. */
function reference({ default: otherwise, hide = [], tools }: Dialect) {
  const used = new Map<string, number>()
  return (tool: string, args: Readonly<Record<string, unknown>>): Effect => {
    if (hide.includes(tool) || (tools[tool] === undefined && otherwise === 'deny')) return 'deny'
    const steps: Steps = new Map()
    const effects = ['*', tool].flatMap((owner) =>
      (tools[owner]?.rules ?? []).map((rule, at) => judged(rule, { owner, at, args, used, steps })),
    )
    const effect = effects.includes('deny') ? 'deny' : effects.includes('ask') ? 'ask' : 'allow'
    if (effect === 'allow') for (const [key, step] of steps) used.set(key, (used.get(key) ?? 0) + step)
    return effect
  }
}

interface Asked {
  readonly owner: string
  readonly at: number
  readonly args: Readonly<Record<string, unknown>>
  readonly used: ReadonlyMap<string, number>
  readonly steps: Steps
}

function judged(rule: DialectRule, { owner, at, args, used, steps }: Asked): Effect {
  if (rule.state !== undefined) steps.set(`${owner}.n`, rule.state.increment ?? 1)
  const rate = `${owner}.rate_${at}`
  const max = Number(rule.rate_limit?.split('/')[0] ?? Number.POSITIVE_INFINITY)
  if (rule.rate_limit !== undefined) steps.set(rate, 1)
  const refuses = (rule.conditions ?? []).some((asked) => !holds(asked, args, used, steps))
  if (rule.action === 'deny' || refuses || (used.get(rate) ?? 0) + 1 > max) return 'deny'
  return rule.action === 'require_approval' ? 'ask' : 'allow'
}

function holds(
  { path, op, value }: Condition,
  args: Readonly<Record<string, unknown>>,
  used: ReadonlyMap<string, number>,
  steps: ReadonlyMap<string, number>,
): boolean {
  if (path.startsWith('state.')) {
    const key = path.slice('state.'.length)
    const limit = op === 'lt' ? Number(value) - 1 : Number(value)
    return (used.get(key) ?? 0) + (steps.get(key) ?? 1) <= limit
  }
  const found = path
    .split('.')
    .slice(1)
    .reduce<unknown>((from, key) => (from as Record<string, unknown> | undefined)?.[key], args)
  if (op === 'exists') return (found !== undefined) === value
  if (found === undefined) return false
  if (op === 'contains') return String(found).includes(String(value))
  if (op === 'in') return (value as readonly unknown[]).includes(found)
  if (op === 'eq') return found === value
  const [left, right] = [Number(found), Number(value)]
  return { lt: left < right, lte: left <= right, gt: left > right, gte: left >= right }[op] ?? false
}

/** Our decision, counted in a map: a store without time. */
function ours(text: string) {
  const parsed = parsePolicy(text)
  if (!parsed.ok) throw new Error('an import is always a policy')
  const compiled = compilePolicy(parsed.policy, { id: 'imported' })
  const used = new Map<string, bigint>()
  const full = ({ key, amount, max }: Claim): boolean => (used.get(key) ?? 0n) + BigInt(amount) > BigInt(max)
  return (tool: string, args: Readonly<Record<string, never>>): Effect => {
    const decision = decide(compiled, {
      subject: { organisation: 'local', grant: 'g', label: 'g', owner: 'o', tags: {} },
      tool: { server: 's', name: tool },
      arguments: args,
      inexact: new Set(),
      context: { at: AT, slot: 0 },
    })
    if (decision.effect === 'deny' || decision.claims.some(full)) return 'deny'
    if (decision.effect === 'ask') return 'ask'
    for (const { key, amount } of decision.claims) used.set(key, (used.get(key) ?? 0n) + BigInt(amount))
    return 'allow'
  }
}

const RUNS = Number(process.env['PORTCULLIS_PROPERTY_RUNS'] ?? 100)

/** Tried in every run: few that are drawn ask a person. */
const ASKING: Dialect = { version: '1', default: 'allow', tools: { pay: { rules: [{ action: 'require_approval' }] } } }

describe('an import', { timeout: 120_000 }, () => {
  it('that refused nothing decides every call as the dialect does', () => {
    const seen = new Set<string>()
    void fc.assert(
      fc.property(dialect, fc.array(call, { maxLength: 12 }), (source, calls) => {
        const made = importPolicy(stringify(source))
        if (!made.ok) throw new Error(JSON.stringify(made.faults))
        if (!made.whole) return
        const [theirs, own] = [reference(source), ours(made.text)]
        for (const { tool, args } of calls) {
          const effect = own(tool, args as never)
          seen.add(effect)
          expect([tool, args, effect]).toEqual([tool, args, theirs(tool, args)])
        }
      }),
      { numRuns: RUNS, examples: [[ASKING, [{ tool: 'pay', args: {} }]]] },
    )
    expect([...seen].sort()).toEqual(['allow', 'ask', 'deny'])
  })

  it('never throws, whatever the text', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.object().map((value) => stringify(value)),
    )
    void fc.assert(
      fc.property(text, (source) => typeof importPolicy(source).ok === 'boolean'),
      { numRuns: RUNS },
    )
  })
})
