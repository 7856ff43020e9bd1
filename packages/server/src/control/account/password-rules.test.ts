import { expect, test } from 'vitest'
import { stopwatch } from '../../../../../test/stopwatch.ts'
import { passwordProblem } from './password-rules.ts'

test.each([
  'correct horse battery',
  'kF9-xQ2_mL0+',
  'zwölf zeichen',
  '😀😁😂🤣😃😄😅😆😉😊😋😎',
  'password of the four winds',
])('%s is good enough', (password) => {
  expect(passwordProblem(password, 'ada@example.com')).toBeUndefined()
})

test.each([
  ['short enough', 'eleven char'],
  ['repeated', 'abababababababab'],
  ['worn', 'Password12345!'],
  ['worn twice', 'adminadmin12345'],
  ['a row', 'ghijklmnopqrst'],
  ['the address', 'ada.lovelace@example.com'],
  ['the name in it', 'ada.lovelace1!'],
  ['endless', 'ab cd ef '.repeat(40)],
])('%s is refused with what to do', (_what, password) => {
  expect(passwordProblem(password, 'ada.lovelace@example.com')).toMatch(/Use /)
})

test('is judged in linear time', () => {
  const spent = stopwatch()
  for (let turn = 0; turn < 20; turn++) {
    passwordProblem(`${'1234'.repeat(63)}x`, 'ada@example.com')
    passwordProblem(`${'123'.repeat(40)}${'password1'.repeat(14)}x`.slice(0, 256), 'ada@example.com')
  }
  expect(spent()).toBeLessThan(1_000)
})
