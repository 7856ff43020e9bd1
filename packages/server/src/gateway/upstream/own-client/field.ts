/** One field of a head: where its name and its value stand, and which of those that matter it is. */
import { COLON, NAME, SPACE, TAB, VALUE } from './characters.ts'
import type { Lines } from './lines.ts'

/** The fields that say how an answer is read, and those that are told to whoever asked. */
const FRAMING = ['connection', 'content-length', 'keep-alive', 'transfer-encoding'] as const
const TOLD = ['content-encoding', 'content-type', 'mcp-session-id', 'www-authenticate'] as const

/** A field that matters. */
export interface Known {
  readonly name: (typeof FRAMING)[number] | (typeof TOLD)[number]
  /** Its name in lower case. */
  readonly bytes: Buffer
}

const byLength = new Map<number, Known[]>()
for (const name of [...FRAMING, ...TOLD]) {
  const known: Known = { name, bytes: Buffer.from(name) }
  byLength.set(name.length, [...(byLength.get(name.length) ?? []), known])
}

const isBlank = (byte: number | undefined): boolean => byte === SPACE || byte === TAB

/** Sets the bit in which small letters differ from large ones; of what a name may have nothing else becomes a letter. */
const SMALL = 0x20

function isSame(buffer: Buffer, from: number, name: Buffer): boolean {
  for (let i = 0; i < name.length; i++) if (((buffer[from + i] ?? 0) | SMALL) !== name[i]) return false
  return true
}

/** Reads a line as a field. */
export class Field {
  /** Undefined: one that nobody asks for. */
  known: Known | undefined
  buffer: Buffer = Buffer.alloc(0)
  /** Where the value stands, without the white space around it. */
  from = 0
  to = 0
  /** A tab stands behind the value: readers differ in whether it belongs to it. */
  hasTab = false

  /** @returns whether the line is a field; one that goes on from the line before is none */
  read({ buffer, start, end }: Lines): boolean {
    let at = start
    while (at < end && NAME[buffer[at] ?? 0] === 1) at++
    if (at === start || at === end || buffer[at] !== COLON) return false
    this.known = byLength.get(at - start)?.find(({ bytes }) => isSame(buffer, start, bytes))
    return this.#value(buffer, at + 1, end)
  }

  #value(buffer: Buffer, start: number, end: number): boolean {
    let from = start
    let to = end
    while (from < to && isBlank(buffer[from])) from++
    this.hasTab = false
    for (; to > from && isBlank(buffer[to - 1]); to--) if (buffer[to - 1] === TAB) this.hasTab = true
    this.buffer = buffer
    this.from = from
    this.to = to
    for (let i = from; i < to; i++) if (VALUE[buffer[i] ?? 0] !== 1) return false
    return true
  }

  /** The value as text, a character a byte. */
  text(): string {
    return this.buffer.toString('latin1', this.from, this.to)
  }
}
