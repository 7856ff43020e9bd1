import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareInstants, readDate, readInstant } from './instant.ts'

describe('instants', () => {
  it('are those of the platform, to the millisecond', () => {
    const dates = fc.date({
      min: new Date('0001-01-02T00:00:00Z'),
      max: new Date('9999-12-30T00:00:00Z'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(dates, fc.integer({ min: -1439, max: 1439 }), (date, shift) => {
        const sign = shift < 0 ? '-' : '+'
        const size = Math.abs(shift)
        const offset = `${sign}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`
        const local = new Date(date.getTime() + shift * 60_000).toISOString()
        fc.pre(/^\d{4}-/.test(local))
        const instant = readInstant(local.replace('Z', offset))
        const millisecond = Number((instant?.fraction ?? '').padEnd(3, '0'))
        expect((instant?.second ?? 0) + millisecond).toBe(date.getTime())
      }),
    )
  })

  it('are ordered by every digit', () => {
    const order = [
      '2026-01-01T00:00:00Z',
      '2026-01-01T00:00:00.0000000001Z',
      '2026-01-01T00:00:00.45Z',
      '2026-01-01T00:00:00.5Z',
      '2026-01-01T00:00:01-00:00',
    ]
    const read = order.map((text) => readInstant(text) ?? { second: Number.NaN, fraction: '' })
    for (const [index, instant] of read.entries()) {
      for (const [other, later] of read.entries()) {
        expect(Math.sign(compareInstants(instant, later))).toBe(Math.sign(index - other))
      }
    }
  })

  it.each([
    '2026-02-29T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T23:60:00Z',
    '2026-12-31T23:59:60Z',
    '2026-01-01 00:00:00Z',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00:00+24:00',
    '26-01-01T00:00:00Z',
    '',
  ])('%s is none', (text) => {
    expect(readInstant(text)).toBeUndefined()
  })

  it.each(['2026-02-29', '2026-1-1', '2026-01-01T00:00:00Z', '0000-00-00'])('%s is no date', (text) => {
    expect(readDate(text)).toBeUndefined()
  })
})
