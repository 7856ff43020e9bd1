import { describe, expect, it } from 'vitest'
import { space } from './space.ts'

describe('space in the queue', () => {
  it('is free for all in the lower half', () => {
    const free = space(6400)
    expect(free.forDecision('a', 3200, 0)).toBe(true)
    expect(free.forDecision('a', 1, 3199)).toBe(true)
  })

  it('is shared out in the upper half, so that one grant does not keep others out', () => {
    const shared = space(6400)
    expect(shared.forDecision('loud', 60, 3200)).toBe(true)
    expect(shared.forDecision('loud', 60, 3260)).toBe(false)
    for (let other = 0; other < 31; other++) {
      expect(shared.forDecision(`other-${other}`, 100, 3260 + other * 100), `other-${other}`).toBe(true)
    }
    expect(shared.forDecision('late', 60, 6360)).toBe(false)
  })

  it('is shared out anew once the queue has fallen below the half', () => {
    const shared = space(6400)
    expect(shared.forDecision('loud', 100, 3200)).toBe(true)
    expect(shared.forDecision('loud', 100, 3300)).toBe(false)
    expect(shared.forDecision('loud', 100, 1000)).toBe(true)
    expect(shared.forDecision('loud', 100, 3200)).toBe(true)
  })

  it('has a reserve for outcomes when decisions find none', () => {
    const full = space(6400)
    expect(full.forDecision('a', 100, 6400)).toBe(false)
    expect(full.forOther(100, 6400)).toBe(true)
    expect(full.forOther(100, 7950)).toBe(false)
  })
})
