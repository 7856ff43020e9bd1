/** Documents, calls and their parts at random, for the laws that must hold for every one. */
import fc from 'fast-check'
import { OPERATOR_NAMES } from './condition/operators.ts'
import type {
  CallRequest,
  Comparison,
  Condition,
  JsonObject,
  JsonValue,
  Limit,
  Policy,
  Predicate,
  Rule,
} from './index.ts'

/** So many times a law is tried: few beside others, many in long runs. */
export const RUNS = Number(process.env['PORTCULLIS_PROPERTY_RUNS'] ?? 150)

const keys = fc.constantFrom('a', 'b', 'A', 'é', 'constructor', '__proto__', 'toString', 'items')
export const scalars: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom(null, true, false, 0, 1, -1, 0.1, 1e15, '', '1', 'a', 'true'),
  fc.string({ maxLength: 5 }),
  fc.integer({ min: -10, max: 10 }),
)
const values: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue; object: JsonObject }>((tie) => ({
  object: fc.dictionary(keys, tie('value'), { maxKeys: 4 }).map((object) => JSON.parse(JSON.stringify(object))),
  value: fc.oneof({ depthSize: 'small' }, scalars, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
})).value
const args = fc
  .array(fc.tuple(keys, values), { maxLength: 6 })
  .map(
    (members) =>
      JSON.parse(
        `{${members.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`,
      ) as JsonObject,
  )

const paths = fc.constantFrom(
  'args.a',
  'args.b',
  'args.a.b',
  'args.items[0]',
  'args.items[1].a',
  'args.constructor',
  'args["é"]',
  'tool.name',
  'grant.tags.a',
  'args.items[*]',
  'args.items[*].a',
  'args.a[*].b[*]',
  'time.hour',
  'client.name',
  'request.ip',
  'input.a',
)
const texts = fc.constantFrom('a', '1', '')
const sizes = fc.integer({ min: 0, max: 5 })
const literals: Readonly<Record<string, fc.Arbitrary<JsonValue>>> = {
  lt: fc.integer({ min: -5, max: 5 }),
  lte: fc.integer({ min: -5, max: 5 }),
  gt: fc.integer({ min: -5, max: 5 }),
  gte: fc.integer({ min: -5, max: 5 }),
  in: fc.array(scalars, { maxLength: 3 }),
  not_in: fc.array(scalars, { maxLength: 3 }),
  exists: fc.boolean(),
  regex: fc.constantFrom('a', '^1$', '(a|a)*', ''),
  starts_with: texts,
  ends_with: texts,
  glob: fc.constantFrom('*', 'a*', '?', '1'),
  in_cidr: fc.constantFrom('10.0.0.0/8', '::/0'),
  host_in: fc.constantFrom<JsonValue>('example.com', ['*.example.com', '192.0.2.1']),
  before: fc.constantFrom('2026-01-01', '2026-01-01T00:00:00Z'),
  after: fc.constantFrom('2026-01-01', '2026-01-01T00:00:00+01:00'),
  size_eq: sizes,
  size_lt: sizes,
  size_lte: sizes,
  size_gt: sizes,
  size_gte: sizes,
}

/** The comparison, and what else may be said of it. */
function variantsOf(comparison: Comparison): readonly Comparison[] {
  const { path, op, value } = comparison
  const quantified = path.includes('[*]') ? (['any', 'all'] as const).map((match) => ({ ...comparison, match })) : []
  const foldable = ['starts_with', 'ends_with', 'glob', 'regex', 'contains'].includes(op) && typeof value === 'string'
  return [comparison, ...quantified, ...(foldable ? [{ ...comparison, ignore_case: true }] : [])]
}

export const comparisons: fc.Arbitrary<Comparison> = fc
  .tuple(paths, fc.constantFrom(...OPERATOR_NAMES))
  .chain(([path, op]) => (literals[op] ?? scalars).map((value) => ({ path, op, value })))
  .chain((comparison) => fc.constantFrom<Comparison>(...variantsOf(comparison)))
export const conditions: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    comparisons,
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    tie('condition').map((not) => ({ not })),
  ),
})).condition
export const predicates: fc.Arbitrary<Predicate> = fc.record({ conditions: fc.array(conditions, { maxLength: 3 }) })
export const limits: fc.Arbitrary<readonly Limit[]> = fc.uniqueArray(
  fc.record(
    {
      counter: fc.constantFrom('c', 'd', 'e'),
      window: fc.constantFrom('minute', 'day', 90),
      max: fc.constantFrom(0, 1, '2.5'),
      scope: fc.constantFrom('grant' as const, 'session' as const),
      increment_from: fc.constantFrom('args.a', 'args.items[0]'),
    },
    { requiredKeys: ['counter', 'window', 'max'] },
  ),
  { maxLength: 2, selector: ({ counter }) => counter },
)
export const rules: fc.Arbitrary<Rule> = fc.record(
  {
    action: fc.constantFrom(
      'allow' as const,
      'allow' as const,
      'deny' as const,
      'hide' as const,
      'require_approval' as const,
    ),
    require: fc.array(predicates, { maxLength: 2 }),
    deny_if: fc.array(predicates, { maxLength: 2 }),
    approve_if: fc.array(predicates, { maxLength: 1 }),
    limits,
  },
  { requiredKeys: [] },
)
export const policies: fc.Arbitrary<Policy> = fc.record(
  {
    version: fc.constant('1' as const),
    default: fc.constantFrom('allow' as const, 'deny' as const),
    tools: fc.record({ t: rules, 'p*': rules }, { requiredKeys: [] }),
    all_tools: rules.map(({ limits: _, ...rest }) => rest),
  },
  { requiredKeys: ['version', 'default'] },
)
const tools = fc.constantFrom('t', 'p', 'pq', 'other', 'constructor', '__proto__')
export const requests: fc.Arbitrary<CallRequest> = fc.record({
  subject: fc.constant({ organisation: 'local', grant: 'g', label: 'l', owner: 'o', tags: { a: '1' } }),
  tool: tools.map((name) => ({ server: 's', name })),
  context: fc.record(
    {
      at: fc.integer({ min: 0, max: 4e12 }),
      slot: fc.constantFrom(0 as const, 3 as const),
      client: fc.constantFrom({}, { name: 'a' }),
      address: fc.constantFrom('10.0.0.1', '::1', 'nowhere'),
    },
    { requiredKeys: ['at', 'slot'] },
  ),
  arguments: args,
  inexact: fc.array(fc.constantFrom('/a', '/a/b', '/items/0', '/zzz')).map((pointers) => new Set(pointers)),
})
