/** The catalogue's pages over the facts that ship, served from the sources to a browser. */
import { readdirSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { serve } from '@hono/node-server'
import { type CatalogueIndex, type Found, gather, openIndex, type ServerFacts } from '@portcullis/catalogue'
import { SANDBOX_DEFINITIONS } from '@portcullis/sandbox'
import { type ContactDesk, createSite } from '@portcullis/site'

const FACTS = fileURLToPath(new URL('../../packages/catalogue/data/facts/', import.meta.url))
const SOURCE = { source: 'test', license: 'CC0-1.0' }

/** A tool as its server lists it. */
export interface Listed {
  readonly name: string
  readonly description?: string
  readonly inputSchema?: unknown
}

/** Facts of a server as they come from its live list. */
export function factsOf(id: string, name: string, tools: readonly Listed[]): ServerFacts {
  const found: readonly Found[] = [
    {
      kind: 'server',
      id,
      givenId: id,
      name,
      transports: ['http'],
      official: false,
      sources: [SOURCE],
      authoritative: true,
    },
    ...tools.map((definition) => ({ kind: 'tool' as const, server: id, definition, source: SOURCE })),
  ]
  const server = gather([], found, '2026-11-01').servers[0]
  if (server === undefined) throw new Error(`No facts came of “${id}”.`)
  return server
}

let shipped: CatalogueIndex | undefined

/** The index that ships; opened once, for it never changes. */
export function openShipped(): CatalogueIndex {
  shipped ??= readShipped()
  return shipped
}

function readShipped(): CatalogueIndex {
  const names = readdirSync(FACTS).filter((name) => name.endsWith('.jsonl'))
  const lines = names.sort().flatMap((name) => readFileSync(`${FACTS}${name}`, 'utf8').split('\n'))
  return openIndex(lines, JSON.parse(readFileSync(`${FACTS}head.json`, 'utf8')))
}

/** The sample server with its 41 tools, as a gateway has it. */
export const SAMPLE: ServerFacts = factsOf('web:klaviyo.test', 'klaviyo', SANDBOX_DEFINITIONS)

/** A site that is served. */
export interface Served {
  readonly origin: string
  readonly close: () => Promise<void>
}

/** What the site is to be. */
export interface SiteSetup {
  readonly index?: CatalogueIndex
  readonly here?: readonly ServerFacts[]
  readonly contact?: ContactDesk
}

/** Serves the site on a free port of this machine. */
export async function serveSite({ index = openShipped(), here = [SAMPLE], contact }: SiteSetup = {}): Promise<Served> {
  let answer: (request: Request, env: object) => Response | Promise<Response> = () =>
    new Response(null, { status: 503 })
  const listener = serve({ fetch: (request, env) => answer(request, env), hostname: '127.0.0.1', port: 0 })
  await new Promise((resolve) => listener.once('listening', resolve))
  const origin = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`
  const site = createSite({
    index,
    here: () => here,
    origin,
    gateway: 'http://127.0.0.1:4100',
    ...(contact !== undefined && { contact }),
  })
  answer = site.fetch
  return { origin, close: () => new Promise((resolve) => listener.close(() => resolve())) }
}
