/** Time zones by their IANA names: how far local wall time is ahead of UTC. */
import { flawed, type OrFlaw, sound } from '../policy/problem.ts'

/** A time zone. One object for each name, so that what is remembered is shared. */
export interface Zone {
  /** As it was written. */
  readonly id: string
  /** Local wall time minus UTC at an instant, milliseconds. Throws a RangeError for what is no instant. */
  readonly offsetAt: (at: number) => number
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** Instants of one quarter of an hour mostly share their offset, so it is looked up once for each. */
const QUARTER = 15 * MINUTE

/** No offsets such as +02:00: those know nothing of clocks that are set. */
const NAME = /^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/
const OFFSET = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/
const MAX_NAME_LENGTH = 64

/** The zone of documents that name none. */
export const UTC: Zone = { id: 'UTC', offsetAt: () => 0 }

const zones = new Map<string, Zone>([['UTC', UTC]])

/** Reads a name such as `Europe/Berlin`, or `UTC`. */
export function parseZone(name: string): OrFlaw<Zone> {
  const known = zones.get(name)
  if (known !== undefined) return sound(known)
  const format = formatOf(name)
  if (format === undefined) {
    return flawed(
      'bad_value',
      `${JSON.stringify(name.slice(0, MAX_NAME_LENGTH))} is not a time zone`,
      'Write "UTC", or an IANA name with area and city, such as "Europe/Berlin".',
    )
  }
  const zone = { id: name, offsetAt: remembering((at) => readOffset(format.format(at))) }
  zones.set(name, zone)
  return sound(zone)
}

function formatOf(name: string): Intl.DateTimeFormat | undefined {
  if (name.length > MAX_NAME_LENGTH || !NAME.test(name)) return undefined
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  } catch {
    return undefined
  }
}

function readOffset(text: string): number {
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = OFFSET.exec(text) ?? []
  const size = Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds) * SECOND
  return sign === '-' ? -size : size
}

function remembering(find: (at: number) => number): (at: number) => number {
  let from = Number.NaN
  let offset = 0
  return (at) => {
    if (at >= from && at < from + QUARTER) return offset
    const start = Math.floor(at / QUARTER) * QUARTER
    const first = find(start)
    // A quarter in which the clocks are set is not remembered: not every change falls on one.
    if (first !== find(start + QUARTER - 1)) return find(at)
    from = start
    offset = first
    return first
  }
}
