/** Log-ins to control planes, kept in one file of the user's settings that nobody else can read. */
import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { exposedKey } from '../../crypto/key-file.ts'
import { Stop } from './stop.ts'

/** A control plane that somebody logged in to. Holds a key, or the token of a person's session: never shown. */
export interface LogIn {
  /** `https://portcullis.example.com` */
  readonly url: string
  readonly key: string
  /** The organisation that commands are about unless they say another. */
  readonly organisation: string
}

/** All log-ins by name, and the one that commands use. */
export interface Contexts {
  readonly current: string | undefined
  readonly contexts: Readonly<Record<string, LogIn>>
}

const shape = z.object({
  current: z.string().optional(),
  contexts: z.record(z.string(), z.object({ url: z.url(), key: z.string(), organisation: z.string() })),
})

type Environment = Readonly<Record<string, string | undefined>>

/** The folder of the user's settings for this program. */
export function settingsFolder(environment: Environment = process.env): string {
  const { APPDATA, XDG_CONFIG_HOME, PORTCULLIS_SETTINGS } = environment
  if (PORTCULLIS_SETTINGS) return PORTCULLIS_SETTINGS
  if (process.platform === 'win32' && APPDATA) return join(APPDATA, 'portcullis')
  return join(XDG_CONFIG_HOME || join(homedir(), '.config'), 'portcullis')
}

const fileOf = (environment?: Environment): string => join(settingsFolder(environment), 'log-ins.json')

/** Reads them; none where there is no file. Throws `Stop` where the file is not this user's alone. */
export function readContexts(environment?: Environment): Contexts {
  const path = fileOf(environment)
  try {
    const exposed = exposedKey(path, statSync(path))
    if (exposed !== undefined) throw new Stop(exposed)
    const { current, contexts } = shape.parse(JSON.parse(readFileSync(path, 'utf8')))
    return { current, contexts }
  } catch (error) {
    if (error instanceof Stop) throw error
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { current: undefined, contexts: {} }
    throw new Stop(`${path} cannot be read. Correct it, or delete it and log in again.`)
  }
}

/** Writes them, for this user alone; whole, or not at all. */
export function writeContexts(contexts: Contexts, environment?: Environment): void {
  const path = fileOf(environment)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const beside = `${path}.${process.pid}`
  writeFileSync(beside, `${JSON.stringify(contexts, undefined, 2)}\n`, { mode: 0o600 })
  chmodSync(beside, 0o600)
  renameSync(beside, path)
}
