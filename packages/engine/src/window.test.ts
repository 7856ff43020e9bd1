import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseWindow, slotsOf, type Window } from './window.ts'

function window(written: string | number): Window {
  const parsed = parseWindow(written)
  if (!parsed.ok) throw new Error(parsed.flaw.message)
  return parsed.value
}

const written = fc.oneof(
  fc.constantFrom('minute', 'hour', 'day', '90s', '15m', '24h', '7d'),
  fc.integer({ min: 1, max: 31_622_400 }),
)
const instants = fc.integer({ min: -1e14, max: 8e15 })

describe('windows', () => {
  it('hold the instant, are half-open, and are followed at once by the next', () => {
    fc.assert(
      fc.property(written, instants, (each, at) => {
        const { size } = window(each)
        const { current, next } = slotsOf(window(each))(at)
        expect(current.from <= at && at < current.to).toBe(true)
        expect([current.to - current.from, next.to - next.from, next.from]).toEqual([size, size, current.to])
      }),
    )
  })

  it('give the same slots whatever was asked before', () => {
    fc.assert(
      fc.property(written, fc.array(instants, { maxLength: 5 }), instants, (each, before, at) => {
        const used = slotsOf(window(each))
        before.forEach(used)
        expect(used(at)).toEqual(slotsOf(window(each))(at))
      }),
    )
  })

  it('share slots between calls of one window', () => {
    const slots = slotsOf(window('minute'))
    expect(slots(60_000)).toBe(slots(119_999))
    expect(slots(120_000).current).toEqual({ from: 120_000, to: 180_000 })
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuse the instant %d', (at) => {
    expect(() => slotsOf(window('minute'))(at)).toThrow(RangeError)
  })

  it.each([
    ['90s', '90s', 90_000],
    [90, '90s', 90_000],
    ['15m', '900s', 900_000],
    ['day', 'day', 86_400_000],
    ['1d', '86400s', 86_400_000],
  ])('%s is the window %s of %d ms', (text, id, size) => {
    expect(window(text)).toEqual({ id, size })
  })

  it.each([
    '',
    'days',
    '0s',
    '-1s',
    '1.5h',
    '1w',
    0,
    -1,
    1.5,
    Number.NaN,
    31_622_401,
    '367d',
    'constructor',
    '__proto__',
  ])('there is no window %s', (text) => {
    expect(parseWindow(text)).toMatchObject({ ok: false, flaw: { code: 'bad_value' } })
  })

  it.each(['week', 'month'])('%s belongs to a later version', (text) => {
    expect(parseWindow(text)).toMatchObject({ ok: false, flaw: { code: 'unsupported' } })
  })
})
