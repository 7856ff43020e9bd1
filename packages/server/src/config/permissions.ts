/** Who else may read or change the files that govern the gateway. */
import { statSync } from 'node:fs'
import type { Draft } from './draft.ts'
import type { ConfigurationFile } from './schema.ts'

const othersWrite = 0o002
const groupWrites = 0o020
const othersRead = 0o004

/** Reports files that every user of the machine may change (an error) or read (a warning). */
export function judgePermissions(draft: Draft, file: ConfigurationFile | undefined): void {
  if (draft.world.portable || process.platform === 'win32') return
  const tlsKey = file?.tls === undefined ? undefined : draft.absolute(file.tls.key)
  for (const source of draft.set.files.values()) {
    if (!source.ok) continue
    judgeMode(draft, source.path, source.mode)
    if (source.path === draft.set.main || source.path === tlsKey) judgeReaders(draft, source.path, source.mode)
  }
  const folder = file === undefined ? undefined : draft.absolute(file.data)
  const mode = folder === undefined ? undefined : modeOf(folder)
  if (folder === undefined || mode === undefined) return
  judgeMode(draft, folder, mode)
  judgeReaders(draft, folder, mode)
}

function judgeMode(draft: Draft, path: string, mode: number): void {
  const repair = 'go-w'
  if ((mode & othersWrite) !== 0) {
    note(draft, path, { severity: 'error', message: `Every user of this machine may change ${path}.`, repair })
  } else if ((mode & groupWrites) !== 0) {
    note(draft, path, { severity: 'warning', message: `Its group may change ${path}.`, repair })
  }
}

function judgeReaders(draft: Draft, path: string, mode: number): void {
  if ((mode & othersRead) === 0) return
  const message = `Every user of this machine may read ${path}.`
  note(draft, path, { severity: 'warning', message, repair: 'go-rwx' })
}

interface Note {
  readonly severity: 'error' | 'warning'
  readonly message: string
  /** The mode that mends it, as `chmod` takes it. */
  readonly repair: string
}

function note(draft: Draft, path: string, { severity, message, repair }: Note): void {
  const file = draft.set.files.has(path) ? path : draft.set.main
  const remedy = `Run \`chmod ${repair} ${path}\`.`
  draft.add({ file, line: 1, column: 1, path: '', code: 'permissions', severity, message, remedy })
}

function modeOf(path: string): number | undefined {
  try {
    return statSync(path).mode & 0o777
  } catch {
    return undefined
  }
}
