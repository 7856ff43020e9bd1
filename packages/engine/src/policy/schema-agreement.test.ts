/** The JSON Schema that editors use, read by the reader of tools' schemas, against the parser. */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { compileArgumentSchema, type JsonObject, type JsonValue, parsePolicy } from '../index.ts'
import { policies, RUNS } from '../samples.contract.ts'
import { isArray, isObject } from '../text/json.ts'
import { policyJsonSchema } from './json-schema.ts'

const CASES = new URL('../../cases/', import.meta.url)
const STRUCTURAL: ReadonlySet<string> = new Set(['unknown_key', 'wrong_type', 'missing_key'])

const compiled = compileArgumentSchema(JSON.parse(JSON.stringify(policyJsonSchema())) as JsonObject)
if (!compiled.ok) throw new Error('the schema of policies cannot be compiled')
const { schema } = compiled

const admits = (document: JsonObject): boolean => schema(document).ok

/** Policies that are known to be right, from the golden cases. */
function goldenPolicies(): readonly JsonObject[] {
  const files = readdirSync(CASES).filter((file) => file.endsWith('.yaml') && !/^(?:problems|every)/.test(file))
  return files.flatMap((file) => {
    const groups = parse(readFileSync(new URL(file, CASES), 'utf8')) as readonly {
      readonly policy?: JsonObject
      readonly layers?: readonly { readonly policy: JsonObject }[]
    }[]
    return groups.flatMap(({ policy, layers = [] }) => [
      ...(policy === undefined ? [] : [policy]),
      ...layers.map((each) => each.policy),
    ])
  })
}

/** The places of all objects in a document. */
function objectsIn(
  value: JsonValue,
  path: readonly (string | number)[] = [],
): readonly (readonly (string | number)[])[] {
  if (isArray(value)) return value.flatMap((each, index) => objectsIn(each, [...path, index]))
  if (!isObject(value)) return []
  return [path, ...Object.entries(value).flatMap(([key, each]) => objectsIn(each, [...path, key]))]
}

/** A copy with the object at a place changed. */
function changed(
  value: JsonValue,
  path: readonly (string | number)[],
  change: (object: JsonObject) => JsonValue,
): JsonValue {
  const [step, ...rest] = path
  if (step === undefined) return isObject(value) ? change(value) : value
  if (isArray(value)) return value.map((each, index) => (index === step ? changed(each, rest, change) : each))
  if (!isObject(value)) return value
  return { ...value, [step]: changed(value[step] ?? null, rest, change) }
}

const breakage = fc.constantFrom<(object: JsonObject) => JsonValue>(
  (object) => ({ ...object, surprise: 1 }),
  (object) => Object.fromEntries(Object.entries(object).slice(1)),
  (object) =>
    Object.fromEntries(Object.entries(object).map(([key, value], index) => [key, index === 0 ? [[value]] : value])),
  (object) => [object],
  () => 'text',
)

describe('the JSON Schema and the parser', () => {
  it('agree on every policy of the golden cases', () => {
    const documents = goldenPolicies()
    expect(documents.length).toBeGreaterThan(40)
    for (const document of documents) expect([document, admits(document)]).toEqual([document, true])
  })

  it('agree on documents at random: what the parser takes, the schema takes', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const document = JSON.parse(JSON.stringify(policy)) as JsonObject
        expect(admits(document)).toBe(true)
      }),
      { numRuns: RUNS },
    )
  })

  it('agree on documents with one object of another shape', () => {
    const documents = goldenPolicies()
    let refused = 0
    fc.assert(
      fc.property(fc.constantFrom(...documents), fc.nat(), breakage, (document, at, change) => {
        const places = objectsIn(document).filter((path) => !path.includes('value'))
        const broken = changed(document, places[at % places.length] ?? [], change)
        const parsed = parsePolicy(JSON.stringify(broken))
        const isStructural =
          !parsed.ok && parsed.problems.some(({ code, severity }) => severity === 'error' && STRUCTURAL.has(code))
        if (parsed.ok) expect([broken, isObject(broken) && admits(broken)]).toEqual([broken, true])
        if (isStructural && isObject(broken)) {
          expect([broken, parsed.problems, admits(broken)]).toEqual([broken, parsed.problems, false])
          refused++
        }
      }),
      { numRuns: RUNS },
    )
    expect(refused).toBeGreaterThan(RUNS / 4)
  })
})
