/** What one decision costs, by the size of the policy. */
import { type CallRequest, compilePolicy, decide, parsePolicy } from '@portcullis/engine'
import { type Spread, spread } from './statistics.ts'

/** The cost of `decide` for one policy. */
export interface DecideCost {
  /** Tools that the policy names. */
  readonly entries: number
  /** Microseconds for a call that is allowed with two claims, and for one that a condition refuses. */
  readonly allowed: Spread
  readonly refused: Spread
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

const policyOf = (entries: number) => ({
  version: '1',
  default: 'deny',
  hide: ['internal_*'],
  tools: Object.fromEntries(Array.from({ length: entries }, (_, i) => [`tool_${i}`, entry(i)])),
})

const request = (name: string, amount: number): CallRequest => ({
  subject: { organisation: 'local', grant: 'bench', label: 'bench', owner: 'local', tags: {} },
  tool: { server: 'bench', name },
  context: { at: 1_767_225_600_000, slot: 0 },
  arguments: { amount, currency: 'EUR', note: 'Spring sale, second wave' },
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

/** Measures in this process; throws when the engine does not decide as it should. */
export function measureDecide(entries: number): DecideCost {
  const parsed = parsePolicy(JSON.stringify(policyOf(entries)))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed))
  const policy = compilePolicy(parsed.policy, { id: 'bench' })
  const names = Array.from({ length: Math.min(entries, 50) }, (_, i) => `tool_${(i * 37) % entries}`)
  const calls = (amount: number) => names.map((name) => request(name, amount))
  const [allowed, refused] = [calls(100), calls(1000)]
  const effect = (requests: readonly CallRequest[]) => (i: number) => {
    const asked = requests[i % requests.length]
    return asked === undefined ? '' : decide(policy, asked).effect
  }
  return { entries, allowed: cost(effect(allowed), 'allow'), refused: cost(effect(refused), 'deny') }
}
