import { describe, expect, it } from 'vitest'
import { OPERATOR_NAMES } from '../condition/operators.ts'
import { parsePolicy } from '../index.ts'
import { policyJsonSchema } from './json-schema.ts'

type Schema = Record<string, unknown>

function properties(schema: unknown): [string, Schema][] {
  return Object.entries((schema as { properties?: Record<string, Schema> }).properties ?? {})
}

const WORDS =
  'AllOf AnyOf Approval ApprovalTerms ByKey ClassRule Classes Comparison Condition CountOf DetectorRedaction Elicitation ElicitationHosts Json Limit Not Predicate Prompts Rate Redaction RegexRedaction Resources Results ReuseFor Rule Sampling SumOf'

const schema = policyJsonSchema()
const definitions = Object.entries(schema['$defs'] as Record<string, Schema>)
const fields = [['Policy', schema] as const, ...definitions].flatMap(([name, object]) =>
  properties(object).map(([key, field]) => [`${name}.${key}`, field] as const),
)

describe('the JSON Schema', () => {
  it('knows every object of the language', () => {
    expect(
      definitions
        .map(([name]) => name)
        .filter((name) => !name.startsWith('__'))
        .sort(),
    ).toEqual(WORDS.split(' '))
  })

  it.each(fields)('%s is described', (_, field) => {
    expect(JSON.stringify(field)).toMatch(/"description":"(?:[^"]|\\"){10,}/)
  })

  it.each(fields)('%s has an example', (_, field) => {
    expect(field['examples']).toBeInstanceOf(Array)
  })

  it('admits no unknown keys', () => {
    for (const [name, object] of [['Policy', schema] as const, ...definitions]) {
      if (object['properties'] !== undefined) expect([name, object['additionalProperties']]).toEqual([name, false])
    }
  })

  it('requires version and default', () => {
    expect(schema['required']).toEqual(['version', 'default'])
  })

  it('offers the operators of the table', () => {
    expect(fields.find(([name]) => name === 'Comparison.op')?.[1]['enum']).toEqual(OPERATOR_NAMES)
  })

  it('says the defaults', () => {
    const defaults = fields.flatMap(([name, field]) =>
      field['default'] === undefined ? [] : [[name, field['default']]],
    )
    expect(defaults).toEqual(
      expect.arrayContaining([
        ['Limit.scope', 'grant'],
        ['Limit.increment', 1],
        ['Rule.action', 'allow'],
      ]),
    )
  })

  /** What counts for amounts only needs one. */
  function amount(example: unknown): object {
    return Object.hasOwn(example as object, 'refund_on') ? { increment_from: 'args.amount' } : {}
  }

  it('has examples that are accepted', () => {
    const rule = { conditions: [] as unknown[] }
    const wrap: Record<string, (example: unknown) => unknown> = {
      Policy: (example) => ({ version: '1', default: 'deny', ...(example as object) }),
      Rule: (example) => ({ version: '1', default: 'deny', tools: { t: example } }),
      Classes: (example) => ({ version: '1', default: 'deny', classes: example }),
      ClassRule: (example) => ({ version: '1', default: 'deny', classes: { read: example } }),
      Results: (example) => ({ version: '1', default: 'deny', results: example }),
      Resources: (example) => ({ version: '1', default: 'deny', resources: example }),
      Prompts: (example) => ({ version: '1', default: 'deny', prompts: example }),
      Rate: (example) => ({
        version: '1',
        default: 'deny',
        tools: { t: { rate_limit: { max: 1, window: 60, ...(example as object) } } },
      }),
      Approval: (example) => ({
        version: '1',
        default: 'deny',
        tools: { t: { approve_if: [{ conditions: [], ...(example as object) }] } },
      }),
      Limit: (example) => ({
        version: '1',
        default: 'deny',
        tools: { t: { limits: [{ counter: 'c', window: 'day', max: 1, ...amount(example), ...(example as object) }] } },
      }),
      Predicate: (example) => ({
        version: '1',
        default: 'deny',
        tools: { t: { require: [{ ...rule, ...(example as object) }] } },
      }),
    }
    let checked = 0
    for (const [name, field] of fields) {
      const [object = '', key = ''] = name.split('.')
      for (const example of (field['examples'] as unknown[] | undefined) ?? []) {
        const document = wrap[object]?.({ [key]: example })
        if (document === undefined) continue
        expect([name, parsePolicy(JSON.stringify(document))]).toMatchObject([name, { ok: true }])
        checked++
      }
    }
    expect(checked).toBeGreaterThan(15)
  })
})
