import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cell, codeSpan, fenced, quoting, words } from './inert.ts'

const HOSTILE = fc
  .array(
    fc.constantFrom(
      '`',
      '``',
      '[x](http://e.vil)',
      '<b>',
      '![i](u)',
      '# h',
      '- ',
      '1. ',
      '|',
      '\n',
      ' ',
      'www.e.vil',
      '&lt;',
      '_',
      '*',
      'a',
      '\\',
      '~',
      '“',
      '”',
      '===',
      '\u202e',
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

describe('words', () => {
  it.each([
    ['[click](https://e.vil)', '\\[click\\](https\\://e.vil)'],
    ['<script>', '\\<script\\>'],
    ['# Heading', '\\# Heading'],
    ['- item', '\\- item'],
    ['12. item', '12\\. item'],
    ['see www.e.vil', 'see www\\.e.vil'],
    ['two\nlines', 'two lines'],
    ['read\u202eonly', 'readonly'],
    ['Plain, as it is: 3.5 %.', 'Plain, as it is: 3.5 %.'],
  ])('%j becomes %j', (text, wanted) => {
    expect(words(text)).toBe(wanted)
  })

  it('leaves no markup that is not escaped', () => {
    fc.assert(
      fc.property(HOSTILE, (text) => {
        const free = words(text).replace(/\\[!-/:-@[-`{-~]/g, '')
        expect(free).not.toMatch(/[`*_[\]<>|~&!#\n]|https?:\/\/|www\./)
      }),
    )
  })
})

describe('code spans and fences', () => {
  it.each([
    ['name', '`name`'],
    ['a`b', '``a`b``'],
    ['`a', '`` `a ``'],
    ['', '`(empty)`'],
    ['a\n\nb', '`a b`'],
  ])('%j becomes %s', (text, wanted) => {
    expect(codeSpan(text)).toBe(wanted)
  })

  it('cannot be left: no run of backticks within is as long as the fence', () => {
    fc.assert(
      fc.property(HOSTILE, (text) => {
        for (const made of [codeSpan(text), fenced(text)]) {
          const fence = /^`+/.exec(made)?.[0] ?? ''
          const inner = made.slice(fence.length, -fence.length)
          expect(fence).not.toBe('')
          expect((inner.match(/`+/g) ?? []).filter((run) => run.length >= fence.length)).toEqual([])
        }
      }),
    )
  })

  it('a pipe does not end a cell', () => {
    expect(cell('a|b')).toBe('`a\\|b`')
  })

  it('what is quoted becomes code', () => {
    expect(quoting('its name says “[x](http://e.vil)” *loudly*')).toBe('its name says `[x](http://e.vil)` \\*loudly\\*')
  })
})
