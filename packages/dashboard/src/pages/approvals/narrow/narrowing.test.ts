import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isObject, type Json, type JsonObject } from './json.ts'
import { applied, type Edits, editsTo, editWords, isNotNarrower, mayBeLeftOut, placeBelow } from './narrowing.ts'

const SCHEMA: JsonObject = {
  type: 'object',
  required: ['to'],
  properties: { to: { type: 'array' }, limit: { type: 'number' }, note: { type: 'string' } },
}
const ASKED = { to: ['a', 'b', 'c'], limit: 50, note: 'hi' }

const edits = (wished: Json) => editsTo(ASKED, wished, SCHEMA)

describe('a call made narrower', () => {
  it('has lower numbers, fewer elements, fewer members', () => {
    const found = edits({ to: ['a', 'c'], limit: 20 })
    expect(found).toEqual(
      new Map<string, unknown>([
        ['/to/1', 'left out'],
        ['/limit', 20],
        ['/note', 'left out'],
      ]),
    )
    expect(editWords(ASKED, found as Edits).map(({ place, words }) => `${place} ${words}`)).toEqual([
      'to/1 left out: "b"',
      'limit 50 → 20',
      'note left out: "hi"',
    ])
  })

  it.each<[string, Json, string]>([
    ['a higher number', { ...ASKED, limit: 51 }, '/limit'],
    ['a number below nothing', { ...ASKED, limit: -1 }, '/limit'],
    ['another text', { ...ASKED, note: 'ho' }, '/note'],
    ['another order', { ...ASKED, to: ['b', 'a'] }, '/to/1'],
    ['an element more', { ...ASKED, to: ['a', 'b', 'c', 'd'] }, '/to/3'],
    ['a member more', { ...ASKED, cc: 'x' }, '/cc'],
    ['a member less that is needed', { limit: 50, note: 'hi' }, '/to'],
    ['another shape', [], ''],
  ])('is not %s', (_, wished, path) => {
    const found = edits(wished)
    expect(isNotNarrower(found) && found.path).toBe(path)
  })

  it('leaves out only what a schema names', () => {
    expect(mayBeLeftOut(undefined, 'note')).toBe(false)
    expect(mayBeLeftOut(SCHEMA, 'constructor')).toBe(false)
    expect(mayBeLeftOut({ ...SCHEMA, required: 'all' }, 'note')).toBe(false)
  })

  it('is the same made by the form as made in JSON, whatever was asked', () => {
    const asked = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 6 })
    fc.assert(
      fc.property(asked, fc.infiniteStream(fc.nat({ max: 3 })), (value, dice) => {
        const call = JSON.parse(JSON.stringify(value)) as JsonObject
        const schema = schemaOf(call)
        const wished = applied(
          call,
          someEdits(call, () => dice.next().value),
        )
        const found = editsTo(call, wished, schema)
        expect(isNotNarrower(found)).toBe(false)
        expect(applied(call, found as Edits)).toEqual(wished)
      }),
    )
  })
})

/** Names every member and requires none. */
const schemaOf = (value: Json): JsonObject =>
  isObject(value)
    ? { properties: Object.fromEntries(Object.entries(value).map(([key, below]) => [key, schemaOf(below)])) }
    : {}

function someEdits(asked: Json, roll: () => number, path = ''): Map<string, 'left out' | number> {
  const found = new Map<string, 'left out' | number>()
  if (typeof asked === 'number' && asked > 0 && roll() === 0) found.set(path, asked / 2)
  if (typeof asked !== 'object' || asked === null) return found
  for (const [key, below] of Object.entries(asked)) {
    const place = placeBelow(path, key)
    if (roll() === 0) found.set(place, 'left out')
    else if (!Array.isArray(asked)) for (const [deeper, edit] of someEdits(below, roll, place)) found.set(deeper, edit)
  }
  return found
}
