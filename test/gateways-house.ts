/** Gateways as processes on one PostgreSQL, before one scripted server: the same keys, a data folder for each. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type ControlledProcess, firstAccount, good, logIn, type Person, startControlled } from './control-process.ts'
import { type Answer, ask, modernCall } from './messages.ts'
import { type ScriptedUpstream, startUpstream, type UpstreamWish } from './scripted-upstream.ts'

/** The PostgreSQL that tests may use; empty: there is none. */
export const POSTGRES: string = process.env['TEST_POSTGRES_URL'] ?? ''

export const ORGANISATION = { organisation: 'local' } as const

/** A schema of its own in the database, dropped afterwards. */
export async function ownSchema(url = POSTGRES): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const name = `gateways_${randomBytes(6).toString('hex')}`
  const run = async (text: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(text)
    await client.end()
  }
  await run(`create schema ${name}`)
  const place = new URL(url)
  place.searchParams.set('options', `-c search_path=${name}`)
  return { url: place.href, drop: () => run(`drop schema ${name} cascade`) }
}

/** An answer, and its HTTP status. */
export type Told = Answer & { readonly status: number }

/** All of it. */
export interface GatewaysHouse {
  readonly upstream: ScriptedUpstream
  readonly gateways: readonly ControlledProcess[]
  /** The first account, at each gateway. */
  readonly people: readonly Person[]
  /** Of a grant that reaches the server `shop`. */
  readonly token: string
  readonly grant: string
  /** Calls a tool through a gateway. */
  call(gateway: number, name: string, args?: object, by?: string): Promise<Told>
  /** Starts one more. */
  more(settings?: Readonly<Record<string, unknown>>): Promise<ControlledProcess>
  close(): Promise<void>
}

/** What is wished of it. */
export interface HouseWish {
  readonly policy: object
  readonly upstream?: UpstreamWish
  /** URL of a server that runs already; the scripted one is not asked then. */
  readonly server?: string
  readonly count?: number
  /** URL of the database; a schema of its own unless given. */
  readonly database?: string
  readonly settings?: Readonly<Record<string, unknown>>
  /** Further variables of the gateways. */
  readonly environment?: Readonly<Record<string, string>>
}

/** Starts it: an account, a server `shop`, a policy `rules`, a grant. */
export async function startGateways(wish: HouseWish): Promise<GatewaysHouse> {
  const schema = wish.database === undefined ? await ownSchema() : undefined
  const keys = await mkdtemp(join(tmpdir(), 'portcullis-keys-'))
  const upstream = await startUpstream(wish.upstream)
  const url = wish.server ?? upstream.url
  const settings = {
    database: wish.database ?? schema?.url,
    keys: { installation: join(keys, 'key'), sealing: join(keys, 'seal.keys') },
    allow_destinations: [new URL(url).host],
    ...wish.settings,
  }
  const gateways: ControlledProcess[] = []
  const more = async (further: Readonly<Record<string, unknown>> = {}): Promise<ControlledProcess> => {
    const started = await startControlled({ ...settings, ...further }, undefined, wish.environment)
    gateways.push(started)
    return started
  }
  const first = await more()
  const ada = await firstAccount(first)
  const params = ORGANISATION
  const text = JSON.stringify(wish.policy)
  await good(ada.client.call('policies.create', { params, body: { name: 'rules', text } }))
  const server = { slug: 'shop', from: { url }, newTools: 'follow', probe: false } as const
  await good(ada.client.call('servers.create', { params, body: server }))
  const body = { label: 'agent', servers: { shop: { policy: 'rules' } } }
  const { grant, token } = await good(ada.client.call('grants.create', { params, body }))
  for (let turn = 1; turn < (wish.count ?? 2); turn++) await more()
  const people = [ada]
  for (const one of gateways.slice(1)) people.push(await logIn(one))
  return {
    upstream,
    gateways,
    people,
    token,
    grant: grant.id,
    call: (gateway, name, args = {}, by = token) =>
      ask(
        { url: `${gateways[gateway]?.origin}/mcp/shop`, headers: { authorization: `Bearer ${by}` } },
        modernCall(name, args),
      ),
    more,
    async close() {
      await Promise.all(gateways.map((one) => one.close()))
      await upstream.close()
      await schema?.drop()
      await rm(keys, { recursive: true, force: true })
    },
  }
}
