/**
 * How an operator confirms an edit: by a file in the data folder, which no server can be given and only the gateway's
 * user can write. It names the digest of what was shown, so that nothing that was edited since is confirmed with it.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { sameSecret } from '../../crypto/token.ts'
import type { ReloadStatus } from './status.ts'

const statusFile = (dataFolder: string): string => join(dataFolder, 'reload.json')
const confirmationFile = (dataFolder: string): string => join(dataFolder, 'reload-confirmed')

/** What `portcullis reload` is told of the running gateway. */
export interface PublishedStatus {
  readonly state: ReloadStatus['state']
  readonly at: number
  readonly digest: string
  readonly loosens: readonly string[]
  /** Of an edit with errors: `file:line:column message`. */
  readonly problems: readonly string[]
  readonly restart: readonly string[]
}

const publishedStatus: z.ZodType<PublishedStatus> = z.object({
  state: z.enum(['in_force', 'rejected', 'waiting']),
  at: z.number(),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  loosens: z.array(z.string()),
  problems: z.array(z.string()),
  restart: z.array(z.string()),
})

/** Leaves the status for `portcullis reload`; returns why that failed, or undefined. */
export async function publishStatus(dataFolder: string, status: ReloadStatus): Promise<string | undefined> {
  const { state, at, digest } = status
  const published: PublishedStatus = {
    state,
    at,
    digest,
    loosens: status.state === 'waiting' ? status.loosens : [],
    problems:
      status.state === 'rejected'
        ? status.problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`)
        : [],
    restart: status.state === 'in_force' ? status.restart : [],
  }
  return writeWhole(statusFile(dataFolder), `${JSON.stringify(published, undefined, 2)}\n`)
}

/** The status that a running gateway left, or undefined. */
export async function readStatus(dataFolder: string): Promise<PublishedStatus | undefined> {
  const text = await readOrNothing(statusFile(dataFolder))
  try {
    return text === undefined ? undefined : publishedStatus.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Confirms the edit with this digest; returns why that failed, or undefined. */
export async function confirmDigest(dataFolder: string, digest: string): Promise<string | undefined> {
  return writeWhole(confirmationFile(dataFolder), `${digest}\n`)
}

/** Takes a confirmation, once: whether it is for this digest. A confirmation for anything else is void. */
export async function takeConfirmation(dataFolder: string, digest: string): Promise<boolean> {
  const file = confirmationFile(dataFolder)
  const text = await readOrNothing(file)
  if (text === undefined) return false
  await rm(file, { force: true })
  return sameSecret(text.trim(), digest)
}

async function readOrNothing(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Nobody sees half a file: it is written beside its place and moved there. */
async function writeWhole(path: string, text: string): Promise<string | undefined> {
  const beside = `${path}.${process.pid}.new`
  try {
    await writeFile(beside, text, { mode: 0o600 })
    await rename(beside, path)
    return undefined
  } catch (error) {
    await rm(beside, { force: true })
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown cause'
    return `${path} cannot be written: ${code}.`
  }
}
