import { EACH, type PathStep } from '@portcullis/engine'
import { describe, expect, it } from 'vitest'
import { schemaPart } from './schema-part.ts'

const TREE = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    items: { type: 'array', items: { $ref: '#/$defs/item' } },
    pair: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] },
    choice: {
      oneOf: [
        { type: 'object', properties: { x: {} } },
        { type: 'object', properties: { y: { type: 'null' } } },
      ],
    },
    whole: { allOf: [{ properties: { one: { type: 'string' } } }, { properties: { two: { type: 'number' } } }] },
    free: { type: 'object' },
    more: { type: 'object', properties: { a: {} }, additionalProperties: { type: 'boolean' } },
    closed: { type: 'object', properties: { a: {} }, additionalProperties: false },
    odd: { type: 'object', properties: { a: {} }, patternProperties: { '^x-': {} } },
    elsewhere: { $ref: 'https://example.com/schema.json' },
    nothing: false,
  },
  required: ['name', 'choice'],
  $defs: { item: { type: 'object', properties: { price: { type: 'number' }, next: { $ref: '#/$defs/item' } } } },
}

describe('a path through a schema', () => {
  const cases: readonly (readonly [string, readonly PathStep[], string])[] = [
    ['a member', ['name'], 'part!'],
    ['a member that may be missing', ['items'], 'part'],
    ['no member', ['nme'], 'absent'],
    ['below a text', ['name', 'x'], 'absent'],
    ['a member of elements', ['items', EACH, 'price'], 'part'],
    ['a circle of references', ['items', 0, 'next', 'next', 'next', 'price'], 'part'],
    ['no member of elements', ['items', EACH, 'prise'], 'absent'],
    ['an element of a list of members', ['pair', 1], 'part'],
    ['beyond a list', ['pair', 7], 'open'],
    ['a member of one choice', ['choice', 'y'], 'part'],
    ['a member of no choice', ['choice', 'z'], 'absent'],
    ['a member of one of several that all hold', ['whole', 'two'], 'part'],
    ['a member of none of them', ['whole', 'three'], 'absent'],
    ['within what says nothing', ['free', 'x'], 'open'],
    ['other members', ['more', 'x'], 'part'],
    ['no other members', ['closed', 'x'], 'absent'],
    ['members by pattern', ['odd', 'x-y'], 'open'],
    ['a schema of elsewhere', ['elsewhere', 'x'], 'open'],
    ['what is never there', ['nothing'], 'part'],
    ['a member named as those of all objects', ['constructor'], 'absent'],
  ]
  it.each(cases)('%s', (_, steps, expected) => {
    const part = schemaPart(TREE, steps)
    expect(part.kind + (part.kind === 'part' && part.required ? '!' : '')).toBe(expected)
  })

  it('says nothing of what is no schema, and comes back from circles', () => {
    expect(schemaPart(undefined, ['x']).kind).toBe('open')
    expect(schemaPart(true, ['x']).kind).toBe('open')
    expect(schemaPart({ $ref: '#' }, ['x']).kind).toBe('open')
    const many = { anyOf: Array.from({ length: 40 }, () => ({ anyOf: [{ $ref: '#' }, { $ref: '#' }] })) }
    expect(schemaPart(many, ['x']).kind).toBe('open')
  })
})
