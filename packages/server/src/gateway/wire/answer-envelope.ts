/** What stands around a message of a server's: its members, and of a result the few that say how a call ended. */
import { META_PREFIX } from './era.ts'
import type { JsonListener } from './json-stream.ts'
import { isLookAlike, MESSAGE_KEYS } from './known-keys.ts'

/** Members of `result` that are read, and the one of `error`. */
const RESULT_KEYS: ReadonlySet<string> = new Set(['isError', 'resultType', '_meta'])
const ERROR_KEYS: ReadonlySet<string> = new Set(['code'])

/** Top-level members whose value is wanted. */
const READ_KEYS: ReadonlySet<string> = new Set(['jsonrpc', 'id', 'method'])

/**
 * Collects the envelope of one message. Ends the reading where a member that is read stands twice or has a look-alike:
 * readers would disagree on which of them counts.
 */
export class AnswerEnvelope implements JsonListener {
  /** Source text of the values that are read, by their path: `id`, `result/isError`, … */
  readonly values = new Map<string, string>()
  /** Paths of the keys that were seen, of those that are known. */
  readonly seen = new Set<string>()
  /** A key of `result._meta` pretends to come from the gateway. */
  ownMeta = false
  /** `result` or `error` is an object. */
  hasBody = false
  #top = ''
  #inner = ''

  wantsKeys(depth: number): boolean {
    if (depth === 1) return true
    if (depth === 2) return this.#top === 'result' || this.#top === 'error'
    return depth === 3 && this.#path === 'result/_meta'
  }

  onKey(depth: number, raw: string): boolean {
    const key = decode(raw)
    if (depth === 3) {
      if (key.startsWith(META_PREFIX)) this.ownMeta = true
      return true
    }
    if (depth === 1) this.#top = key
    this.#inner = depth === 2 ? key : ''
    if (depth === 1 && isLookAlike(MESSAGE_KEYS, key)) return false
    return this.#isFirst(depth)
  }

  wantsValue(depth: number): boolean {
    if (depth === 1) return READ_KEYS.has(this.#top)
    return depth === 2 && this.#isKnownInner
  }

  onValue(depth: number, raw: string): boolean {
    this.values.set(depth === 1 ? this.#top : this.#path, raw)
    return true
  }

  onContainer(depth: number, isObject: boolean): boolean {
    if (depth === 0) return isObject
    if (depth === 1 && isObject && (this.#top === 'result' || this.#top === 'error')) this.hasBody = true
    return true
  }

  get #path(): string {
    return `${this.#top}/${this.#inner}`
  }

  get #isKnownInner(): boolean {
    if (this.#top === 'result') return RESULT_KEYS.has(this.#inner)
    return this.#top === 'error' && ERROR_KEYS.has(this.#inner)
  }

  #isFirst(depth: number): boolean {
    if (depth === 2 && !this.#isKnownInner) return true
    const path = depth === 1 ? this.#top : this.#path
    if (this.seen.has(path)) return false
    this.seen.add(path)
    return true
  }
}

/** The text of a key, of which each character is one byte of UTF-8. */
function decode(raw: string): string {
  const text = /[\x80-\xff]/.test(raw) ? Buffer.from(raw, 'latin1').toString() : raw
  if (!text.includes('\\')) return text
  try {
    return String(JSON.parse(`"${text}"`))
  } catch {
    // A control character, which no known key holds.
    return text
  }
}
