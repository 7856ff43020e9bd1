/** Reading files that somebody may be writing at this moment. */
import { stat } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../../ports/clock.ts'
import { type FileSet, readFileSet } from '../file-set.ts'

/** A set that did not change for a while. */
export interface Settled {
  readonly set: FileSet
  /** What the files looked like just before they were read for the last time. */
  readonly signature: string
}

/** Settling, in milliseconds. */
export interface Settling {
  readonly clock: Clock
  /** Two equal readings lie at least so far apart. */
  readonly gap: number
  /** Readings after which it is given up. */
  readonly attempts: number
}

/**
 * Reads a configuration until two readings in a row are equal, so that neither half a file nor half of a change over
 * several files is taken. Undefined: it went on changing.
 */
export async function readSettled(path: string, { clock, gap, attempts }: Settling): Promise<Settled | undefined> {
  let before = await readFileSet(path)
  for (let attempt = 1; attempt < attempts; attempt++) {
    await waitAtLeast(clock, gap)
    const signature = await signatureOf([...before.files.keys()])
    const set = await readFileSet(path, { earlier: before })
    if (set.digest === before.digest) return { set, signature }
    before = set
  }
  return undefined
}

/** Timers may fire a little early. */
async function waitAtLeast(clock: Clock, milliseconds: number): Promise<void> {
  const until = clock.monotonic() + milliseconds
  for (let left = milliseconds; left > 0; left = until - clock.monotonic()) await wait(Math.ceil(left))
}

/** Changes with every change of one of the files that the file system tells of; costs no reading. */
export async function signatureOf(paths: readonly string[]): Promise<string> {
  const states = await Promise.all(paths.map(stateOf))
  return states.join('\n')
}

async function stateOf(path: string): Promise<string> {
  try {
    const { dev, ino, mode, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true })
    return [path, dev, ino, mode, size, mtimeNs, ctimeNs].join(' ')
  } catch {
    return `${path} absent`
  }
}
