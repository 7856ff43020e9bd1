import { expect, it } from 'vitest'
import { suggest } from './suggest.ts'

const KEYS = ['tools', 'all_tools', 'hide', 'default', 'deny_if', 'require']

it.each([
  ['tool', 'tools'],
  ['denyIf', 'deny_if'],
  ['deny-if', 'deny_if'],
  ['defualt', 'default'],
  ['requires', 'require'],
  ['HIDE', 'hide'],
])('%s: did you mean %s', (word, meant) => {
  expect(suggest(word, KEYS)).toBe(meant)
})

it.each(['', 'x', 'rules', 'x'.repeat(65)])('nothing is near "%s"', (word) => {
  expect(suggest(word, KEYS)).toBeUndefined()
})
