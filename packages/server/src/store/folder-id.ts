/** What tells a data folder apart from another one that was at the same place before: of a container, say, that begins with none. */
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from './sqlite/database.ts'

const FILE = 'id'
const FORM = /^[0-9a-f]{32}$/

/** The folder's own number, made when it has none. Only for its owner. */
export function folderId(folder: string): string {
  const read = readFolderId(folder)
  if (read !== undefined) return read
  const made = randomBytes(16).toString('hex')
  writeFileSync(join(folder, FILE), `${made}\n`, { mode: 0o600 })
  return made
}

/** The same for whoever only reads; undefined: it has none yet. */
export function readFolderId(folder: string): string | undefined {
  const read = readId(join(folder, FILE))
  return FORM.test(read) ? read : undefined
}

function readId(path: string): string {
  try {
    return readFileSync(path, 'latin1').trim()
  } catch (cause) {
    if (errorCode(cause) !== 'ENOENT') throw cause
    return ''
  }
}
