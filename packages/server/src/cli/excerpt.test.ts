import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Problem } from '../config/problem.ts'
import { mintToken } from '../crypto/token.ts'
import { excerpt, masked } from './excerpt.ts'

const at = (line: number, column: number, path = ''): Problem => ({
  file: 'f',
  line,
  column,
  path,
  code: 'c',
  severity: 'error',
  message: '',
  remedy: '',
})

test('a caret stands below the column', () => {
  expect(excerpt('a: 1\r\nbb: 22\r\n', at(2, 5))).toBe('  2 | bb: 22\n    |     ^\n')
  expect(excerpt('\ta: 1', at(1, 2))).toBe('  1 |  a: 1\n    |  ^\n')
  expect(excerpt('a', at(2, 1))).toBeUndefined()
  expect(excerpt('\n', at(1, 1))).toBeUndefined()
  const long = excerpt(`${'a '.repeat(500)}b${' a'.repeat(500)}`, at(1, 1001)) ?? ''
  const [shown = '', caret = ''] = long.split('\n')
  expect(shown.length).toBeLessThan(120)
  expect(shown[caret.indexOf('^')]).toBe('b')
})

test('what could move the cursor or hide text is blank', () => {
  expect(excerpt('a: \u001b[31m\u202eb', at(1, 1))).toBe('  1 | a:  [31m b\n    | ^\n')
})

test('secrets are not shown, and columns stay', () => {
  const shown: readonly (readonly [string, string, string])[] = [
    ['      Authorization: Bearer abc', '/servers/a/headers/Authorization', '      Authorization: **********'],
    ['  a: {url: "u", headers: {X: y}}', '/servers/a/headers/X', `  a: ${'*'.repeat(27)}`],
    [
      'a: {headers: {Authorization: Bearer abc, X: y}, urll: z}',
      '/servers/a/urll',
      'a: {headers: {Authorization: **********, X: y}, urll: z}',
    ],
    ['api_key="abc def", b', '', 'api_key=*********, b'],
    ['- a9bcdefghijklmnopq', '', `- ${'*'.repeat(18)}`],
    ['max_connections: 10000', '', 'max_connections: 10000'],
    ['create_coupon_code_rate', '', 'create_coupon_code_rate'],
    ['1234567890123456789', '', '1234567890123456789'],
  ]
  for (const [line, path, wanted] of shown) expect(masked(line, path)).toBe(wanted)
  fc.assert(
    fc.property(fc.string(), (before) => {
      const token = mintToken()
      const line = `${before.replaceAll(/\s/g, ' ')} ${token}`
      expect(masked(line, '')).not.toContain(token.slice(3))
      expect(masked(line, '')).toHaveLength(line.length)
    }),
  )
  expect(masked('a1'.repeat(50_000), '')).toHaveLength(100_000)
  expect(masked('key: '.repeat(20_000), '')).toHaveLength(100_000)
})
