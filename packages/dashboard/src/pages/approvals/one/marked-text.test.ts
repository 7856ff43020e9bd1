import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markedParts } from './marked-text.ts'

const kinds = (text: string) => markedParts(text).map(({ kind, text: part }) => [kind, part])

describe('JSON as it is read', () => {
  it('marks what is written as a number', () => {
    expect(kinds('{"to": "a\\u202e\\u200bb"}')).toEqual([
      ['plain', '{"to": "a'],
      ['escape', '\\u202e\\u200b'],
      ['plain', 'b"}'],
    ])
  })

  it('does not take a backslash and letters for one', () => {
    expect(kinds('"\\\\u202e"')).toEqual([['plain', '"\\\\u202e"']])
    expect(kinds('"\\\\\\u202e"')).toEqual([
      ['plain', '"\\\\'],
      ['escape', '\\u202e'],
      ['plain', '"'],
    ])
  })

  it('keeps texts from right to left apart, so that nothing beside them moves', () => {
    expect(kinds('{"a": "שלום", "b": 1}')).toEqual([
      ['plain', '{"a": '],
      ['apart', '"שלום"'],
      ['plain', ', "b": 1}'],
    ])
  })

  it('loses and adds nothing, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        const parts = markedParts(text)
        expect(parts.map((part) => part.text).join('')).toBe(text)
        expect(parts.every((part) => text.startsWith(part.text, part.at))).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  it('takes a megabyte of marks in its stride', () => {
    const text = JSON.stringify({ a: 'x\u200b'.repeat(100_000) }).replaceAll('\u200b', '\\u200b')
    const parts = markedParts(text)
    expect(parts.length).toBeLessThan(6000)
    expect(parts.map((part) => part.text).join('')).toBe(text)
  })
})
