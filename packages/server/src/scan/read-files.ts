/** The files of clients, read: which servers each names. Nothing is run. */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { type ClientConfig, type ConfiguredServer, readClientConfig } from '@portcullis/catalogue'
import type { Place } from './places.ts'

/** A file that was there. */
export type ReadFile =
  | (Place & {
      readonly ok: true
      readonly servers: readonly ConfiguredServer[]
      /** Names of entries that say neither what to start nor what to reach. */
      readonly skipped: readonly string[]
      readonly text: string
    })
  | (Place & { readonly ok: false; readonly problem: string; readonly line: number })

const MAX_BYTES = 16 * 1024 * 1024
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The text of a file; undefined where none is there. */
async function textAt(path: string): Promise<string | { readonly problem: string } | undefined> {
  try {
    // A named pipe without a writer would otherwise never open.
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const stat = await handle.stat()
      if (!stat.isFile()) return { problem: 'It is not a file.' }
      if (stat.size > MAX_BYTES) return { problem: 'It is larger than 16 MiB: no client’s configuration is.' }
      return utf8.decode(await handle.readFile())
    } finally {
      await handle.close()
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    if (error instanceof TypeError) return { problem: 'It is not UTF-8 text.' }
    return { problem: `It cannot be read (${code}). Correct its permissions.` }
  }
}

/** Reads one place; undefined where there is no file. Never rejects. */
export async function readPlace(place: Place): Promise<ReadFile | undefined> {
  const text = await textAt(place.path)
  if (text === undefined) return undefined
  if (typeof text !== 'string') return { ...place, ok: false, problem: text.problem, line: 1 }
  const config: ClientConfig = readClientConfig(text, place.client)
  return config.ok
    ? { ...place, ok: true, servers: config.servers, skipped: config.skipped, text }
    : { ...place, ok: false, problem: config.problem, line: config.line }
}
