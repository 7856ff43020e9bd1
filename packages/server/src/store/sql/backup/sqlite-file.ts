/** Copies of SQLite files: whole, while others write, and looked through afterwards. */
import { closeSync, fsyncSync, openSync, readSync, rmSync } from 'node:fs'
import { ensurePrivateFile, errorText } from '../../sqlite/database.ts'
import { SqliteFile } from '../../sqlite-file.ts'

const MAGIC = 'SQLite format 3\0'

/** Whether a file is one of SQLite's. */
export function isSqliteFile(path: string): boolean {
  const file = openSync(path, 'r')
  try {
    const head = Buffer.alloc(MAGIC.length)
    return readSync(file, head) === MAGIC.length && head.toString('latin1') === MAGIC
  } finally {
    closeSync(file)
  }
}

/** Copies a database into a new file; a sentence where the copy is not whole, and is gone again. */
export async function copySqlite(from: string, to: string): Promise<string | undefined> {
  const source = new SqliteFile(from, { readonly: true, fileMustExist: true })
  try {
    ensurePrivateFile(to)
    await source.backup(to)
    const problem = inspect(to)
    if (problem === undefined) return undefined
    rmSync(to, { force: true })
    return `The copy of ${from} is not whole: ${problem}.`
  } catch (error) {
    rmSync(to, { force: true })
    return `${from} could not be copied to ${to}: ${errorText(error)}.`
  } finally {
    source.close()
  }
}

/** Looks through a whole file, and leaves it as one file on the disk. */
function inspect(path: string): string | undefined {
  const file = new SqliteFile(path)
  try {
    file.pragma('journal_mode = DELETE')
    const found = file.pragma('integrity_check(1)', { simple: true })
    return found === 'ok' ? undefined : String(found)
  } finally {
    file.close()
    syncFile(path)
  }
}

/** What was written is on the disk. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
