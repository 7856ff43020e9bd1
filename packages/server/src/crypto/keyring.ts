/**
 * The keys by which secrets are sealed: a file, or a variable of the environment. The first key
 * seals; the others only open what was sealed before. An edited file holds from the next use on.
 */
import { createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import type { Instant } from '@portcullis/engine'
import { isThere, whileLocked } from './edit-lock.ts'
import { exposedKey } from './key-file.ts'
import type { SealKey, SealKeys } from './seal.ts'

/** A key, and since when it is there. */
export interface RingKey extends SealKey {
  readonly created: Instant
}

/** The keys as they stand in the file or the variable, newest first. */
export interface Keyring extends SealKeys {
  all(): readonly RingKey[]
  /** Puts a new key before the others; undefined: the keys come from the environment, where only people edit. */
  readonly add: ((at: Instant) => RingKey) | undefined
  /** Takes keys out for good: what is still sealed by them is lost. */
  readonly remove: ((ids: ReadonlySet<string>) => void) | undefined
}

/** `problem` says what was tried and what to do; it never holds key material. */
export type OpenedKeyring =
  | { readonly ok: true; readonly keyring: Keyring }
  | { readonly ok: false; readonly problem: string }

/** The variable that can hold the keys, one a line or separated by spaces. */
export const SEAL_KEYS_VARIABLE = 'PORTCULLIS_SEAL_KEYS'

const KEY_BYTES = 32
const ID_BYTES = 5
const MOST_KEYS = 32
const FORM = /^portcullis-seal-key:1:([0-9A-Za-z]{1,32}):(\d{1,13}):([A-Za-z0-9_-]{43}):([0-9a-f]{8})$/

const checksum = (id: string, created: number, bytes: Buffer): string =>
  createHash('sha256').update(`portcullis-seal-key:${id}:${created}:`).update(bytes).digest('hex').slice(0, 8)

/** A key as a line: what is written into the file, and what the variable holds. */
export function printSealKey({ id, created, bytes }: RingKey): string {
  return `portcullis-seal-key:1:${id}:${created}:${bytes.toString('base64url')}:${checksum(id, created, bytes)}`
}

/** A new random key. */
export function makeSealKey(at: Instant): RingKey {
  return { id: randomBytes(ID_BYTES).toString('hex'), created: at, bytes: randomBytes(KEY_BYTES) }
}

function parseSealKey(line: string): RingKey | undefined {
  const [, id, created, encoded, sum] = FORM.exec(line) ?? []
  if (id === undefined || encoded === undefined) return undefined
  const bytes = Buffer.from(encoded, 'base64url')
  return checksum(id, Number(created), bytes) === sum ? { id, created: Number(created), bytes } : undefined
}

/** All keys of a text; undefined where one cannot be read, an id stands twice, or there is none. */
function parseKeys(text: string): readonly RingKey[] | undefined {
  const keys = text
    .split(/\s+/)
    .filter((line) => line !== '')
    .map(parseSealKey)
  const known = keys.filter((key) => key !== undefined)
  const ids = new Set(known.map(({ id }) => id))
  return known.length === keys.length && ids.size === known.length && known.length > 0 && known.length <= MOST_KEYS
    ? known
    : undefined
}

/**
 * The keys of the variable where it is set, else those of the file, which is created with one key (mode 0600) when it
 * does not exist. Never throws.
 */
export function openKeyring(
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
  now: () => Instant,
): OpenedKeyring {
  const given = environment[SEAL_KEYS_VARIABLE]
  if (given !== undefined && given !== '') return givenKeyring(given)
  try {
    if (!exists(path)) createFile(path, now())
    const read = readKeys(path)
    return typeof read === 'string' ? { ok: false, problem: read } : { ok: true, keyring: fileKeyring(path) }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const remedy = 'Give this user a data folder it can read and write.'
    return { ok: false, problem: `The file of sealing keys ${path} could not be opened: ${reason}. ${remedy}` }
  }
}

function givenKeyring(text: string): OpenedKeyring {
  const keys = parseKeys(text)
  if (keys === undefined) {
    const remedy = 'Write keys as `portcullis keys new` prints them, the newest first, separated by spaces.'
    return {
      ok: false,
      problem: `The variable ${SEAL_KEYS_VARIABLE} holds something that is no sealing key. ${remedy}`,
    }
  }
  return { ok: true, keyring: { ...lookUp(() => keys), add: undefined, remove: undefined } }
}

function lookUp(all: () => readonly RingKey[]): Pick<Keyring, 'all' | 'current' | 'find'> {
  return {
    all,
    current() {
      const [first] = all()
      if (first === undefined) throw new Error('There is no sealing key: the file of keys is empty.')
      return first
    },
    find: (id) => all().find((key) => key.id === id),
  }
}

/**
 * Reads the file again whenever another process replaced it. Where it cannot be read any more, the keys that were read last go on
 * to be used.
 */
function fileKeyring(path: string): Keyring {
  let seen = ''
  let keys: readonly RingKey[] = []
  const all = (): readonly RingKey[] => {
    const stats = statSync(path, { throwIfNoEntry: false })
    const version = stats === undefined ? seen : `${stats.ino}:${stats.mtimeMs}:${stats.size}`
    if (version === seen) return keys
    const read = readKeys(path)
    if (typeof read !== 'string') keys = read
    else if (keys.length === 0) throw new Error(read)
    seen = version
    return keys
  }
  return {
    ...lookUp(all),
    add: (at) =>
      whileLocked(path, () => {
        const key = makeSealKey(at)
        replaceFile(path, [key, ...all()])
        return key
      }),
    remove: (ids) =>
      whileLocked(path, () => {
        const left = all().filter(({ id }) => !ids.has(id))
        if (left.length > 0) replaceFile(path, left)
      }),
  }
}

/** The file's keys, or why they cannot be read. */
function readKeys(path: string): readonly RingKey[] | string {
  const file = openSync(path, 'r')
  try {
    const problem = exposedKey(path, fstatSync(file))
    if (problem !== undefined) return problem
    const remedy = 'Restore it from a backup: what was sealed by its keys cannot be opened without them.'
    return parseKeys(readFileSync(file, 'latin1')) ?? `The file of sealing keys ${path} is damaged. ${remedy}`
  } finally {
    closeSync(file)
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}

function draftOf(path: string, keys: readonly RingKey[]): string {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, keys.map((key) => `${printSealKey(key)}\n`).join(''))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return draft
}

/** The first of two processes wins. */
function createFile(path: string, at: Instant): void {
  const draft = draftOf(path, [makeSealKey(at)])
  try {
    linkSync(draft, path)
  } catch (cause) {
    if (!isThere(cause)) throw cause
  } finally {
    unlinkSync(draft)
  }
}

/** In one step: whoever reads it, now or after a crash, finds the old keys or the new ones. */
function replaceFile(path: string, keys: readonly RingKey[]): void {
  renameSync(draftOf(path, keys), path)
}
