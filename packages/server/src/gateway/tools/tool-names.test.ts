import { describe, expect, it } from 'vitest'
import { createNameCheck } from './tool-names.ts'

describe('tool names', () => {
  it.each(['get_user', 'a/b.c-d', 'x'.repeat(128)])('accepts %s', (name) => {
    expect(createNameCheck().add(name)).toBe(true)
  })

  it.each(['', 'x'.repeat(129), 'get user', 'gеt_user', 'a\u200bb', 'a\nb', '<b>'])('quarantines %j', (name) => {
    const check = createNameCheck()
    expect(check.add(name)).toBe(false)
    expect(check.quarantined.has(name)).toBe(true)
  })

  it.each([
    ['delete_item', 'delete_item'],
    ['delete_item', 'Delete_Item'],
    ['tool_l', 'tool_1'],
    ['go', 'g0'],
  ])('quarantines both of %s and %s', (first, second) => {
    const check = createNameCheck()
    expect(check.add(first)).toBe(true)
    expect(check.add(second)).toBe(false)
    expect([...check.quarantined].sort()).toEqual([...new Set([first, second])].sort())
  })
})
