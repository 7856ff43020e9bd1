/** The keys that the protocol gives a meaning to, found among a message's bytes without decoding. */
import { foldKey } from '@portcullis/engine'

/** The keys of one place of a message. */
export interface KnownKeys {
  readonly names: readonly string[]
  readonly bytes: readonly Buffer[]
  readonly folded: ReadonlySet<string>
}

/** Prepares a set of keys. */
export const knownKeys = (...names: string[]): KnownKeys => ({
  names,
  bytes: names.map((name) => Buffer.from(name)),
  folded: new Set(names.map(foldKey)),
})

/** Members of a message (JSON-RPC 2.0, sections 4 and 5). */
export const MESSAGE_KEYS: KnownKeys = knownKeys('jsonrpc', 'id', 'method', 'params', 'result', 'error')

/** Members of `params` that say what a request does, in any method and revision. */
export const PARAMS_KEYS: KnownKeys = knownKeys(
  ...['name', 'arguments', '_meta', 'uri', 'cursor', 'inputResponses', 'requestState', 'task', 'taskId', 'requestId'],
)

/** A longer key does not become a known one by folding. */
const LONGEST_LOOK_ALIKE = 64

/** The known key that stands, written plainly, at `start` to `end`; undefined for any other. */
export function knownName(keys: KnownKeys, bytes: Buffer, start: number, end: number): string | undefined {
  for (let i = 0; i < keys.bytes.length; i += 1) {
    const word = keys.bytes[i]
    if (word !== undefined && word.length === end - start && begins(bytes, start, word)) return keys.names[i]
  }
  return undefined
}

/** True for a key that differs from a known one in case or composition only. */
export const isLookAlike = (keys: KnownKeys, key: string): boolean =>
  key.length <= LONGEST_LOOK_ALIKE && !keys.names.includes(key) && keys.folded.has(foldKey(key))

function begins(bytes: Buffer, start: number, word: Buffer): boolean {
  for (let i = 0; i < word.length; i += 1) if (bytes[start + i] !== word[i]) return false
  return true
}
