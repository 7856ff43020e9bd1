/** The product as a process with its control plane: started, set up by its link, and asked through the typed client. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { type Client, createClient } from '../packages/server/src/control/client.ts'
import { ROUTE_PLACES } from '../packages/server/src/control/route-places.ts'
import { ended, PORTCULLIS } from './gateway-process.ts'
import { tracked } from './spawned.ts'

/** A gateway with its control plane. */
export interface ControlledProcess {
  /** Where MCP clients connect. */
  readonly origin: string
  /** Where people administer. */
  readonly admin: string
  /** The link of the first account; undefined: there is one. */
  readonly setUp: string | undefined
  readonly folder: string
  readonly child: ChildProcess
  /** Everything that was printed. */
  printed(): string
  /** Kills it, or ends it in order. */
  end(signal?: NodeJS.Signals): Promise<void>
  /** Starts it again in the same folder. */
  again(): Promise<ControlledProcess>
  /** Ends it, and removes its folder. */
  close(): Promise<void>
}

/** Starts one on free ports. @param settings further sections of its file @param program the command @param environment further variables */
export async function startControlled(
  settings: Readonly<Record<string, unknown>> = {},
  program = PORTCULLIS,
  environment: Readonly<Record<string, string>> = {},
): Promise<ControlledProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-control-'))
  const configuration = {
    listen: { mcp: '127.0.0.1:0', admin: '127.0.0.1:0', catalogue: 'off' },
    data: 'state',
    ...settings,
  }
  await writeFile(join(folder, 'portcullis.yaml'), stringify(configuration), { mode: 0o600 })
  return launch(folder, program, environment)
}

async function launch(
  folder: string,
  program: string,
  environment: Readonly<Record<string, string>>,
): Promise<ControlledProcess> {
  const child = tracked(
    spawn(process.execPath, [program, 'start', '-c', join(folder, 'portcullis.yaml')], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '', ...environment },
    }),
  )
  let text = ''
  const hear = (piece: string): void => {
    text += piece
  }
  child.stdout.setEncoding('utf8').on('data', hear)
  child.stderr.setEncoding('utf8').on('data', hear)
  const find = (form: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = form.exec(text)?.[1]
        if (found !== undefined) resolve(found)
      }
      for (const stream of [child.stdout, child.stderr]) stream.on('data', look)
      child.once('exit', (code) => reject(new Error(`The gateway ended with ${code}: ${text}`)))
      look()
    })
  const [origin, admin] = await Promise.all([
    find(/Portcullis listens on ([^\s"]+)["\n]/),
    find(/(?:Control plane:|control plane listens on) ([^\s"]+)(?: now\.)?["\n]/),
  ])
  await find(/(Decision log:.*\n)/)
  return {
    origin,
    admin,
    get setUp() {
      return /(http\S+\/set-up#\S+)/.exec(text)?.[1]
    },
    folder,
    child,
    printed: () => text,
    end: (signal) => ended(child, signal),
    again: () => launch(folder, program, environment),
    async close() {
      await ended(child)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Somebody who asks the API. */
export interface Person {
  readonly client: Client
  readonly headers: Readonly<Record<string, string>>
}

/** Whoever has these headers. */
export function personWith(admin: string, headers: Readonly<Record<string, string>>): Person {
  return { headers, client: createClient({ origin: admin, routes: ROUTE_PLACES, headers: () => headers }) }
}

/** Of the first account. */
export const PASSWORD = 'a long enough pass phrase'

const FIRST = { email: 'ada@example.com', password: PASSWORD }

/** Makes the first account through its link. */
export async function firstAccount(running: ControlledProcess): Promise<Person> {
  for (let turn = 0; running.setUp === undefined && turn < 100; turn++)
    await new Promise((resolve) => setTimeout(resolve, 20))
  const secret = running.setUp?.split('#')[1] ?? ''
  return enter(running.admin, '/accounts/first', { ...FIRST, secret, name: 'Ada' })
}

/** Logs the first account in. */
export function logIn({ admin }: ControlledProcess): Promise<Person> {
  return enter(admin, '/sessions', FIRST)
}

/** Opens a session by a route that answers one: its cookie and its key belong together. */
export async function enter(admin: string, path: string, body: object): Promise<Person> {
  const response = await fetch(`${admin}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(await response.text())
  const { key } = (await response.json()) as { key: string }
  const cookie = (response.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? ''
  return personWith(admin, { cookie, 'portcullis-session': key })
}

/** The body of an answer that has to be good. */
export async function good<Body>(
  asked: Promise<{ readonly ok: true; readonly body: Body } | { readonly ok: false; readonly problem: object }>,
): Promise<Body> {
  const told = await asked
  if (!told.ok) throw new Error(JSON.stringify(told.problem))
  return told.body
}
