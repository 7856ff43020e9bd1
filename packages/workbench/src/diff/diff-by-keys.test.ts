import type { Policy } from '@portcullis/engine'
import { expect, it } from 'vitest'
import { formatPolicy } from '../format/format-policy.ts'
import { diff, PAY, rule, told } from './diff-samples.contract.ts'

const by = (
  ...keys: readonly (string | { path: string; ignore_case?: boolean; trim?: boolean })[]
): Omit<Policy, 'version'> => rule({ limits: [{ counter: 'c', window: 'day', max: 10, by: keys }] })

it('texts that no longer make a difference tighten a limit, and its counter starts anew', () => {
  const folded = by({ path: 'args.to', ignore_case: true, trim: true })
  const [found, ...others] = diff(by('args.to'), folded, [PAY]).differences
  expect(others).toEqual([])
  expect(found).toMatchObject({ direction: 'tightened', resets: true })
  expect(found?.says).toContain('argument to regardless of case and white space at its ends')
  expect(diff(folded, by('args.to'), [PAY]).differences).toMatchObject([{ direction: 'loosened', resets: true }])
})

it('a key that ignores nothing is a path', () => {
  expect(told(by('args.to'), by({ path: 'args.to' }), [PAY])).toEqual([])
})

it('such a key has one form', () => {
  const written = JSON.stringify({ version: '1', ...by({ trim: true, ignore_case: true, path: 'args.to' }) })
  const formatted = formatPolicy(written)
  expect(formatted.ok && formatted.text).toContain('[{ "path": "args.to", "ignore_case": true, "trim": true }]')
})
