/** One process edits a file at a time: what another one just put there must not be lost. */
import { closeSync, openSync, rmSync } from 'node:fs'

/** Milliseconds between two tries. */
const LOOK = 20
/** Tries after which a lock belongs to a process that is gone: edits take milliseconds. */
const TRIES = 500

/** Whether something failed because a file was there already. */
export const isThere = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'

/** Runs `work` while no other process edits the file; waits, blocking, for whoever does. */
export function whileLocked<Result>(path: string, work: () => Result): Result {
  const lock = `${path}.lock`
  for (let tries = 0; !take(lock); tries++) {
    if (tries === TRIES) rmSync(lock, { force: true })
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK)
  }
  try {
    return work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function take(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx', 0o600))
    return true
  } catch (cause) {
    if (isThere(cause)) return false
    throw cause
  }
}
