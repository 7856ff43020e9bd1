/** What `connect` wrote, so that it can be undone: a file in the user's settings, without tokens. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { CLIENTS } from '../../ports/client-forms.ts'
import { settingsFolder } from '../remote/contexts.ts'
import { Stop } from '../remote/stop.ts'

const written = z.object({
  client: z.enum(CLIENTS),
  path: z.string(),
  name: z.string(),
  /** The file as it was; undefined: there was none. */
  backup: z.string().optional(),
  /** SHA-256 of what was written. */
  digest: z.string(),
  at: z.int(),
})

/** A file that was written. */
export type Written = z.output<typeof written>

const journal = z.object({ written: z.array(written) })

const fileOf = (): string => join(settingsFolder(), 'connected.json')

/** All of them, the oldest first. Throws `Stop`. */
export function readJournal(): readonly Written[] {
  const path = fileOf()
  if (!existsSync(path)) return []
  try {
    return journal.parse(JSON.parse(readFileSync(path, 'utf8'))).written
  } catch {
    throw new Stop(`${path} cannot be read. Correct it or delete it; backups lie beside the files of the clients.`)
  }
}

/** Writes them. */
export function writeJournal(all: readonly Written[]): void {
  const path = fileOf()
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const beside = `${path}.${process.pid}`
  writeFileSync(beside, `${JSON.stringify({ written: all }, undefined, 2)}\n`, { mode: 0o600 })
  renameSync(beside, path)
}
