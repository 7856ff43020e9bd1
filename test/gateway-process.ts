/** The product as a process: a configuration in a folder of its own, started by its command. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { digestToken, mintToken } from '../packages/server/src/crypto/token.ts'
import { tracked } from './spawned.ts'

/** The command as it was built. */
export const BUILT = fileURLToPath(new URL('../packages/server/bin/portcullis.js', import.meta.url))
/** The command, joined into few files where the runner did that: what most tests start. */
export const PORTCULLIS = process.env['TEST_PORTCULLIS'] ?? BUILT

/** Long runs repeat tests without the fast lane: the variable says `off` then. */
const lane = process.env['TEST_FAST_LANE']
export const LANE: { readonly fast_lane?: string } = lane === undefined ? {} : { fast_lane: lane }

/** Long runs repeat tests with another client towards servers: the variable names it then. */
const client = process.env['TEST_UPSTREAM_CLIENT']
const CLIENT: { readonly upstream?: object } = client === undefined ? {} : { upstream: { client } }

/** What a gateway stands before. */
export interface GatewayWish {
  /** URLs of Streamable HTTP servers, by slug. */
  readonly upstreams?: Readonly<Record<string, string>>
  /** Whole sections of servers, by slug. */
  readonly servers?: Readonly<Record<string, object>>
  readonly policy: object
  /** Policies of their own for some servers, by slug; `policy` holds for the others. */
  readonly policies?: Readonly<Record<string, object>>
  /** Drafts that are tried beside the policies of some servers: ids of policies, by slug. */
  readonly shadows?: Readonly<Record<string, string>>
  /** Other sections of `portcullis.yaml`. */
  readonly settings?: Readonly<Record<string, unknown>>
  /** Further variables. */
  readonly environment?: Readonly<Record<string, string>>
}

/** A gateway that takes calls. */
export interface GatewayProcess {
  readonly origin: string
  readonly token: string
  /** Headers that a client needs. */
  readonly headers: Readonly<Record<string, string>>
  readonly folder: string
  readonly child: ChildProcess
  /** Lines of standard error so far. */
  readonly errors: readonly string[]
  urlFor(slug: string): string
  /** Puts another policy in force; resolves when it was written. */
  writePolicy(policy: object): Promise<void>
  close(): Promise<void>
}

/** Starts a gateway on a free port. */
export async function startGateway(wish: GatewayWish): Promise<GatewayProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-test-'))
  const token = mintToken()
  await writeConfiguration(folder, wish, token)
  return launch(folder, token, wish.environment)
}

/** Starts a gateway again in the folder of one that ended. */
export function restartGateway({ folder, token }: GatewayProcess): Promise<GatewayProcess> {
  return launch(folder, token)
}

async function writeConfiguration(folder: string, wish: GatewayWish, token: string): Promise<void> {
  const urls = Object.entries(wish.upstreams ?? {}).map(([slug, url]) => [slug, { url }] as const)
  const servers = { ...Object.fromEntries(urls), ...wish.servers }
  const configuration = {
    listen: { mcp: '127.0.0.1:0', admin: 'off', catalogue: 'off', ...LANE },
    data: 'state',
    ...CLIENT,
    ...wish.settings,
    servers,
    policies: { policy: { file: 'policy.json' }, ...wish.policies },
    grants: [
      {
        id: 'test',
        label: 'Test',
        owner: 'tester',
        token_sha256: digestToken(token),
        servers: Object.fromEntries(Object.keys(servers).map((slug) => [slug, reachOf(wish, slug)])),
      },
    ],
  }
  await writeFile(join(folder, 'policy.json'), JSON.stringify(wish.policy), { mode: 0o600 })
  await writeFile(join(folder, 'portcullis.yaml'), stringify(configuration), { mode: 0o600 })
}

function reachOf({ policies, shadows }: GatewayWish, slug: string): string | object {
  const policy = policies?.[slug] ? slug : 'policy'
  const shadow = shadows?.[slug]
  return shadow === undefined ? policy : { policy, shadow }
}

async function launch(
  folder: string,
  token: string,
  environment: GatewayWish['environment'] = {},
): Promise<GatewayProcess> {
  const child = tracked(
    spawn(process.execPath, [PORTCULLIS, 'start', '-c', join(folder, 'portcullis.yaml')], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '', ...environment },
    }),
  )
  const errors: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text))
  const origin = await listening(child, errors)
  return {
    origin,
    token,
    headers: { authorization: `Bearer ${token}` },
    folder,
    child,
    errors,
    urlFor: (slug) => `${origin}/mcp/${slug}`,
    writePolicy: (policy) => writeFile(join(folder, 'policy.json'), JSON.stringify(policy), { mode: 0o600 }),
    async close() {
      await ended(child)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Asks the process to end, and waits until it has. */
export async function ended(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  await new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.kill(signal)
  })
}

function listening(child: ChildProcess, errors: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
      const found = /listens on (\S+)/.exec(text)
      if (found?.[1] !== undefined) resolve(found[1])
    })
    child.once('exit', (code) => reject(new Error(`The gateway ended with ${code}: ${errors.join('')}`)))
  })
}
