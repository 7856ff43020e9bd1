import { describe, expect, it } from 'vitest'
import { newId } from './id.ts'

describe('an id', () => {
  it('says what it names, and sorts by time', () => {
    const times = [0, 1, 1000, Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1) + 1, 2 ** 48 - 1]
    const ids = times.map((at) => newId('srv', at))
    expect([...ids].sort()).toEqual(ids)
    for (const id of ids) expect(id).toMatch(/^srv_[0-9a-hjkmnp-tv-z]{26}$/)
  })

  it('is another one each time', () => {
    expect(new Set(Array.from({ length: 1000 }, () => newId('x', 5))).size).toBe(1000)
    expect(newId('x', 0, Buffer.alloc(10))).toBe(`x_${'0'.repeat(26)}`)
    expect(newId('x', 0, Buffer.alloc(10, 0xff))).toBe(`x_${'0'.repeat(10)}${'z'.repeat(16)}`)
  })
})
