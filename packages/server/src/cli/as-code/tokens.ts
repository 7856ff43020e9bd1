/** Tokens of grants that a folder makes: each is written as soon as it is there, for nobody shows it again. */
import { appendFileSync, chmodSync, closeSync, existsSync, openSync } from 'node:fs'
import type { CommandOutput } from '../command-output.ts'
import { Stop } from '../remote/stop.ts'

/** Takes a token. */
export type TakeToken = (label: string, token: string) => void

/**
 * Into that file, one JSON object a line, for this user alone; without one, onto a terminal. Throws `Stop` where they would
 * end in somebody's logs.
 */
export function tokenTaker(file: string | undefined, output: CommandOutput): TakeToken {
  if (file !== undefined) {
    const fresh = !existsSync(file)
    closeSync(openSync(file, 'a', 0o600))
    if (fresh) chmodSync(file, 0o600)
    return (label, token) => appendFileSync(file, `${JSON.stringify({ label, token })}\n`)
  }
  if (process.stdout.isTTY !== true)
    throw new Stop('Grants are to be made, and their tokens are shown once: name a file for them with --tokens.')
  return (label, token) => output.out(`The token of ${label}, shown this once:\n  ${token}\n`)
}
