/** The installation's key: a file, or a variable of the environment, out of which every other key is derived. */
import { createHash, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { exposedKey } from './key-file.ts'

/** Derives a key of 32 bytes for one purpose; keys of different purposes say nothing about one another (HKDF, RFC 5869). */
export type DeriveKey = (purpose: string) => Buffer

export type OpenedKey =
  | { readonly ok: true; readonly derive: DeriveKey }
  /** `problem` says what was tried and what to do; it never holds key material. */
  | { readonly ok: false; readonly problem: string }

const KEY_BYTES = 32
const format = /^portcullis-key:1:([A-Za-z0-9_-]{43}):([0-9a-f]{8})\n?$/

const checksum = (key: Buffer): string =>
  createHash('sha256').update('portcullis-key').update(key).digest('hex').slice(0, 8)

const errorCode = (cause: unknown): unknown => (cause instanceof Error && 'code' in cause ? cause.code : undefined)
const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** The variable that can hold the key, as the file holds it. */
export const KEY_VARIABLE = 'PORTCULLIS_KEY'

/**
 * The key of the variable where it is set, else that of the file, which is created (random, mode 0600, in a folder of mode 0700)
 * when it does not exist. Never throws.
 */
export function openKey(path: string, environment: Readonly<Record<string, string | undefined>> = {}): OpenedKey {
  const given = environment[KEY_VARIABLE]
  if (given !== undefined && given !== '') return givenKey(given)
  try {
    return readKey(path)
  } catch (cause) {
    if (errorCode(cause) !== 'ENOENT') return unusable(path, cause)
  }
  try {
    createKey(path)
    return readKey(path)
  } catch (cause) {
    return unusable(path, cause)
  }
}

function givenKey(text: string): OpenedKey {
  const key = parseKey(text.trim())
  if (key !== undefined) return { ok: true, derive: derivation(key) }
  const remedy = 'Write the line that stands in a key file, or that `portcullis keys new --installation` prints.'
  return { ok: false, problem: `The variable ${KEY_VARIABLE} holds something that is no key. ${remedy}` }
}

/** A new random key, as the file or the variable holds it. */
export const newKeyLine = (): string => printKey(randomBytes(KEY_BYTES))

const printKey = (key: Buffer): string => `portcullis-key:1:${key.toString('base64url')}:${checksum(key)}`

const unusable = (path: string, cause: unknown): OpenedKey => ({
  ok: false,
  problem: `The key file ${path} could not be opened: ${reason(cause)}. Give this user a data folder it can read and write.`,
})

/** Complete or not there at all: the file gets its name once its content is on the disk; the first of two processes wins. */
function createKey(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, `${newKeyLine()}\n`)
    fsyncSync(file)
    linkSync(draft, path)
  } catch (cause) {
    if (errorCode(cause) !== 'EEXIST') throw cause
  } finally {
    closeSync(file)
    unlinkSync(draft)
  }
}

function readKey(path: string): OpenedKey {
  const file = openSync(path, 'r')
  try {
    const problem = exposedKey(path, fstatSync(file))
    if (problem !== undefined) return { ok: false, problem }
    const key = parseKey(readFileSync(file, 'latin1'))
    if (key !== undefined) return { ok: true, derive: derivation(key) }
    const remedy =
      'Restore it from a backup, or move it away to begin with a new key: earlier digests cannot be compared then.'
    return { ok: false, problem: `The key file ${path} is damaged. ${remedy}` }
  } finally {
    closeSync(file)
  }
}

function parseKey(text: string): Buffer | undefined {
  const [, encoded, sum] = format.exec(text) ?? []
  if (encoded === undefined || sum === undefined) return undefined
  const key = Buffer.from(encoded, 'base64url')
  return timingSafeEqual(Buffer.from(checksum(key)), Buffer.from(sum)) ? key : undefined
}

const derivation =
  (key: Buffer): DeriveKey =>
  (purpose) =>
    Buffer.from(hkdfSync('sha256', key, '', `portcullis/${purpose}`, KEY_BYTES))
