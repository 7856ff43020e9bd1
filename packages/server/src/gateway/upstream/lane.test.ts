import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Deadlines, type Timed } from './deadlines.ts'
import { Lane } from './lane.ts'

describe('Lane', () => {
  it('starts so many, lets so many wait, in order, and refuses the rest', async () => {
    const started: number[] = []
    const lane = new Lane(2, 2)
    const turns = [0, 1, 2, 3, 4].map((i) => ({ start: () => started.push(i) }))
    expect(turns.map((turn) => lane.enter(turn))).toEqual(['started', 'started', 'waiting', 'waiting', 'full'])
    lane.leave()
    await Promise.resolve()
    expect(started).toEqual([0, 1, 2])
    expect(lane.enter(turns[4]!)).toBe('waiting')
    expect(lane.forget(turns[3]!)).toBe(true)
    expect(lane.forget(turns[3]!)).toBe(false)
    for (let i = 0; i < 4; i++) lane.leave()
    await Promise.resolve()
    expect(started).toEqual([0, 1, 2, 4])
  })
})

describe('Deadlines', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  const timed = (fired: string[], name: string): Timed => ({ due: 0, place: -1, onDeadline: () => fired.push(name) })

  it('fires once, not before its time and not much after', () => {
    const fired: string[] = []
    const deadlines = new Deadlines(800)
    deadlines.arm(timed(fired, 'a'), 800)
    vi.advanceTimersByTime(799)
    expect(fired).toEqual([])
    vi.advanceTimersByTime(201)
    expect(fired).toEqual(['a'])
    vi.advanceTimersByTime(5000)
    expect(fired).toEqual(['a'])
  })

  it('is moved by arming again, and gone by disarming', () => {
    const fired: string[] = []
    const deadlines = new Deadlines(800)
    const [moved, gone] = [timed(fired, 'moved'), timed(fired, 'gone')]
    deadlines.arm(moved, 800)
    deadlines.arm(gone, 800)
    vi.advanceTimersByTime(700)
    deadlines.arm(moved, 800)
    deadlines.disarm(gone)
    vi.advanceTimersByTime(700)
    expect(fired).toEqual([])
    vi.advanceTimersByTime(400)
    expect(fired).toEqual(['moved'])
  })

  it('keeps them apart, whichever goes first', () => {
    const fired: string[] = []
    const deadlines = new Deadlines(800)
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => timed(fired, name))
    const stopping: Timed = { due: 0, place: -1, onDeadline: () => deadlines.disarm(all[4]!) }
    for (const one of [stopping, ...all]) deadlines.arm(one, 800)
    deadlines.disarm(all[1]!)
    deadlines.disarm(all[1]!)
    deadlines.disarm(all[3]!)
    deadlines.arm(all[3]!, 1600)
    vi.advanceTimersByTime(1000)
    expect(fired.sort()).toEqual(['a', 'c'])
    vi.advanceTimersByTime(1000)
    expect(fired.sort()).toEqual(['a', 'c', 'd'])
  })

  it('keeps no timer when nothing is armed', () => {
    const deadlines = new Deadlines(800)
    const one = timed([], 'a')
    deadlines.arm(one, 800)
    deadlines.disarm(one)
    vi.advanceTimersByTime(200)
    expect(vi.getTimerCount()).toBe(0)
    deadlines.arm(one, 800)
    expect(vi.getTimerCount()).toBe(1)
  })
})
