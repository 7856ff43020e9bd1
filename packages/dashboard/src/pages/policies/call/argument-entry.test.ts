import { describe, expect, it } from 'vitest'
import { entriesOf, entryFor, exampleOf, MOST_ENTRIES, typedAs, valueTyped, withArgument } from './argument-entry.ts'

const SCHEMA = {
  type: 'object',
  required: ['id', 'a.b'],
  properties: {
    note: { type: 'string', description: 'Anything.' },
    id: { type: 'string' },
    'a.b': { type: 'integer' },
    dry: { type: 'boolean' },
    kind: { enum: ['fast', 'slow', 3] },
    tags: { type: 'array', items: { type: 'string' } },
    points: { type: 'array', items: { type: 'number' } },
    where: { type: 'object', properties: { city: { type: 'string' } } },
    __proto__: { type: 'number' },
  },
}

describe('arguments of a schema', () => {
  it('are typed by what may stand there, those that are needed first', () => {
    expect(entriesOf(SCHEMA).map(({ name, entry, required }) => [name, entry, required])).toEqual([
      ['id', 'text', true],
      ['a.b', 'number', true],
      ['note', 'text', false],
      ['dry', 'choice', false],
      ['kind', 'choice', false],
      ['tags', 'lines', false],
      ['points', 'json', false],
      ['where', 'json', false],
    ])
    expect(entriesOf(JSON.parse('{"properties":{"__proto__":{"type":"number"}}}'))).toMatchObject([
      { name: '__proto__', entry: 'number' },
    ])
  })

  it.each([undefined, null, 'x', [], { properties: [] }, { properties: { a: null }, required: 'a' }])(
    'are none that break the form where the schema is %j',
    (schema) => {
      expect(entriesOf(schema).every(({ entry }) => entry === 'json')).toBe(true)
    },
  )

  it('are so many that they can be shown', () => {
    const properties = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`a${i}`, {}]))
    expect(entriesOf({ properties })).toHaveLength(MOST_ENTRIES)
  })

  it('have an example that fits', () => {
    expect(exampleOf(SCHEMA)).toEqual({ id: 'example', 'a.b': 1 })
    expect(exampleOf({ properties: { dry: { type: 'boolean' }, kind: { enum: ['fast'] } } })).toEqual({
      dry: true,
      kind: 'fast',
    })
  })
})

describe('what is typed', () => {
  const of = (name: string) => entriesOf(SCHEMA).find((one) => one.name === name)!

  it.each([
    ['id', 'two words', 'two words'],
    ['a.b', '-1.5', -1.5],
    ['dry', 'false', false],
    ['kind', '3', 3],
    ['tags', 'a\nb', ['a', 'b']],
    ['where', '{"city":"Bern"}', { city: 'Bern' }],
  ] as const)('becomes the value of %s and back: %s', (name, text, value) => {
    const { entry } = of(name)
    expect(valueTyped(entry, text)).toEqual(value)
    expect(entryFor(of(name), value)).toBe(entry)
    expect(typedAs(entry, value)).toBe(text)
  })

  it('is no value yet', () => {
    expect(valueTyped('number', '1e')).toBeUndefined()
    expect(valueTyped('json', '{')).toBeUndefined()
  })

  it('stays JSON where its own way would lose something', () => {
    for (const [name, value] of [
      ['id', 7],
      ['id', ''],
      ['id', 'a\nb'],
      ['a.b', '7'],
      ['a.b', 1e-20],
      ['kind', 'other'],
      ['tags', ['a\nb']],
      ['tags', 'a'],
    ] as const)
      expect(entryFor(of(name), value), JSON.stringify(value)).toBe('json')
  })

  it('replaces one argument, or leaves it out', () => {
    expect(withArgument({ a: 1, b: 2 }, 'a', 3)).toEqual({ a: 3, b: 2 })
    expect(withArgument({ a: 1, b: 2 }, 'a', undefined)).toEqual({ b: 2 })
    expect(Object.keys(withArgument({}, '__proto__', 1))).toEqual(['__proto__'])
  })
})
