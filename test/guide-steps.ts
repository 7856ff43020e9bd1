/** Follows a chapter of the guide as it stands: every command of it, in an empty folder, by the program that is built. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { ended, PORTCULLIS } from './gateway-process.ts'
import { tracked } from './spawned.ts'

/** Chapters whose commands all run from nothing. */
export const FOLLOWED = ['30-a-team-by-commands', '31-as-code', '32-connecting-by-a-command', '34-upgrading'] as const

/** How long an edit of the configuration takes to hold. */
const SETTLED = 1500

interface Block {
  readonly line: number
  readonly mode: '' | 'background' | 'stopped'
  readonly text: string
}

async function blocksOf(name: string): Promise<readonly Block[]> {
  const page = await readFile(new URL(`../docs/guide/${name}.md`, import.meta.url), 'utf8')
  return [...page.matchAll(/^```sh(?: (background|stopped))?\n([\s\S]*?)^```$/gm)].map(
    ({ index, 1: mode, 2: text = '' }) => ({
      line: page.slice(0, index).split('\n').length,
      mode: mode === 'background' || mode === 'stopped' ? mode : '',
      text,
    }),
  )
}

/** A machine with nothing on it but the program. */
async function bareMachine() {
  const home = await mkdtemp(join(tmpdir(), 'portcullis-guide-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  const bin = join(home, '.bin')
  await mkdir(bin)
  await writeFile(join(bin, 'portcullis'), `#!/bin/sh\nexec "${process.execPath}" "${PORTCULLIS}" "$@"\n`)
  await chmod(join(bin, 'portcullis'), 0o755)
  const { PORTCULLIS_HOME: _, XDG_CONFIG_HOME: __, ...rest } = process.env
  const env = { ...rest, HOME: home, PATH: `${bin}:${process.env['PATH']}`, NODE_OPTIONS: '' }
  return { folder: home, env }
}

type Machine = Awaited<ReturnType<typeof bareMachine>>

/** Whoever looks for a free port may lose it to another test: then the first installation is made again. */
async function started(machine: Machine, tries = 3): Promise<ChildProcess> {
  const fresh = !existsSync(join(machine.folder, 'data'))
  try {
    return await startOnce(machine)
  } catch (error) {
    if (!fresh || tries === 1 || !String(error).includes('cannot listen')) throw error
    await rm(join(machine.folder, 'data'), { recursive: true, force: true })
    return started(machine, tries - 1)
  }
}

function startOnce(machine: Machine): Promise<ChildProcess> {
  const child = tracked(
    spawn(process.execPath, [PORTCULLIS, 'start'], {
      cwd: machine.folder,
      env: machine.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
      if (text.includes('Decision log:')) resolve(child)
    })
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
    child.once('exit', (code) => reject(new Error(`portcullis start ended with ${code}: ${text}`)))
  })
}

/** Ports of the guide that another program had are others here. */
async function asHere(text: string, { folder }: Machine): Promise<string> {
  const configuration = await readFile(join(folder, 'data/portcullis.yaml'), 'utf8')
  const admin = /admin: "127\.0\.0\.1:(\d+)"/.exec(configuration)?.[1] ?? '4101'
  const sample = /url: http:\/\/127\.0\.0\.1:(\d+)\/mcp/.exec(configuration)?.[1] ?? '4104'
  return text.replaceAll('127.0.0.1:4101', `127.0.0.1:${admin}`).replaceAll('127.0.0.1:4104', `127.0.0.1:${sample}`)
}

function ran(script: string, { folder, env }: Machine): Promise<{ readonly code: number; readonly said: string }> {
  return new Promise((resolve) => {
    const child = execFile('bash', ['-e', '-o', 'pipefail', '-c', script], { cwd: folder, env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), said: out + err })
    })
    child.stdin?.end()
  })
}

/** Follows a chapter; throws at the first command that fails. */
export async function follow(name: (typeof FOLLOWED)[number]): Promise<void> {
  const machine = await bareMachine()
  let gateway: ChildProcess | undefined
  for (const { line, mode, text } of await blocksOf(name)) {
    if (mode === 'background') {
      gateway = await started(machine)
      continue
    }
    if (mode === 'stopped' && gateway !== undefined) await ended(gateway)
    const { code, said } = await ran(await asHere(text, machine), machine)
    expect(code, `line ${line}:\n${text}\n${said}`).toBe(0)
    if (text.includes('>> data/portcullis.yaml')) await new Promise((resolve) => setTimeout(resolve, SETTLED))
  }
  if (gateway !== undefined) await ended(gateway)
}
