import { expect, it } from 'vitest'
import { findingsByRule } from './findings-by-rule.ts'

const found = (severity: string, pointer: string) => ({ severity, pointer, message: pointer, remedy: 'Mend it.' })

it('finds what is wrong with a rule by its name, whatever the name is, and errors first', () => {
  const findings = findingsByRule([
    found('warning', '/tools/pay/limits/0/max'),
    found('error', '/tools/pay'),
    found('error', '/tools/files~1read~0all/deny_if/0'),
    found('note', '/tools/quiet'),
    found('warning', '/all_tools/limits/0'),
    found('error', '/tools'),
    found('error', ''),
  ])
  const pointers = (...rule: string[]) => findings(rule).map(({ pointer }) => pointer)
  expect(pointers('tools', 'pay')).toEqual(['/tools/pay', '/tools/pay/limits/0/max'])
  expect(pointers('tools', 'files/read~all')).toEqual(['/tools/files~1read~0all/deny_if/0'])
  expect(pointers('all_tools')).toEqual(['/all_tools/limits/0'])
  expect([pointers('tools', 'quiet'), pointers('tools', 'pa'), pointers('tools', '__proto__')]).toEqual([[], [], []])
})
