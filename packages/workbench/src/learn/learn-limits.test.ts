import { describe, expect, it } from 'vitest'
import type { RecordedCall } from '../replay/recorded-call.ts'
import { limitsAbove, peaksOf } from './learn-limits.ts'
import { roundUp } from './round-up.ts'

const call = (seconds: number, grant = 'g', count = 1): RecordedCall => ({
  at: Date.UTC(2026, 2, 1) + seconds * 1000,
  id: 'i',
  grant,
  subject: undefined,
  server: 's',
  tool: 't',
  label: undefined,
  was: { effect: 'allow', code: undefined, rule: undefined },
  args: new Map(),
  otherArgs: 0,
  defaults: new Set(),
  answers: new Map(),
  slot: 0,
  outcome: 'ok',
  count,
})

describe('peaks', () => {
  it('are those of one grant within a window of the calendar', () => {
    const calls = [call(0), call(59), call(60), call(61, 'other', 2), call(3600)]
    expect(peaksOf(calls)).toEqual([
      { window: 'minute', calls: 2 },
      { window: 'hour', calls: 3 },
      { window: 'day', calls: 4 },
    ])
  })
})

describe('limits', () => {
  it('stand above the peaks, each of use beside the others', () => {
    const peaks = [
      { window: 'minute', calls: 2 },
      { window: 'hour', calls: 20 },
      { window: 'day', calls: 20 },
    ] as const
    expect(limitsAbove(peaks, 2, 'c')).toEqual([
      { counter: 'c', window: 'minute', max: 5 },
      { counter: 'c', window: 'day', max: 50 },
    ])
  })
})

describe('numbers that people choose', () => {
  it.each([
    [0, 0],
    [1, 1],
    [4, 5],
    [6, 10],
    [31, 50],
    [100, 100],
    [0.03, 0.03],
    [0.21, 0.3],
    [999, 1000],
  ])('%d becomes %d', (value, rounded) => {
    expect(roundUp(value)).toBe(rounded)
  })
})
