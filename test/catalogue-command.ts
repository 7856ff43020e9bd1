/** `portcullis catalogue` as a process, for tests. */
import { type ChildProcess, execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { PORTCULLIS } from './gateway-process.ts'
import { tracked } from './spawned.ts'

export const folder = mkdtempSync(join(tmpdir(), 'catalogue-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** How it ended. */
export interface Ended {
  readonly code: number
  readonly out: string
  readonly error: string
}

/** Starts the command. */
export function start(...args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const options = { env: { ...process.env, PORTCULLIS_HOME: join(folder, 'home'), NO_COLOR: '1' } }
  let end: (ended: Ended) => void = () => undefined
  const ended = new Promise<Ended>((resolve) => {
    end = resolve
  })
  const child = execFile(process.execPath, [PORTCULLIS, 'catalogue', ...args], options, (error, out, text) =>
    end({ code: error === null ? 0 : Number(error.code), out, error: text }),
  )
  return { child: tracked(child), ended }
}

/** Runs it to its end. */
export const run = (...args: readonly string[]): Promise<Ended> => start(...args).ended

/** What it printed as JSON. */
export const counts = ({ out, error }: Ended) => {
  try {
    return JSON.parse(out)
  } catch {
    throw new Error(error)
  }
}
