import {
  type Condition,
  compileArgumentSchema,
  compileCondition,
  Evaluation,
  type JsonObject,
  type JsonValue,
  type PathStep,
  type Truth,
} from '@portcullis/engine'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NOTHING_SEEN, requestOf } from './call.ts'
import { type SchemaPart, schemaPart } from './schema-part.ts'
import { standardOf } from './standards.ts'
import { partsOf } from './truth.ts'

const runs = Number(process.env['PORTCULLIS_PROPERTY_RUNS'] ?? 300)

const SCHEMAS: readonly (JsonObject | undefined)[] = [
  undefined,
  {
    type: 'object',
    properties: { a: { type: 'integer', minimum: 1, maximum: 9 }, b: { type: 'string' } },
    required: ['a'],
  },
  { type: 'object', properties: { a: { type: 'number', exclusiveMinimum: 0 }, b: { enum: ['x', 'y', 3] } } },
  { type: 'object', properties: { a: { type: ['number', 'null'] }, b: { type: 'boolean' } }, required: ['a', 'b'] },
  { type: 'object', properties: { a: { type: 'number', default: 2 }, b: { type: ['string', 'null'], default: 'x' } } },
  { type: 'object', properties: { a: { anyOf: [{ const: 5 }, { type: 'string' }] }, b: { type: 'array' } } },
]

function judged(conditions: readonly Condition[], schema?: JsonObject, quantifier: 'any' | 'all' = 'any') {
  return partsOf(conditions, quantifier, {
    tool: undefined,
    partOf: partFinder(schema),
    standardOf: (steps) => standardOf({ name: 't', inputSchema: schema }, steps),
    validates: true,
    effort: { left: 100_000 },
  }).map(({ holds }) => holds)
}

/** Between 0 and 10 there is room near 10 only. */
const EXCLUDING: JsonObject = { properties: { n: { type: 'number', not: { minimum: 0, maximum: 9.9 } } } }

const DEFAULTED: JsonObject = {
  properties: { d: { type: 'number', minimum: 1, default: 3 }, e: { type: 'number', minimum: 1, default: 0 } },
}

const is = (path: string, op: string, value: JsonValue): Condition => ({ path, op, value })

describe('what holds for every call, or for none', () => {
  const cases: readonly (readonly [string, readonly Condition[], JsonObject | undefined, boolean | undefined])[] = [
    ['bounds that exclude each other', [is('args.n', 'lt', 1), is('args.n', 'gt', 2)], undefined, false],
    ['bounds that touch', [is('args.n', 'lte', 2), is('args.n', 'gte', 2)], undefined, undefined],
    ['bounds that leave no whole number', [is('args.a', 'gt', 4), is('args.a', 'lt', 5)], SCHEMAS[1], false],
    ['bounds that leave a number', [is('args.a', 'gt', 4), is('args.a', 'lt', 5)], SCHEMAS[2], undefined],
    ['what the schema grants', [is('args.a', 'lte', 9)], SCHEMAS[1], true],
    ['what an absent value does not', [is('args.a', 'gt', 0)], SCHEMAS[2], undefined],
    ['what a default does', [is('args.d', 'gt', 0)], DEFAULTED, true],
    ['what a default does not, though it does not fit', [is('args.e', 'gt', 0)], DEFAULTED, undefined],
    ['two values at once', [is('args.x', 'eq', 'a'), is('args.x', 'eq', 'b')], undefined, false],
    ['a value that a pattern excludes', [is('args.x', 'eq', 'a'), is('args.x', 'regex', '^b')], undefined, false],
    ['patterns alone', [is('args.x', 'regex', '^a'), is('args.x', 'regex', '^b')], undefined, undefined],
    ['sizes', [is('args.x', 'size_gt', 5), is('args.x', 'size_lt', 3)], undefined, false],
    [
      'instants',
      [is('args.x', 'before', '2026-01-01T00:00:00Z'), is('args.x', 'after', '2026-06-01T00:00:00Z')],
      undefined,
      false,
    ],
    ['dates', [is('time.date', 'after', '2026-12-31'), is('time.date', 'before', '2026-01-01')], undefined, false],
    ['a night', [is('time.hour', 'gte', 22), is('time.hour', 'lt', 6)], undefined, false],
    ['an evening', [is('time.hour', 'gte', 18), is('time.hour', 'lt', 22)], undefined, undefined],
    ['hours of no day', [is('time.hour', 'gte', 0)], undefined, true],
    ['a day that is two', [is('time.weekday', 'eq', 'monday'), is('time.weekday', 'eq', 'sunday')], undefined, false],
    ['one of two', [{ any: [is('args.b', 'eq', 'x'), { not: is('args.b', 'eq', 'x') }] }], SCHEMAS[1], true],
    ['a choice of everything', [{ any: [is('args.a', 'lt', 5), is('args.a', 'gte', 5)] }], SCHEMAS[1], true],
    ['elements', [is('args.l[*]', 'eq', 1), is('args.l[*]', 'eq', 2)], undefined, undefined],
    ['an index', [is('args.l[1].n', 'gt', 3), is('args.l[1].n', 'lt', 2)], undefined, false],
    ['two spellings of a path', [is('args.x', 'eq', 1), is('args["x"]', 'eq', 2)], undefined, false],
    ['what was read', [is('seen.private', 'eq', true), is('seen.private', 'eq', false)], undefined, false],
    ['who calls', [is('grant.label', 'eq', 'a'), is('grant.label', 'eq', 'b')], undefined, false],
    ['a tag of an odd name', [is('grant.tags["a.b"]', 'eq', 'x')], undefined, undefined],
    ['an exclusion', [is('args.n', 'gt', 0), is('args.n', 'lt', 10)], EXCLUDING, undefined],
    ['an argument that does not exist', [is('args.zz', 'eq', 1), is('args.zz', 'eq', 2)], SCHEMAS[1], undefined],
  ]
  it.each(cases)('%s', (_, conditions, schema, expected) => {
    expect(judged(conditions, schema)).toEqual([expected])
  })

  it('does not go through spellings', () => {
    const conditions: readonly Condition[] = [
      { path: 'args.x', op: 'eq', value: 'ab', ignore_case: true },
      is('args.x', 'neq', 'ab'),
      is('args.x', 'neq', 'AB'),
    ]
    expect(judged(conditions)).toEqual([undefined])
  })

  it('judges apart what has nothing to do with each other', () => {
    const conditions = [is('args.x', 'eq', 1), is('args.y', 'regex', 'z'), is('args.x', 'eq', 2)]
    expect(judged(conditions)).toEqual([undefined, false])
  })

  it('does not choose apart what lies within one another', () => {
    const conditions = [is('args.x', 'exists', false), is('args.x.y', 'exists', true)]
    expect(judged(conditions)).toEqual([undefined, undefined])
  })

  it('never claims what a call contradicts', () => {
    const values: fc.Arbitrary<JsonValue | undefined> = fc.constantFrom<(JsonValue | undefined)[]>(
      ...[undefined, null, true, false, '', 'x', 'y', 'abc', '2026-03-10', [], [1, 2], {}, { k: 1 }],
      ...[-1, 0, 0.5, 1, 2, 2.5, 3, 5, 6, 9, 10],
    )
    const comparison: fc.Arbitrary<Condition> = fc.oneof(
      fc.record({
        path: fc.constantFrom('args.a', 'args.b'),
        op: fc.constantFrom('lt', 'lte', 'gt', 'gte'),
        value: fc.constantFrom(0, 1, 2, 2.5, 5, 9),
      }),
      fc.record({
        path: fc.constantFrom('args.a', 'args.b'),
        op: fc.constantFrom('eq', 'neq'),
        value: fc.constantFrom<JsonValue[]>(1, 5, 'x', 'y', true, []),
      }),
      fc.record({
        path: fc.constantFrom('args.a', 'args.b'),
        op: fc.constantFrom('in', 'not_in'),
        value: fc.constantFrom<JsonValue[]>([1, 2], ['x', 'y'], [5, 'x', false]),
      }),
      fc.record({
        path: fc.constantFrom('args.a', 'args.b'),
        op: fc.constantFrom('size_eq', 'size_lt', 'size_gte'),
        value: fc.constantFrom(0, 1, 3),
      }),
      fc.record({ path: fc.constantFrom('args.a', 'args.b'), op: fc.constant('exists'), value: fc.boolean() }),
      fc.record({ path: fc.constant('args.b'), op: fc.constantFrom('regex', 'starts_with'), value: fc.constant('x') }),
    )
    const condition = fc.oneof(
      { weight: 3, arbitrary: comparison },
      fc.record({ any: fc.array(comparison, { minLength: 1, maxLength: 2 }) }),
      fc.record({ not: comparison }),
    )
    const property = fc.property(
      fc.array(condition, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(...SCHEMAS),
      fc.array(fc.tuple(values, values), { minLength: 20, maxLength: 20 }),
      (conditions, schema, calls) => {
        const known = {
          tool: undefined,
          partOf: partFinder(schema),
          standardOf: (steps: readonly PathStep[]) => standardOf({ name: 't', inputSchema: schema }, steps),
          validates: true,
          effort: { left: 100_000 },
        }
        const valid = calls.map(([a, b]) => asRead(argsOf(a, b), schema)).filter((args) => args !== undefined)
        for (const { conditions: at, holds } of partsOf(conditions, 'any', known)) {
          const truths = valid.map((args) => truthOf({ all: at.map((index) => conditions[index]!) }, args))
          if (holds === true) expect(truths.every((truth) => truth === true)).toBe(true)
          if (holds === false) expect(truths).not.toContain(true)
        }
      },
    )
    void fc.assert(property, { numRuns: runs })
  })
})

/** Arguments as a gateway puts them to rules; undefined for those that do not fit. */
function asRead(args: JsonObject, schema: JsonObject | undefined): JsonObject | undefined {
  const compiled = compileArgumentSchema(schema ?? {})
  const read = compiled.ok ? compiled.schema(args) : undefined
  return read?.ok === true ? read.args : undefined
}

const partFinder =
  (schema: JsonObject | undefined) =>
  (_: string, steps: readonly PathStep[]): SchemaPart =>
    schemaPart(schema, steps)

const argsOf = (a: JsonValue | undefined, b: JsonValue | undefined): JsonObject => ({
  ...(a !== undefined && { a }),
  ...(b !== undefined && { b }),
})

function truthOf(condition: Condition, args: JsonObject): Truth {
  const { test } = compileCondition(condition, { quantifier: 'any', timezone: 'UTC' })
  return test(new Evaluation(requestOf({ args, tool: undefined, texts: new Map(), seen: NOTHING_SEEN, at: 0 })))
}
