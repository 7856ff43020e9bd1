/** What one decision costs, by the size of the policy. */
import {
  type CallRequest,
  type CompiledPolicy,
  compileLayers,
  compilePolicy,
  decide,
  type Policy,
  parsePolicy,
} from '@portcullis/engine'
import { type Spread, spread } from './statistics.ts'

/** The cost of `decide` for one policy. */
export interface DecideCost {
  /** Tools that the policy names. */
  readonly entries: number
  /** Microseconds for a call that is allowed with two claims, and for one that a condition refuses. */
  readonly allowed: Spread
  readonly refused: Spread
  /** For a call that meets twenty conditions and two claims. */
  readonly twenty: Spread
  /** The same under a baseline of the organisation and one of the server. */
  readonly piled: Spread
  /** Milliseconds for preparing the policy with twenty conditions a tool. */
  readonly compile: Spread
}

const entry = (i: number) => ({
  require: [
    {
      conditions: [
        { path: 'args.amount', op: 'lte', value: 500 },
        { path: 'args.currency', op: 'in', value: ['EUR', 'USD', 'GBP'] },
      ],
    },
  ],
  deny_if: [
    { conditions: [{ path: 'args.note', op: 'regex', value: `(?i)secret-${i}` }], on_deny: 'Not with such a note.' },
  ],
  limits: [
    { counter: `calls_${i}`, window: 'minute', max: 1000, scope: 'grant' },
    { counter: `calls_${i}_day`, window: 'day', max: 100_000, scope: 'grant' },
  ],
})

/** Twenty conditions that an allowed call meets: numbers, texts, lists, arrays, addresses of the web. */
const longEntry = (i: number) => ({
  ...entry(i),
  require: [
    {
      conditions: [
        { path: 'args.amount', op: 'lte', value: 500 },
        { path: 'args.amount', op: 'gt', value: 0 },
        { path: 'args.currency', op: 'in', value: ['EUR', 'USD', 'GBP'] },
        { path: 'args.note', op: 'size_lte', value: 200 },
        { path: 'args.note', op: 'not_contains', value: 'password' },
        { path: 'args.items[*].price', op: 'lte', value: 100 },
        { path: 'args.items[*].currency', op: 'eq', value: 'EUR' },
        { path: 'args.callback', op: 'host_in', value: ['*.example.com'] },
        { path: 'args.to[*]', op: 'ends_with', value: '@example.com', ignore_case: true },
        { path: 'grant.owner', op: 'eq', value: 'local' },
      ],
    },
  ],
  deny_if: [
    { conditions: [{ path: 'args.note', op: 'regex', value: `(?i)secret-${i}` }] },
    { conditions: [{ path: 'args.note', op: 'starts_with', value: 'draft' }] },
    { conditions: [{ path: 'args.country', op: 'in', value: ['KP', 'SY'] }] },
    { conditions: [{ path: 'args.path', op: 'glob', value: '*/private/*' }] },
    { conditions: [{ path: 'args.items[*].price', op: 'lt', value: 0 }] },
    { conditions: [{ not: { path: 'args.currency', op: 'exists', value: true } }] },
    { conditions: [{ path: 'args.force', op: 'eq', value: true }] },
    { conditions: [{ path: 'args.to', op: 'size_gt', value: 10 }] },
    {
      conditions: [
        { path: 'time.weekday', op: 'eq', value: 'sunday' },
        { path: 'args.amount', op: 'gt', value: 200 },
      ],
    },
  ],
})

const policyOf = (entries: number, make: (i: number) => unknown) => ({
  version: '1',
  default: 'deny',
  hide: ['internal_*'],
  tools: Object.fromEntries(Array.from({ length: entries }, (_, i) => [`tool_${i}`, make(i)])),
})

/** What an organisation and a server lay over every policy. */
const baseline = {
  version: '1',
  default: 'allow',
  hide: ['admin_*'],
  all_tools: {
    deny_if: [{ conditions: [{ path: 'args.country', op: 'in', value: ['KP'] }] }],
    limits: [{ counter: 'all', window: 'day', max: 1_000_000, scope: 'organisation' }],
  },
}

function read(document: unknown): Policy {
  const parsed = parsePolicy(JSON.stringify(document))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed))
  return parsed.policy
}

const request = (name: string, amount: number): CallRequest => ({
  subject: { organisation: 'local', grant: 'bench', label: 'bench', owner: 'local', tags: {} },
  tool: { server: 'bench', name },
  context: { at: 1_767_225_600_000, slot: 0 },
  arguments: {
    amount,
    currency: 'EUR',
    note: 'Spring sale, second wave',
    items: [
      { price: 20, currency: 'EUR' },
      { price: 35.5, currency: 'EUR' },
    ],
    callback: 'https://hooks.example.com/coupons?wave=2',
    to: ['ana@example.com', 'Ben@Example.com'],
    path: '/campaigns/spring/wave-2.json',
  },
  inexact: new Set(),
})

const CALLS = 20_000
const ROUNDS = 11

function cost(run: (i: number) => string, wanted: string): Spread {
  const figures: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const before = performance.now()
    let right = 0
    for (let i = 0; i < CALLS; i++) if (run(i) === wanted) right++
    figures.push(((performance.now() - before) * 1000) / CALLS)
    if (right !== CALLS) throw new Error(`the engine did not ${wanted} what it should`)
  }
  return spread(figures.slice(1))
}

const COMPILES = 9

function compileCost(run: () => unknown): Spread {
  const figures = Array.from({ length: COMPILES }, () => {
    const before = performance.now()
    run()
    return performance.now() - before
  })
  return spread(figures.slice(1))
}

/** Measures in this process; throws when the engine does not decide as it should. */
export function measureDecide(entries: number): DecideCost {
  const plain = compilePolicy(read(policyOf(entries, entry)), { id: 'bench' })
  const long = read(policyOf(entries, longEntry))
  const general = read(baseline)
  const pile = [
    { id: 'organisation', version: '1', policy: general },
    { id: 'server', version: '1', policy: general },
    { id: 'grant', version: '1', policy: long },
  ]
  const names = Array.from({ length: Math.min(entries, 50) }, (_, i) => `tool_${(i * 37) % entries}`)
  const calls = (amount: number) => names.map((name) => request(name, amount))
  const [allowed, refused] = [calls(100), calls(1000)]
  const effect = (policy: CompiledPolicy, requests: readonly CallRequest[]) => (i: number) => {
    const asked = requests[i % requests.length]
    return asked === undefined ? '' : decide(policy, asked).effect
  }
  return {
    entries,
    allowed: cost(effect(plain, allowed), 'allow'),
    refused: cost(effect(plain, refused), 'deny'),
    twenty: cost(effect(compilePolicy(long, { id: 'bench' }), allowed), 'allow'),
    piled: cost(effect(compileLayers(pile), allowed), 'allow'),
    compile: compileCost(() => compilePolicy(long, { id: 'bench' })),
  }
}
