/** A client's file on the disk: read, kept aside, and replaced in one step with the mode that it had. */
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { Stop } from '../remote/stop.ts'

/** Its text; undefined: there is none. Throws `Stop`. */
export function readFileAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT') return undefined
    throw new Stop(`${path} cannot be read (${code}). Correct its permissions.`)
  }
}

/** SHA-256, hex. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Keeps a copy beside it, for this user alone, as it may hold tokens; undefined: there is no file. */
export function keepAside(path: string, stamp: string): string | undefined {
  if (!existsSync(path)) return undefined
  const backup = `${path}.before-portcullis-${stamp}`
  copyFileSync(path, backup)
  chmodSync(backup, statSync(path).mode & 0o700)
  return backup
}

/** Writes it in one step. A new one is for this user alone; a link stays a link. */
export function replaceFile(path: string, text: string): void {
  const real = existsSync(path) ? realpathSync(path) : path
  const mode = existsSync(real) ? statSync(real).mode & 0o777 : 0o600
  mkdirSync(dirname(real), { recursive: true, mode: 0o700 })
  const beside = `${real}.${process.pid}.new`
  try {
    writeFileSync(beside, text, { mode, flag: 'wx' })
    chmodSync(beside, mode)
    renameSync(beside, real)
  } catch (error) {
    rmSync(beside, { force: true })
    throw new Stop(
      `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}. It is as it was.`,
    )
  }
}

/** Who else may read the file, which holds a token from now on; undefined: nobody. */
export function readableByOthers(path: string): string | undefined {
  if (process.platform === 'win32' || !existsSync(path) || (statSync(path).mode & 0o077) === 0) return undefined
  return `${path} can be read by other users of this machine, and holds a token now. Run: chmod 600 '${path}'`
}
