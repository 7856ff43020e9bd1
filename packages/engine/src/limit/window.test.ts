import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseWindow, rollingSlots, type Slots, slotsOf, type Window } from './window.ts'
import { parseZone, type Zone } from './zone.ts'

function window(written: string | number): Window {
  const parsed = parseWindow(written)
  if (!parsed.ok) throw new Error(parsed.flaw.message)
  return parsed.value
}

function zone(name: string): Zone {
  const parsed = parseZone(name)
  if (!parsed.ok) throw new Error(parsed.flaw.message)
  return parsed.value
}

const durations = fc.oneof(fc.constantFrom('90s', '15m', '24h', '7d'), fc.integer({ min: 1, max: 31_622_400 }))
const units = fc.constantFrom('minute', 'hour', 'day', 'week', 'month')
const written = fc.oneof(durations, units)
/** Zones whose clocks are set at odd times, by odd amounts, over midnight, or over the date line. */
const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Pacific/Apia',
  'Pacific/Kwajalein',
  'Antarctica/Troll',
)
/** From 1900 to 2100. */
const instants = fc.integer({ min: -2_208_988_800_000, max: 4_102_444_800_000 })

describe('windows', () => {
  it('[time.partition] follow one another without gap or overlap, in every zone', () => {
    fc.assert(
      fc.property(written, zones, instants, (each, name, at) => {
        const slots = (instant: number): Slots => slotsOf(window(each), zone(name))(instant)
        const { current, next } = slots(at)
        expect(current.from <= at && at < current.to && current.to === next.from && next.from < next.to).toBe(true)
        expect([slots(current.from), slots(current.to - 1)]).toEqual([slots(at), slots(at)])
        expect(slots(current.to).current).toEqual(next)
        expect(slots(current.from - 1).next).toEqual(current)
      }),
      { numRuns: Number(process.env['PORTCULLIS_PROPERTY_RUNS'] ?? 300) },
    )
  })

  it('have one length where they are durations, counted from the epoch', () => {
    fc.assert(
      fc.property(durations, fc.integer({ min: -1e14, max: 8e15 }), (each, at) => {
        const { size = Number.NaN } = window(each)
        const { current, next } = slotsOf(window(each))(at)
        expect(Math.abs(current.from % size)).toBe(0)
        expect([current.to - current.from, next.to - next.from]).toEqual([size, size])
      }),
    )
  })

  it('give the same slots whatever was asked before', () => {
    fc.assert(
      fc.property(written, zones, fc.array(instants, { maxLength: 5 }), instants, (each, name, before, at) => {
        const used = slotsOf(window(each), zone(name))
        before.forEach(used)
        expect(used(at)).toEqual(slotsOf(window(each), zone(name))(at))
      }),
      { numRuns: 50 },
    )
  })

  it('share slots between calls of one window', () => {
    const slots = slotsOf(window('minute'))
    expect(slots(60_000)).toBe(slots(119_999))
    expect(slots(120_000).current).toEqual({ from: 120_000, to: 180_000 })
  })

  it('end with the call where they roll along', () => {
    expect(rollingSlots(60_000)(100_000).current).toEqual({ from: 40_000, to: 100_000 })
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuse the instant %d', (at) => {
    for (const each of ['minute', 'month', '90s']) expect(() => slotsOf(window(each))(at)).toThrow(RangeError)
    expect(() => slotsOf(window('day'), zone('Europe/Berlin'))(at)).toThrow(RangeError)
  })

  it.each([
    ['90s', '90s', undefined, 90_000],
    [90, '90s', undefined, 90_000],
    ['15m', '900s', undefined, 900_000],
    ['day', 'day', 'day', 86_400_000],
    ['1d', '86400s', undefined, 86_400_000],
    ['week', 'week', 'week', 604_800_000],
    ['month', 'month', 'month', undefined],
  ])('%s is the window %s', (text, id, unit, size) => {
    expect(window(text)).toEqual({ id, unit, size })
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
})

describe('time zones', () => {
  it.each(['', 'Berlin', 'Europe/Atlantis', '+02:00', 'UTC+2', 'constructor', `Europe/${'x'.repeat(80)}`])(
    'there is no zone %s',
    (name) => {
      expect(parseZone(name)).toMatchObject({ ok: false, flaw: { code: 'bad_value' } })
    },
  )

  it.each([
    ['Europe/Berlin', '2026-03-29T00:59:59.999Z', 60],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', 120],
    ['Asia/Kathmandu', '2026-03-29T01:00:00Z', 345],
    ['America/St_Johns', '2026-01-01T00:00:00Z', -210],
    ['Pacific/Apia', '2011-12-30T09:59:59Z', -600],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', 840],
    ['Africa/Monrovia', '1972-01-07T00:44:29Z', -44.5],
    ['Africa/Monrovia', '1972-01-07T00:44:30Z', 0],
  ])('%s is at %s ahead of UTC by %d minutes', (name, at, minutes) => {
    expect(zone(name).offsetAt(Date.parse(at)) / 60_000).toBeCloseTo(minutes, 6)
  })
})
