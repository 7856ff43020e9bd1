import { describe, expect, it } from 'vitest'
import { parametersOf } from './parameters.ts'

describe('parametersOf', () => {
  it('reads names, types, choices and what is required', () => {
    const schema = {
      type: 'object',
      properties: {
        filePath: { type: 'string', description: 'Where' },
        limit: { anyOf: [{ type: 'null' }, { type: 'integer' }] },
        kind: { enum: ['a', 1, 'b'] },
        either: { oneOf: [{ const: 'x' }, { const: 'y' }] },
        odd: true,
      },
      required: ['filePath'],
    }
    expect(parametersOf(schema).map(({ key, type, required, choices }) => ({ key, type, required, choices }))).toEqual([
      { key: 'filepath', type: 'string', required: true, choices: [] },
      { key: 'limit', type: 'integer', required: false, choices: [] },
      { key: 'kind', type: 'any', required: false, choices: ['a', 'b'] },
      { key: 'either', type: 'any', required: false, choices: ['x', 'y'] },
      { key: 'odd', type: 'any', required: false, choices: [] },
    ])
  })

  it('looks into a single wrapping object, also by reference', () => {
    const inner = { type: 'object', properties: { url: { type: 'string' } }, required: ['url'] }
    const wrapped = { properties: { params: { $ref: '#/$defs/P' } }, $defs: { P: inner } }
    expect(parametersOf(wrapped)).toMatchObject([{ name: 'url', required: true }])
    expect(parametersOf({ properties: { input: inner } })).toMatchObject([{ name: 'url' }])
    expect(parametersOf({ properties: { params: { $ref: '#/$defs/none' } } })).toMatchObject([{ name: 'params' }])
  })

  it.each([undefined, null, 1, 'x', [], {}, { properties: null }, { properties: [] }, { properties: 'x' }])(
    'finds none in %j',
    (schema) => expect(parametersOf(schema)).toEqual([]),
  )

  it('reads own properties only, and at most 64', () => {
    const proto = Object.create({ properties: { hidden: {} } }) as unknown
    expect(parametersOf(proto)).toEqual([])
    const schema = JSON.parse(
      '{"properties":{"__proto__":{"type":"string"},"constructor":{"type":"number"}}}',
    ) as unknown
    expect(parametersOf(schema)).toMatchObject([{ type: 'string' }, { type: 'number' }])
    const many = { properties: Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`p${at}`, {}])) }
    expect(parametersOf(many)).toHaveLength(64)
  })
})
