import { expect, it } from 'vitest'
import { addressesIn, endOf, tagLines, tagsIn } from './bounds.ts'

it('reads what is typed', () => {
  expect(addressesIn('10.0.0.0/8, 192.0.2.1/32\n2001:db8::/32\n')).toEqual([
    '10.0.0.0/8',
    '192.0.2.1/32',
    '2001:db8::/32',
  ])
  expect(tagsIn(' team = crm \n\nbeta\nurl=a=b')).toEqual({ team: 'crm', beta: '', url: 'a=b' })
  expect(tagsIn(tagLines({ team: 'crm', beta: '' }))).toEqual({ team: 'crm', beta: '' })
  expect(endOf('', 5)).toBeNull()
  expect(endOf('1', 5)).toBe(86_400_005)
})
