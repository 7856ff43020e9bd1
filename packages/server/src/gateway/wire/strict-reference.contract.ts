/** The rules for messages once more, as plainly and slowly as they can be said: what the scan is compared with. */
import { isUtf8 } from 'node:buffer'

const MESSAGE = ['jsonrpc', 'id', 'method', 'params', 'result', 'error']
const PARAMS = [
  ...['name', 'arguments', '_meta', 'uri', 'cursor', 'inputResponses', 'requestState', 'task', 'taskId', 'requestId'],
]
const fold = (key: string): string => key.normalize('NFC').toUpperCase().toLowerCase()

/** Whether the gateway may take these bytes for a message. */
export function strictly(bytes: Buffer): boolean {
  if (!isUtf8(bytes) || bytes[0] === 0xef) return false
  const text = bytes.toString()
  try {
    JSON.parse(text)
  } catch {
    return false
  }
  return new Walk(text).isSound()
}

/** Walks a text that is known to be JSON. */
class Walk {
  readonly #tokens: readonly string[]
  #next = 0
  #members = 0

  constructor(text: string) {
    this.#tokens = text.match(/"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+/g) ?? []
  }

  isSound(): boolean {
    return this.#value([], 0) && this.#members <= 100_000
  }

  #value(path: readonly string[], depth: number): boolean {
    const token = this.#tokens[this.#next++] ?? ''
    if (token === '{') return depth < 64 && this.#object(path, depth + 1)
    if (token === '[') return depth < 64 && this.#array(path, depth + 1)
    const value: unknown = JSON.parse(token)
    return typeof value === 'string' ? wellFormed(value) : typeof value !== 'number' || Number.isFinite(value)
  }

  #object(path: readonly string[], depth: number): boolean {
    const found: string[] = []
    let sound = true
    while (this.#tokens[this.#next] !== '}') {
      if (this.#tokens[this.#next] === ',') this.#next++
      const key = String(JSON.parse(this.#tokens[this.#next++] ?? ''))
      this.#next++
      this.#members++
      found.push(key)
      sound = wellFormed(key) && !/\p{M}{31}/u.test(key) && this.#value([...path, key], depth) && sound
      if (!sound) return false
    }
    this.#next++
    return !found.includes('__proto__') && isClear(found, path)
  }

  #array(path: readonly string[], depth: number): boolean {
    while (this.#tokens[this.#next] !== ']') {
      if (this.#tokens[this.#next] === ',') this.#next++
      this.#members++
      if (!this.#value([...path, '#'], depth)) return false
    }
    this.#next++
    return true
  }
}

function isClear(keys: readonly string[], path: readonly string[]): boolean {
  const identities = path[0] === 'params' ? keys.map(fold) : keys
  if (new Set(identities).size < keys.length) return false
  if (path.length === 0) return !hasLookAlike(keys, MESSAGE)
  return path.length > 1 || path[0] !== 'params' || !hasLookAlike(keys, PARAMS)
}

const hasLookAlike = (keys: readonly string[], known: readonly string[]): boolean =>
  keys.some((key) => !known.includes(key) && known.some((name) => fold(name) === fold(key)))

const wellFormed = (text: string): boolean => !/\p{Cs}/u.test(text)
