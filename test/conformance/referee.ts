/** Runs the official conformance suite against a server and reads what it found. */
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** The frozen sets of requirements that servers are measured by. */
export const REVISIONS = ['2025-11-25', '2026-07-28'] as const

/** One of the sets. */
export type Revision = (typeof REVISIONS)[number]

/** One thing that was looked at. */
export interface Check {
  readonly scenario: string
  readonly id: string
  readonly name: string
  readonly status: string
  readonly error: string | undefined
}

/** What a run found. */
export interface Findings {
  readonly checks: readonly Check[]
  /** Scenarios that the revision requires. */
  readonly required: ReadonlySet<string>
}

const CHECKS = z.array(
  z.object({ id: z.string(), name: z.string(), status: z.string(), errorMessage: z.string().optional() }),
)
const PROGRAM = createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/dist/index.js')
const ON_NODE_20 = fileURLToPath(new URL('fs-glob.mjs', import.meta.url))
const LIMIT_MS = 120_000

/** Runs one set against the server at `url`, which must name `localhost`. Rejects when the suite itself fails. */
export async function runReferee(url: string, revision: Revision): Promise<Findings> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'))
  try {
    const output = await run(['server', '--url', url, '--requirements', revision, '--output-dir', folder], folder)
    const checks = await readChecks(folder, 'server-')
    if (checks.length === 0)
      throw new Error(`The conformance suite ran no check against ${url}:\n${output.slice(-4000)}`)
    return { checks, required: await readRequired(revision, 'server') }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Runs the client scenarios of a revision with a command to which the server's URL is appended, and reads those of a group,
 * such as `auth`; the command may leave the others be.
 */
export async function refereeClients(command: string, group: string, revision: Revision): Promise<Findings> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'))
  try {
    const chosen = ['--requirements', revision, '--timeout', String(LIMIT_MS)]
    const output = await run(['client', '--command', command, ...chosen, '--output-dir', folder], folder)
    const found = await readChecks(join(folder, group), '')
    if (found.length === 0) throw new Error(`The conformance suite ran no check of a client:\n${output.slice(-4000)}`)
    const required = [...(await readRequired(revision, 'client'))].filter((scenario) =>
      scenario.startsWith(`${group}/`),
    )
    const checks = found.map((check) => ({ ...check, scenario: `${group}/${check.scenario}` }))
    return { checks, required: new Set(required) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Its exit code is not asked: it says no more than the checks do. */
function run(args: readonly string[], cwd: string): Promise<string> {
  const child = spawn(process.execPath, ['--import', ON_NODE_20, PROGRAM, ...args], { cwd, timeout: LIMIT_MS })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (_code, signal) => {
      if (signal === null) resolve(output)
      else
        reject(new Error(`The conformance suite was ended by ${signal} after ${LIMIT_MS} ms:\n${output.slice(-4000)}`))
    })
  })
}

/** Results lie in one folder for each scenario, `<prefix><scenario>-<instant>`. */
async function readChecks(folder: string, prefix: '' | 'server-'): Promise<Check[]> {
  const checks: Check[] = []
  for (const entry of (await readdir(folder)).sort()) {
    const scenario = /^(.+)-\d{4}-\d\d-\d\dT[\d-]+Z$/.exec(entry)?.[1]?.slice(prefix.length)
    if (scenario === undefined || !entry.startsWith(prefix)) continue
    // A scenario that broke off leaves none: its checks are missed where runs are compared.
    const text = await readFile(join(folder, entry, 'checks.json'), 'utf8').catch(() => '[]')
    const found = CHECKS.parse(JSON.parse(text))
    for (const { id, name, status, errorMessage } of found)
      checks.push({ scenario, id, name, status, error: errorMessage })
  }
  return checks
}

async function readRequired(revision: Revision, leg: 'server' | 'client'): Promise<ReadonlySet<string>> {
  const text = await readFile(new URL(`../requirements/${revision}.yaml`, `file://${PROGRAM}`), 'utf8')
  const list = new RegExp(`^${leg}:\\n((?: {2}- .+\\n)+)`, 'm').exec(text)?.[1]
  if (list === undefined) throw new Error(`The requirements of ${revision} name no ${leg} scenarios.`)
  return new Set(Array.from(list.matchAll(/^ {2}- (\S+)/gm), ([, scenario]) => scenario ?? ''))
}
