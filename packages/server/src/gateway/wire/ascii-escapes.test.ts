import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AsciiUnescaper } from './ascii-escapes.ts'

const unescaped = (...pieces: string[]): string => {
  const unescaper = new AsciiUnescaper()
  return pieces.map((piece) => unescaper.push(Buffer.from(piece)).toString()).join('')
}

describe('escapes of ASCII characters', () => {
  it.each([
    ['nothing escaped', 'nothing escaped'],
    ['\\u002fa\\u002B', '/a+'],
    ['\\/\\"\\\\', '/"\\'],
    ['\\n\\t', '\\n\\t'],
    ['\\u00e9\\u2028', '\\u00e9\\u2028'],
    ['\\\\u002f', '\\u002f'],
    ['é\\u0041é', 'éAé'],
    ['\\uZZZZ', '\\uZZZZ'],
  ])('%s', (text, plain) => {
    expect(unescaped(text)).toBe(plain)
  })

  it('[secrets.leak] are read wherever a text is cut', () => {
    const text = 'a\\u0041\\/\\\\\\u00e9\\n\\u007ab'
    for (let at = 0; at <= text.length; at += 1) {
      expect(unescaped(text.slice(0, at), text.slice(at))).toBe('aA/\\\\u00e9\\nzb')
    }
  })

  it('give back any ASCII text, however it is escaped', () => {
    const character = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code))
    const escaped = fc.tuple(character, fc.boolean()).map(([c, isEscaped]) => {
      const hex = `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`
      return { plain: c, text: isEscaped || c === '\\' ? hex : c }
    })
    fc.assert(
      fc.property(fc.array(escaped), fc.nat(), (parts, cut) => {
        const text = parts.map((part) => part.text).join('')
        const at = cut % (text.length + 1)
        expect(unescaped(text.slice(0, at), text.slice(at))).toBe(parts.map((part) => part.plain).join(''))
      }),
    )
  })
})
