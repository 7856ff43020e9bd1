/** The file by which commands on the machine find the control plane and prove that they may read the data folder. */
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { exposedKey } from '../../crypto/key-file.ts'

/** Its name in the data folder. */
export const DOOR_FILE = 'control.door'

/** What it says. A secret: never shown. */
export interface Door {
  /** `http://127.0.0.1:4101` */
  readonly origin: string
  readonly secret: string
  /** The listener's certificate, PEM, by which it is recognised; undefined: it speaks no TLS. */
  readonly certificate: string | undefined
}

const door = z.object({ origin: z.url(), secret: z.string(), certificate: z.string().optional() })

/** Writes it, for this user alone; whole, or not at all. */
export function writeDoor(path: string, written: Door): void {
  const beside = `${path}.${process.pid}`
  writeFileSync(beside, `${JSON.stringify(written)}\n`, { mode: 0o600 })
  renameSync(beside, path)
}

/** What was found; `problem`: what to do before it can be used. */
export type FoundDoor = Door | { readonly problem: string } | undefined

/** Reads it; undefined: no control plane runs on this data folder. */
export function readDoor(path: string): FoundDoor {
  try {
    const problem = exposedKey(path, statSync(path))
    if (problem !== undefined) return { problem }
    const { origin, secret, certificate } = door.parse(JSON.parse(readFileSync(path, 'utf8')))
    return { origin, secret, certificate }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    return {
      problem: `${path} cannot be read${code === '' ? '' : ` (${code})`}. Restart the gateway, as the user who runs this command.`,
    }
  }
}
