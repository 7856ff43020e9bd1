/** SHA-256 (FIPS 180-4) in plain JavaScript: synchronous, the same in Node and in a browser. For digests, not for secrets. */

const ROUNDS = 64

function fraction(root: number): number {
  return ((root - Math.floor(root)) * 2 ** 32) | 0
}

function primes(howMany: number): readonly number[] {
  const found: number[] = []
  for (let candidate = 2; found.length < howMany; candidate++) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate)
  }
  return found
}

const PRIMES = primes(ROUNDS)
const K = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)))
const START = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)))

function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by))
}

function schedule(words: Int32Array): void {
  for (let t = 16; t < ROUNDS; t++) {
    const a = words[t - 15] ?? 0
    const b = words[t - 2] ?? 0
    const s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3)
    const s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10)
    words[t] = ((words[t - 16] ?? 0) + s0 + (words[t - 7] ?? 0) + s1) | 0
  }
}

function compress(state: Int32Array, words: Int32Array): void {
  schedule(words)
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let t = 0; t < ROUNDS; t++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const first = (h + s1 + ((e & f) ^ (~e & g)) + (K[t] ?? 0) + (words[t] ?? 0)) | 0
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  const after = [a, b, c, d, e, f, g, h]
  for (let i = 0; i < 8; i++) state[i] = ((state[i] ?? 0) + (after[i] ?? 0)) | 0
}

/** UTF-8 of a text; a lone surrogate becomes U+FFFD, as in the Encoding standard. */
export function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3)
  let end = 0
  for (let at = 0; at < text.length; at++) {
    let code = text.charCodeAt(at)
    if (code >= 0xd800 && code <= 0xdfff) {
      const whole = text.codePointAt(at) ?? 0
      if (whole > 0xffff) at++
      code = whole > 0xffff ? whole : 0xfffd
    }
    end = put(bytes, end, code)
  }
  return bytes.subarray(0, end)
}

/** How the first byte begins, by how many follow. */
const LEAD = [0, 0xc0, 0xe0, 0xf0] as const

function put(bytes: Uint8Array, end: number, code: number): number {
  if (code < 0x80) {
    bytes[end] = code
    return end + 1
  }
  const more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3
  bytes[end] = (LEAD[more] ?? 0) | (code >> (6 * more))
  for (let i = 1; i <= more; i++) bytes[end + i] = 0x80 | ((code >> (6 * (more - i))) & 0x3f)
  return end + 1 + more
}

/** The digest of a text's UTF-8, as 64 hexadecimal digits. */
export function sha256(text: string): string {
  const bytes = utf8(text)
  const length = (((bytes.length + 8) >> 6) + 1) << 6
  const padded = new Uint8Array(length)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(length - 8, Math.floor(bytes.length / 2 ** 29))
  view.setUint32(length - 4, bytes.length << 3)
  const state = Int32Array.from(START)
  const words = new Int32Array(ROUNDS)
  for (let block = 0; block < length; block += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getInt32(block + i * 4)
    compress(state, words)
  }
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}
