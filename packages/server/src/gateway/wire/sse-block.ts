/** One block of a stream of server-sent events, read by its fields (WHATWG HTML, section 9.2.6). */

/** One block of a stream. */
export interface StreamBlock {
  /** The `data` lines joined by line feeds; undefined for a block that has none, or only empty ones. */
  readonly data: Buffer | undefined
  /** The block as it came, with its blank line. */
  readonly raw: Buffer
  readonly id: string | undefined
  readonly event: string | undefined
  /**
   * Nothing stands in it beside its data that a client could read as words: no comment but an empty one, no other name
   * of an event than the usual one, no id but such as can be sent back, no other field.
   */
  readonly isBare: boolean
}

/** Where the next line feed and the next carriage return stand, so that neither is searched for twice. */
export interface LineEnds {
  lf: number
  cr: number
}

const LF = 0x0a
const CR = 0x0d
const COLON = 0x3a
const SPACE = 0x20
const LINE_FEED = Buffer.from('\n')

/** Nothing was searched for yet. */
export const noLineEnds = (): LineEnds => ({ lf: -1, cr: -1 })

/** Index of the next line feed or carriage return, or the end of the bytes. */
export function lineEnd(bytes: Buffer, ends: LineEnds, from: number): number {
  if (ends.lf < from) ends.lf = indexOrEnd(bytes, LF, from)
  if (ends.cr < from) ends.cr = indexOrEnd(bytes, CR, from)
  return Math.min(ends.lf, ends.cr)
}

function indexOrEnd(bytes: Buffer, byte: number, from: number): number {
  const found = bytes.indexOf(byte, from)
  return found < 0 ? bytes.length : found
}

/** An id goes into a header when a stream is taken up again: visible ASCII and blanks, at most 1,024 characters. */
const SENDABLE = /^[\x20-\x7e]{1,1024}$/

/** Whether a client can name the event by its id. */
export const isSendableId = (id: string): boolean => SENDABLE.test(id)

/** Reads the fields of a whole block. What is neither data, id nor event is passed over. */
export function readBlock(raw: Buffer): StreamBlock {
  const ends = noLineEnds()
  const lines: Buffer[] = []
  let id: string | undefined
  let event: string | undefined
  let isBare = true
  for (let i = 0; i < raw.length; ) {
    const end = lineEnd(raw, ends, i)
    const value = fieldAt(raw, i, end)
    const name = raw[i]
    if (value === undefined) isBare &&= end === i || (name === COLON && end === i + 1)
    else if (name === DATA[0]) lines.push(value)
    else if (name === EVENT[0]) {
      event = value.toString()
      isBare &&= event === '' || event === USUAL_EVENT
    } else {
      if (!value.includes(0)) id = value.toString()
      isBare &&= value.length === 0 || isSendableId(value.toString())
    }
    i = end + 1
  }
  return { data: joined(lines), raw, id, event, isBare }
}

/** What an event without a name is. */
const USUAL_EVENT = 'message'

const DATA = Buffer.from('data')
const EVENT = Buffer.from('event')
const ID = Buffer.from('id')

/** The value of a line that is one of the three fields. */
function fieldAt(raw: Buffer, start: number, end: number): Buffer | undefined {
  const name = nameFor(raw[start])
  if (name === undefined || end - start < name.length) return undefined
  for (let i = 1; i < name.length; i += 1) if (raw[start + i] !== name[i]) return undefined
  const colon = start + name.length
  if (colon === end) return raw.subarray(end, end)
  if (raw[colon] !== COLON) return undefined
  const value = raw[colon + 1] === SPACE && colon + 1 < end ? colon + 2 : colon + 1
  return raw.subarray(value, end)
}

function nameFor(first: number | undefined): Buffer | undefined {
  if (first === DATA[0]) return DATA
  if (first === EVENT[0]) return EVENT
  return first === ID[0] ? ID : undefined
}

function joined(lines: readonly Buffer[]): Buffer | undefined {
  const [first] = lines
  if (first === undefined || lines.every((line) => line.length === 0)) return undefined
  return lines.length === 1 ? first : Buffer.concat(lines.flatMap((line, i) => (i === 0 ? [line] : [LINE_FEED, line])))
}
