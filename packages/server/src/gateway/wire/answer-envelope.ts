/** Collects the envelope of a server's message while its pieces pass. */
import {
  type Envelope,
  emptyEnvelope,
  isMember,
  isRead,
  type MemberName,
  noteKey,
  type Part,
  partOf,
} from './answer-facts.ts'
import type { JsonListener } from './json-stream.ts'

/** Names are members of an envelope; depth 1 is the message itself. */
export class EnvelopeListener implements JsonListener {
  readonly envelope: Envelope = emptyEnvelope()
  /** By depth: the part that is open there, if it is one. */
  readonly #parts: (Part | undefined)[] = []
  /** By depth: the member whose value comes next, if it is one. */
  readonly #names: (MemberName | undefined)[] = []

  wantsKeys(depth: number): boolean {
    return this.#parts[depth] !== undefined
  }

  onKey(depth: number, raw: string): boolean {
    const part = this.#parts[depth]
    if (part === undefined) return true
    const key = unescaped(utf8(raw))
    this.#names[depth] = isMember(part, key) ? key : undefined
    return noteKey(this.envelope, part, key)
  }

  wantsValue(depth: number): boolean {
    const name = this.#parts[depth] === undefined ? undefined : this.#names[depth]
    return name !== undefined && isRead(name)
  }

  onValue(depth: number, raw: string): boolean {
    const name = this.#names[depth]
    if (name !== undefined) this.envelope[name] = utf8(raw)
    return true
  }

  onContainer(depth: number, isObject: boolean): boolean {
    if (depth === 0) {
      this.#parts[1] = 'message'
      return isObject
    }
    const part = this.#parts[depth]
    const inner = part === undefined || !isObject ? undefined : partOf(part, this.#names[depth])
    if (inner === 'result' || inner === 'error') this.envelope.hasBody = true
    this.#parts[depth + 1] = inner
    return true
  }
}

/** A text of which each character was one byte. */
const utf8 = (raw: string): string => (/[\x80-\xff]/.test(raw) ? Buffer.from(raw, 'latin1').toString() : raw)

function unescaped(text: string): string {
  if (!text.includes('\\')) return text
  try {
    return String(JSON.parse(`"${text}"`))
  } catch {
    // A control character, which no known key holds.
    return text
  }
}
