/** One import at a time: two at once would each write without what the other found. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ownFolder } from './own.ts'
import { makePrivateFolder } from './private-file.ts'

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function take(path: string): boolean {
  try {
    writeFileSync(path, `${process.pid}\n`, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Takes the lock of a data folder's imports; a lock whose process died counts for nothing. */
export function lockImports(
  dataFolder: string,
): { readonly ok: true; release(): void } | { readonly ok: false; readonly problem: string } {
  const folder = ownFolder(dataFolder)
  makePrivateFolder(folder)
  const path = join(folder, 'import.lock')
  for (let attempt = 0; attempt < 2; attempt++) {
    if (take(path)) return { ok: true, release: () => rmSync(path, { force: true }) }
    const holder = Number(readFileSync(path, 'utf8').trim())
    if (Number.isSafeInteger(holder) && holder > 0 && isAlive(holder)) break
    rmSync(path, { force: true })
  }
  return { ok: false, problem: `Another import works on ${folder}: wait until it is done, or end it.` }
}
