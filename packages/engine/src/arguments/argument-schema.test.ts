import { AjvJsonSchemaValidator } from '@modelcontextprotocol/server/validators/ajv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../decide/request.ts'
import { compileArgumentSchema, describeFault } from './argument-schema.ts'

function read(schema: JsonObject, args: JsonObject) {
  const compiled = compileArgumentSchema(schema)
  if (!compiled.ok) throw new Error(compiled.reason)
  return compiled.schema(args)
}

function faultOf(schema: JsonObject, args: JsonObject): string | undefined {
  const found = read(schema, args)
  return found.ok ? undefined : describeFault(found.fault)
}

const props = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more })

describe('arguments that do not fit', () => {
  it.each<readonly [JsonObject, JsonObject, string]>([
    [props({ a: { type: 'string' } }), { a: 1 }, 'a must be a string'],
    [props({ a: { type: ['string', 'null'] } }), { a: 1 }, 'a must be a string or null'],
    [props({ a: { type: 'integer' } }), { a: 1.5 }, 'a must be a whole number'],
    [props({ a: { enum: ['x', 'y'] } }), { a: 'z' }, 'a must be one of "x", "y"'],
    [props({ a: { const: 1 } }), { a: '1' }, 'a must be 1'],
    [props({ a: { maximum: 100 } }), { a: 101 }, 'a must be at most 100'],
    [props({ a: { exclusiveMinimum: 0 } }), { a: 0 }, 'a must be more than 0'],
    [props({ a: { multipleOf: 0.1 } }), { a: 0.35 }, 'a must be a multiple of 0.1'],
    [props({ a: { minLength: 2 } }), { a: '😀' }, 'a must have at least 2 characters'],
    [props({ a: { maxLength: 1 } }), { a: 'ab' }, 'a must have at most 1 characters'],
    [props({ a: { pattern: '^\\u0061+$' } }), { a: 'b' }, 'a must match the pattern "^\\\\u0061+$"'],
    [props({}, { required: ['a'] }), {}, 'a is missing'],
    [
      props({ a: props({ b: { type: 'array', items: { type: 'number' } } }) }),
      { a: { b: [1, 'x'] } },
      'a.b[1] must be a number',
    ],
    [props({}, { additionalProperties: false }), { x: 1 }, 'x must not be there'],
    [
      props({ a: { type: 'array', uniqueItems: true } }),
      {
        a: [
          { x: 1, y: 2 },
          { y: 2, x: 1 },
        ],
      },
      'a must have no two equal elements',
    ],
    [
      props({ a: { anyOf: [{ type: 'string' }, { type: 'null' }] } }),
      { a: 1 },
      'a has none of the forms that the schema allows',
    ],
    [
      props({ a: { oneOf: [{ minimum: 1 }, { minimum: 2 }] } }),
      { a: 3 },
      'a has more than one of the forms of which the schema allows one',
    ],
    [props({ a: { not: { const: 1 } } }), { a: 1 }, 'a has a form that the schema rules out'],
    [props({ a: { $ref: '#/$defs/n' } }, { $defs: { n: { type: 'number' } } }), { a: 'x' }, 'a must be a number'],
    [props({}, { dependentRequired: { a: ['b'] } }), { a: 1 }, 'b is missing'],
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    [props({}, { if: { required: ['a'] }, then: { required: ['b'] } }), { a: 1 }, 'b is missing'],
    [props({}, { propertyNames: { maxLength: 1 } }), { ab: 1 }, 'ab is not a name that the schema allows'],
  ])('%j and %j', (schema, args, expected) => {
    expect(faultOf(schema, args)).toBe(expected)
  })

  it('never holds the value', () => {
    expect(faultOf(props({ a: { enum: ['x'] } }), { a: 'my secret' })).not.toContain('secret')
  })

  it('looks at own members only', () => {
    expect(faultOf(props({ constructor: { type: 'string' } }, { required: ['constructor'] }), {})).toBe(
      'constructor is missing',
    )
    expect(
      faultOf(JSON.parse('{"properties": {"__proto__": {"type": "string"}}}'), JSON.parse('{"__proto__": 1}')),
    ).toBe('__proto__ must be a string')
    expect(faultOf({ additionalProperties: false }, JSON.parse('{"toString": 1}'))).toBe('toString must not be there')
  })
})

describe('schemas that nothing is judged by', () => {
  it.each<readonly [JsonObject, string]>([
    [{ $ref: 'https://example.com/s.json' }, 'a reference leads out of it, or nowhere'],
    [{ $ref: '#/$defs/none' }, 'a reference leads out of it, or nowhere'],
    [{ $ref: '#' }, 'a schema refers to itself without end'],
    [
      { $defs: { a: { allOf: [{ $ref: '#/$defs/b' }] }, b: { $ref: '#/$defs/a' } }, $ref: '#/$defs/a' },
      'a schema refers to itself without end',
    ],
    [props({ a: { pattern: '(?=x)' } }), 'a pattern cannot be matched in linear time'],
    [props({ a: { type: 'text' } }), 'it names a type that does not exist'],
    [{ unevaluatedProperties: false }, 'it uses "unevaluatedProperties"'],
    [props({ a: 3 }), 'a schema is neither an object nor true or false'],
  ])('%j', (schema, reason) => {
    expect(compileArgumentSchema(schema)).toMatchObject({ ok: false, reason })
  })

  it('bounds size and depth', () => {
    let deep: JsonObject = {}
    for (let level = 0; level < 100; level++) deep = { items: deep }
    expect(compileArgumentSchema(deep).ok).toBe(false)
    const wide = Object.fromEntries(Array.from({ length: 6_000 }, (_, index) => [`p${index}`, { type: 'string' }]))
    expect(compileArgumentSchema(props(wide)).ok).toBe(false)
  })
})

describe('defaults', () => {
  const schema = props(
    {
      limit: { type: 'number', default: 10 },
      filter: props({ state: { default: 'open' } }),
      items: { type: 'array', items: { $ref: '#/$defs/item' } },
    },
    { $defs: { item: props({ count: { default: 1 } }) } },
  )

  it('stand for what is absent, where its container is there', () => {
    const given: JsonObject = { filter: {}, items: [{}, { count: 5 }] }
    const found = read(schema, given)
    expect(found).toEqual({
      ok: true,
      args: { filter: { state: 'open' }, items: [{ count: 1 }, { count: 5 }], limit: 10 },
    })
    expect(given).toEqual({ filter: {}, items: [{}, { count: 5 }] })
    expect(read(schema, {})).toEqual({ ok: true, args: { limit: 10 } })
  })

  it('leave what is there alone, null included', () => {
    const given = { limit: 3, filter: { state: null }, items: [] }
    expect(read(schema, given)).toMatchObject({ ok: true })
    const found = read(schema, given)
    expect(found.ok && found.args).toBe(given)
  })

  it('hold where a reference, or a schema beside, says them', () => {
    const flag = { type: 'boolean', default: true }
    const schema = props(
      {
        a: { $ref: '#/$defs/flag' },
        b: { allOf: [{ $ref: '#/$defs/flag' }] },
        c: { $ref: '#/$defs/flag', default: false },
      },
      { $defs: { flag, loop: { $ref: '#/$defs/loop' } } },
    )
    expect(read(schema, {})).toEqual({ ok: true, args: { a: true, b: true, c: false } })
  })

  it('hold within a default, within the one form that fits, within members of any name, and within first elements', () => {
    const options = props({ force: { default: true } })
    const schema = props({
      outer: { ...options, default: {} },
      maybe: { anyOf: [options, { type: 'null' }] },
      either: {
        oneOf: [props({ kind: { const: 'a' }, x: { default: 1 } }, { required: ['kind'] }), { type: 'string' }],
      },
      both: { anyOf: [options, props({ force: { default: false } })] },
      named: { additionalProperties: options },
      list: { prefixItems: [options], items: { type: 'object' } },
    })
    expect(read(schema, { maybe: {}, either: { kind: 'a' }, both: {}, named: { any: {} }, list: [{}, {}] })).toEqual({
      ok: true,
      args: {
        outer: { force: true },
        maybe: { force: true },
        either: { kind: 'a', x: 1 },
        both: {},
        named: { any: { force: true } },
        list: [{ force: true }, {}],
      },
    })
  })

  it('hold where the schema cannot be judged by', () => {
    const found = compileArgumentSchema(props({ force: { default: true } }, { unevaluatedProperties: false }))
    expect(found.ok ? undefined : found.defaults({ x: 1 })).toEqual({ ok: true, args: { x: 1, force: true } })
  })

  it('follow a schema that contains itself as far as the arguments go', () => {
    const tree = props({ n: { default: 0 }, kids: { type: 'array', items: { $ref: '#' } } })
    expect(read(tree, { kids: [{ kids: [] }] })).toEqual({ ok: true, args: { kids: [{ kids: [], n: 0 }], n: 0 } })
  })
})

describe('agrees with another reader of JSON Schema', () => {
  const name = fc.constantFrom('a', 'b')
  const scalar: fc.Arbitrary<JsonValue> = fc.oneof(
    fc.constantFrom<JsonValue>(null, true, false, '', 'a', 'ab', 0, 1, 2, 1.5),
  )
  const small = fc.integer({ min: 0, max: 2 })
  const types = ['null', 'boolean', 'string', 'number', 'integer', 'array', 'object']
  const plain: Readonly<Record<string, fc.Arbitrary<JsonValue>>> = {
    type: fc.oneof(fc.constantFrom(...types), fc.uniqueArray(fc.constantFrom(...types), { minLength: 1 })),
    enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 3, comparator: Object.is }),
    const: scalar,
    minimum: small,
    exclusiveMaximum: small,
    multipleOf: fc.constantFrom(1, 0.5),
    minLength: small,
    maxLength: small,
    pattern: fc.constantFrom('^a', 'b$'),
    required: fc.uniqueArray(name),
    minProperties: small,
    maxItems: small,
    uniqueItems: fc.boolean(),
    dependentRequired: fc.dictionary(name, fc.uniqueArray(name)),
  }
  const deeper = (node: fc.Arbitrary<JsonValue>): Readonly<Record<string, fc.Arbitrary<JsonValue>>> => ({
    ...Object.fromEntries(
      ['allOf', 'anyOf', 'oneOf', 'prefixItems'].map((key) => [key, fc.array(node, { minLength: 1, maxLength: 2 })]),
    ),
    ...Object.fromEntries(
      ['additionalProperties', 'propertyNames', 'items', 'contains', 'not', 'if', 'then', 'else'].map((key) => [
        key,
        node,
      ]),
    ),
    properties: fc.dictionary(name, node),
    patternProperties: fc.dictionary(fc.constant('^a'), node),
    dependentSchemas: fc.dictionary(name, node),
  })
  const some = (keywords: Readonly<Record<string, fc.Arbitrary<JsonValue>>>): fc.Arbitrary<JsonObject> =>
    fc
      .uniqueArray(fc.constantFrom(...Object.entries(keywords)), {
        minLength: 1,
        maxLength: 3,
        selector: ([key]) => key,
      })
      .chain((chosen) => fc.record(Object.fromEntries(chosen)))
  const schema: fc.Arbitrary<JsonValue> = fc.letrec<{ node: JsonValue }>((tie) => ({
    node: fc.oneof({ maxDepth: 3 }, some(plain), fc.boolean(), some({ ...plain, ...deeper(tie('node')) })),
  })).node
  const value: fc.Arbitrary<JsonValue> = fc.letrec<{ any: JsonValue }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      scalar,
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(name, tie('any'), { noNullPrototype: true }),
    ),
  })).any

  it('on generated schemas and arguments', () => {
    const other = new AjvJsonSchemaValidator()
    const runs = Number(process.env['PORTCULLIS_PROPERTY_RUNS'] ?? 200)
    fc.assert(
      fc.property(schema, fc.dictionary(name, value, { noNullPrototype: true }), (node, args) => {
        const document: JsonObject = { properties: { a: node, b: node } }
        const compiled = compileArgumentSchema(document)
        if (!compiled.ok) throw new Error(compiled.reason)
        const theirs = verdictOf(other, document, args)
        if (theirs !== undefined) expect(compiled.schema(args).ok).toBe(theirs)
      }),
      { numRuns: runs },
    )
  })
})

/** What Ajv says; undefined for the few schemas from which it writes code that throws. */
function verdictOf(ajv: AjvJsonSchemaValidator, schema: JsonObject, args: JsonObject): boolean | undefined {
  try {
    return ajv.getValidator({ ...schema })(args).valid
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}
