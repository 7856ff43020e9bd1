import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { behindEscape, escapedTimes, hasEscapes, originsOf, unescaped, unescapedJson } from './escapes.ts'
import { viewsOf } from './views.ts'

const text = fc
  .array(fc.oneof(fc.constantFrom('\\', '\\u0041', '\\n', '\\"', 'u00', '4', 'a'), fc.string({ unit: 'binary' })), {
    maxLength: 12,
  })
  .map((pieces) => pieces.join(''))

const indexesOf = (read: string): readonly number[] => Array.from({ length: read.length + 1 }, (_, index) => index)

describe('escapes', () => {
  it('are undone once; a backslash that begins none stays', () => {
    expect(unescaped('C:\\Users \\u0041\\n\\"\\\\u0041\\u00')).toBe('C:\\Users A\n"\\u0041\\u00')
    expect(hasEscapes('C:\\Users')).toBe(false)
  })

  it('undo what writing did, as a reader of JSON does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 4 }), (plain, times) => {
        let written = escapedTimes(plain, times)
        expect(unescapedJson(written)).toBe(unescaped(written))
        for (let i = 0; i < times; i++) written = unescaped(written)
        expect(written).toBe(plain)
      }),
    )
  })

  it('origins: each character comes from its own part of the text, and none is left out', () => {
    fc.assert(
      fc.property(text, (written) => {
        const read = unescaped(written)
        const places = originsOf(written, read, indexesOf(read))
        expect([places[0], places.at(-1)]).toEqual([0, written.length])
        for (let i = 0; i < read.length; i++) expect(unescaped(written.slice(places[i], places[i + 1]))).toBe(read[i])
      }),
    )
  })

  it('an index within one is moved behind it, and no other', () => {
    fc.assert(
      fc.property(text, (written) => {
        const places = new Set(originsOf(written, unescaped(written), indexesOf(unescaped(written))))
        for (let i = 0; i <= written.length; i++) expect(places.has(behindEscape(written, i))).toBe(true)
        for (const place of places) expect(behindEscape(written, place)).toBe(place)
      }),
    )
  })

  it('views: the place of every index lies within the text as it is written', () => {
    fc.assert(
      fc.property(text, (plain) => {
        const written = escapedTimes(plain, 1)
        for (const view of viewsOf(written)) {
          expect(view.places([0, view.text.length])).toEqual([0, written.length])
        }
      }),
    )
  })
})
