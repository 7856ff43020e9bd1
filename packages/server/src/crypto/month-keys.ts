/**
 * Keys of the digests of arguments: one for each month, so that what is old can be made unreadable by destroying its key.
 * They are random, in a file of the data folder; nothing else leads to them.
 */
import { randomBytes } from 'node:crypto'
import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { exposedKey } from './key-file.ts'
import { type KeyedDigester, keyedDigester } from './keyed-digest.ts'

/** The file's name within the data folder. */
export const MONTH_KEYS = 'fact.keys'

const LINE = /^([0-9]{4}-[0-9]{2}) ([A-Za-z0-9_-]{43})$/
const MONTH = /^[0-9]{4}-[0-9]{2}$/
const KEY_BYTES = 32
/** Milliseconds between two looks for a key that is not there. */
const LOOKING = 1000

/** Keys by month, `2026-11`. */
export interface MonthKeys {
  /** Undefined: there is none (any more). */
  find(month: string): Buffer | undefined
  /** The key of a month, made where there is none yet. */
  obtain(month: string): Buffer
  /** Takes over the key that others have for a month. */
  adopt(month: string, key: Buffer): void
  /** Destroys all keys of months before this one. Answers which. */
  destroyBefore(month: string): readonly string[]
}

export type OpenedMonthKeys =
  | { readonly ok: true; readonly keys: MonthKeys }
  /** What was tried and what to do. */
  | { readonly ok: false; readonly problem: string }

/** Opens the file, which need not be there. Never throws. */
export function openMonthKeys(path: string): OpenedMonthKeys {
  try {
    return readKeys(path)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    return { ok: false, problem: `The keys of digests in ${path} could not be read: ${why}.` }
  }
}

function readKeys(path: string): OpenedMonthKeys {
  const known = new Map<string, Buffer>()
  const text = textOf(path)
  if (typeof text === 'object') return { ok: false, problem: text.problem }
  for (const line of text.split('\n')) {
    if (line === '') continue
    const [, month, key] = LINE.exec(line) ?? []
    if (month === undefined || key === undefined) {
      const remedy = 'Restore it from a backup, or move it away: earlier digests cannot be compared then.'
      return { ok: false, problem: `The file ${path} of the keys of digests is damaged. ${remedy}` }
    }
    known.set(month, Buffer.from(key, 'base64url'))
  }
  return { ok: true, keys: keysOf(path, known) }
}

/** The file's text, empty where there is none; or who else could have read it. */
function textOf(path: string): string | { readonly problem: string } {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return ''
    throw cause
  }
  try {
    const problem = exposedKey(path, fstatSync(file))
    return problem === undefined ? readFileSync(file, 'latin1') : { problem }
  } finally {
    closeSync(file)
  }
}

function keysOf(path: string, known: Map<string, Buffer>): MonthKeys {
  return {
    find: (month) => known.get(month),
    obtain(month) {
      const found = known.get(month)
      if (found !== undefined) return found
      if (!MONTH.test(month)) throw new RangeError(`"${month}" is no month`)
      const key = randomBytes(KEY_BYTES)
      known.set(month, key)
      write(path, known)
      return key
    },
    adopt(month, key) {
      if (!MONTH.test(month) || key.length !== KEY_BYTES) throw new RangeError(`no key of a month: "${month}"`)
      if (known.get(month)?.equals(key) === true) return
      known.set(month, key)
      write(path, known)
    },
    destroyBefore(month) {
      const old = [...known.keys()].filter((each) => each < month)
      for (const each of old) known.delete(each)
      if (old.length > 0) write(path, known)
      return old
    },
  }
}

/** The whole file anew: it has its name only once it is on the disk. */
function write(path: string, keys: ReadonlyMap<string, Buffer>): void {
  const draft = `${path}.draft`
  const file = openSync(draft, 'w', 0o600)
  try {
    const lines = [...keys].map(([month, key]) => `${month} ${key.toString('base64url')}\n`)
    writeSync(file, lines.join(''))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(draft, path)
}

/**
 * Keys of a file that somebody else writes.
 * @param now monotonic, milliseconds: what is not there is looked for once in a while
 */
export function readMonthKeys(path: string, now: () => number): (month: string) => Buffer | undefined {
  let lookedAt = Number.NEGATIVE_INFINITY
  return (month) => {
    if (now() - lookedAt < LOOKING) return undefined
    lookedAt = now()
    const opened = openMonthKeys(path)
    return opened.ok ? opened.keys.find(month) : undefined
  }
}

/** The month that is so many months before another: `monthsBefore('2026-02', 3)` is `2025-11`. */
export function monthsBefore(month: string, months: number): string {
  const at = new Date(`${month}-01T00:00:00Z`)
  at.setUTCMonth(at.getUTCMonth() - months)
  return at.toISOString().slice(0, 7)
}

/**
 * Digests of arguments by the key of their month, which is the last part of their place (`digestPlace`); of everything else
 * by the lasting key.
 * @param keyOf the key of a month; undefined: it is gone, and no digest of that month can be compared any more
 */
export function monthlyDigester(lasting: KeyedDigester, keyOf: (month: string) => Buffer | undefined): KeyedDigester {
  const digesters = new Map<string, KeyedDigester>()
  return {
    for(place) {
      const month = place.at(-1) ?? ''
      if (place.length === 1 || !MONTH.test(month)) return lasting.for(place)
      const known = digesters.get(month)
      if (known !== undefined) return known.for(place)
      const key = keyOf(month)
      if (key === undefined) return () => ''
      const digester = keyedDigester(key)
      digesters.set(month, digester)
      return digester.for(place)
    },
  }
}
