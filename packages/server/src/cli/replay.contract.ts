/** Policies and calls for what holds of replay and learn, with values and with facts. */
import {
  type CallRequest,
  type Condition,
  compilePolicy,
  decide,
  type JsonObject,
  type JsonValue,
  type Policy,
} from '@portcullis/engine'
import type { Effect, RecordedCall } from '@portcullis/workbench'
import fc from 'fast-check'
import { keyedDigester } from '../crypto/keyed-digest.ts'
import { createCallFacts } from '../gateway/call-facts.ts'
import type { CounterStore } from '../ports/counter-store.ts'
import { keyringOf } from '../recorded/keyring.ts'
import { recordedCall } from '../recorded/recorded-call.ts'
import { lineWriter } from '../store/jsonl/line.ts'
import { readLine } from '../store/jsonl/read-line.ts'
import { createMemoryCounters } from '../store/memory/counters.ts'

const digester = keyedDigester(Buffer.alloc(32, 7))
/** The keys of these calls. */
export const keyring = keyringOf(digester)
const tellFacts = createCallFacts(digester)
const NAMES = ['a', 'b', 'c', 'A']
const tool = { properties: new Set(['a', 'b', 'c']), inputSchema: undefined }
const subject = { organisation: 'local', grant: 'g', label: 'g', owner: 'o', tags: { team: 'x' } }
/** 30 November: some calls are made in December. */
const START = Date.UTC(2026, 10, 30, 23, 50)

const scalar: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue>(
    0,
    1,
    2,
    5,
    50,
    50.5,
    -3,
    1e-7,
    1e16,
    49.999999,
    true,
    false,
    null,
    '',
    'a',
    'ab',
    'ABC',
    '10.0.0.1',
    '2026-01-01',
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -100, max: 100 }),
)
const value: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 5, arbitrary: scalar },
  fc.array(scalar, { maxLength: 4 }),
  fc.dictionary(fc.constantFrom('x', 'y', 'Y'), scalar, { maxKeys: 2 }),
)
const args: fc.Arbitrary<JsonObject> = fc.dictionary(fc.constantFrom(...NAMES), value, { noNullPrototype: true })
const path = fc.constantFrom(
  'args.a',
  'args.b',
  'args.c',
  'args.a.x',
  'args.b[*]',
  'args.b[0]',
  'args.c[*].x',
  'time.hour',
  'tool.category',
  'grant.owner',
  'request.ip',
)

const comparison: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    path: fc.constantFrom('args.a', 'args.b', 'args.c', 'args.a.x', 'args.b[*]'),
    op: fc.constantFrom('eq', 'neq'),
    value,
  }),
  fc.record({ path, op: fc.constantFrom('eq', 'neq'), value: scalar }).filter(({ path: at }) => at.startsWith('args')),
  fc.record({
    path: fc.constantFrom('args.a', 'args.b', 'args.c'),
    op: fc.constantFrom('in', 'not_in'),
    value: fc.array(value, { maxLength: 3 }),
  }),
  fc.record({
    path,
    op: fc.constantFrom('lt', 'lte', 'gt', 'gte'),
    value: fc.oneof(fc.constantFrom(0, 1, 5, 50, -3, 20), fc.double({ noNaN: true, min: -60, max: 60 })),
  }),
  fc.record({ path, op: fc.constantFrom('size_eq', 'size_lt', 'size_lte', 'size_gt', 'size_gte'), value: fc.nat(5) }),
  fc.record({
    path,
    op: fc.constantFrom('contains', 'not_contains', 'starts_with', 'ends_with'),
    value: fc.constantFrom('a', 'b', ''),
  }),
  fc.record({
    path: fc.constantFrom('args.a', 'args.b'),
    op: fc.constant('eq'),
    value: fc.constantFrom('ab', 'abc'),
    ignore_case: fc.constant(true),
  }),
  fc.record({ path, op: fc.constant('exists'), value: fc.boolean() }),
  fc.record({ path, op: fc.constant('before'), value: fc.constant('2026-06-01') }),
)
const condition: fc.Arbitrary<Condition> = fc.letrec<{ tree: Condition }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    { weight: 4, arbitrary: comparison },
    fc.record({ any: fc.array(tie('tree'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ all: fc.array(tie('tree'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: tie('tree') }),
  ),
})).tree
const predicates = fc.array(fc.record({ conditions: fc.array(condition, { minLength: 1, maxLength: 2 }) }), {
  maxLength: 2,
})
const limits = fc.array(
  fc.oneof(
    fc.record({
      counter: fc.constantFrom('n', 'm'),
      window: fc.constantFrom('hour', 'week', '20m'),
      max: fc.constantFrom(2, 4),
    }),
    fc.record({
      counter: fc.constant('r'),
      window: fc.constant('15m'),
      kind: fc.constant('rolling' as const),
      max: fc.constantFrom(2, 3),
    }),
    fc.record({
      counter: fc.constant('s'),
      window: fc.constant('hour'),
      max: fc.constant(60),
      increment_from: fc.constantFrom('args.a'),
    }),
    fc.record({
      counter: fc.constant('t'),
      window: fc.constant('hour'),
      max: fc.constant(4),
      increment_from: fc.constant({ count: 'args.b' }),
    }),
    fc.record({
      counter: fc.constant('v'),
      window: fc.constantFrom('hour', 'week'),
      max: fc.constantFrom(1, 2),
      by: fc.constantFrom(['args.a'], ['args.b', 'grant.owner'], ['args.a.x']),
    }),
    fc.record({
      counter: fc.constant('q'),
      window: fc.constant('day'),
      max: fc.constant(2),
      on_exceed: fc.constant('require_approval' as const),
    }),
  ),
  { maxLength: 2 },
)
const rule = fc.record(
  { require: predicates, deny_if: predicates, approve_if: predicates, limits },
  { requiredKeys: [] },
)
/** Policies over one tool, `t`. */
export const policy: fc.Arbitrary<Policy> = fc.record({
  version: fc.constant('1' as const),
  default: fc.constantFrom('allow' as const, 'deny' as const),
  arguments: fc.constantFrom('any' as const, 'schema' as const),
  tools: fc.record({ t: rule }),
})

/** A call as it came. */
export interface Call {
  readonly at: number
  readonly args: JsonObject
  /** Pointers of numbers that are not kept as they were written. */
  readonly inexact: ReadonlySet<string>
}
/** Calls of some minutes, into the next month. */
export const calls: fc.Arbitrary<readonly Call[]> = fc
  .array(
    fc.record({
      after: fc.nat(240_000),
      args,
      lost: fc.subarray(['/a', '/b', '/a/x', '/b/0', '/c/1'], { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((list) => {
    let at = START
    return list.map((each) => {
      at += each.after
      const inexact = new Set(each.lost.filter((pointer) => typeof valueAt(each.args, pointer) === 'number'))
      return { at, args: each.args, inexact }
    })
  })

function valueAt(given: JsonObject, pointer: string): unknown {
  const [top = '', below] = pointer.split('/').slice(1)
  const value: unknown = given[top]
  if (below === undefined) return value
  return typeof value === 'object' && value !== null ? Reflect.get(value, below) : undefined
}

/** Whether the engine takes it. */
export function compiles(each: Policy): boolean {
  try {
    compilePolicy(each, { id: 'p' })
    return true
  } catch {
    return false
  }
}

const requestOf = ({ at, args: given, inexact }: Call): CallRequest => ({
  subject,
  tool: { server: 's', name: 't', label: { category: 'write', risk: 'low', source: 'derived' } },
  context: { at, slot: 0, digest: (text) => Buffer.from(text).toString('base64url'), address: '10.0.0.1' },
  arguments: given,
  inexact,
})

/** What a policy answers to the calls, by its values and a counter store. */
export async function answersOf(draft: Policy, list: readonly Call[]): Promise<readonly Effect[]> {
  let now = 0
  const store = createMemoryCounters({ now: () => now, monotonic: () => now, doubt: () => 0, confirm: () => undefined })
  const compiled = compilePolicy(draft, { id: 'p' })
  const effects: Effect[] = []
  for (const [index, call] of list.entries()) {
    now = call.at
    effects.push(await answer(store, compiled, requestOf(call), String(index)))
  }
  return effects
}

async function answer(
  store: CounterStore,
  compiled: ReturnType<typeof compilePolicy>,
  request: CallRequest,
  id: string,
): Promise<Effect> {
  const decision = decide(compiled, request)
  if (decision.effect === 'deny') return 'deny'
  const taken = decision.effect === 'ask' ? await store.peek(decision.claims) : await store.reserve(id, decision.claims)
  store.settle(id, 'commit')
  if (taken.outcome === 'asks') return 'ask'
  return taken.outcome === 'refused' || taken.outcome === 'unavailable' ? 'deny' : decision.effect
}

/** The calls as the log has them under a policy. */
export function recordedUnder(
  inForce: Policy,
  list: readonly Call[],
  effects: readonly Effect[],
): readonly RecordedCall[] {
  const compiled = compilePolicy(inForce, { id: 'f' })
  const writer = lineWriter()
  return list.map((call, index) => {
    const request = requestOf(call)
    const effect = effects[index] ?? 'deny'
    const event = {
      type: 'decision' as const,
      id: String(index),
      at: call.at,
      grant: 'g',
      server: 's',
      era: 'modern' as const,
      method: 'tools/call',
      tool: 't',
      label: { category: 'write' as const, risk: 'low' as const, source: 'derived' as const },
      effect: effect === 'allow' ? ('allow' as const) : ('deny' as const),
      code: effect === 'allow' ? undefined : effect === 'ask' ? 'approval_unavailable' : 'policy_denied',
      rule: '/x',
      policy: 'f',
      policyVersion: '',
      ...tellFacts({ policy: compiled, request, sent: call.args, tool }),
      micros: 1,
      count: 1,
    }
    const line = readLine(writer.decision(event, writer.decisionBody(event), 1).trimEnd())
    if (line?.type !== 'decision') throw new Error('no decision')
    const found = recordedCall(line, 'ok', new Map([['g', subject]]))
    if (found === undefined) throw new Error('no call')
    return found
  })
}
