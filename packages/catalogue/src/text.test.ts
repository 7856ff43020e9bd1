import { describe, expect, it } from 'vitest'
import { cut, hidesText, quote, visible } from './text.ts'

describe('visible', () => {
  it('drops what is not seen and keeps what is', () => {
    expect(visible('a\u200bb\u202ec\u0000d\ufeffe\u{e0041}f')).toBe('abcdef')
    expect(visible('naïve\n日本語 text')).toBe('naïve\n日本語 text')
  })
})

describe('hidesText', () => {
  it.each(['a\u200bb', '\u202eb', 'x\u{e0041}', '\u2066', '\u0007'])('finds %j', (text) => {
    expect(hidesText(text)).toBe(true)
  })

  it.each(['plain', 'two\nlines\tand a tab\r\n', '👩‍💻', 'حساب', '日本語', 'e\u0301'])('lets %j pass', (text) => {
    expect(hidesText(text)).toBe(false)
  })
})

describe('quote', () => {
  it('makes a short, inert line', () => {
    expect(quote('<b>\nname\u202e</b>')).toBe('“b name /b”')
    expect(quote('x'.repeat(100))).toHaveLength(50)
  })
})

describe('cut', () => {
  it('never leaves half of a character', () => {
    expect(cut('ab💣', 3)).toBe('ab')
    expect(cut('ab💣', 4)).toBe('ab💣')
  })
})
