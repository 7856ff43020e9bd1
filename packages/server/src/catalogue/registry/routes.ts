/** The registry API (OpenAPI 2025-12-01), read only: lists, versions, one version. */
import { type Context, Hono } from 'hono'
import type { RegistryEntry, RegistryList } from './shapes.ts'
import type { Shelf, Shelved } from './shelf.ts'

const STANDARD = 30
const MOST = 100
const LONGEST_TEXT = 256

/** What a list is asked for. */
interface ListQuery {
  readonly after: string | undefined
  readonly limit: number
  readonly search: string
  readonly since: string | undefined
  readonly version: string | undefined
}

/** The routes below `/v0.1`. There is one version of each server: the one that is known now. */
export function registryRoutes(shelf: Shelf): Hono {
  const app = new Hono()
  app.get('/v0.1/servers', (c) => {
    const query = readQuery(c)
    return typeof query === 'string' ? c.json({ error: query }, 400) : c.json(listOf(shelf, query))
  })
  app.get('/v0.1/servers/:name/versions', (c) => {
    const entry = shelf.find(c.req.param('name'))?.read()
    return entry === undefined ? unknown(c) : c.json(pageOf([entry]))
  })
  app.get('/v0.1/servers/:name/versions/:version', (c) => {
    const found = shelf.find(c.req.param('name'))
    const wanted = c.req.param('version')
    const entry = found !== undefined && (wanted === 'latest' || wanted === found.version) ? found.read() : undefined
    return entry === undefined ? unknown(c) : c.json(entry)
  })
  app.on(['POST', 'PUT', 'PATCH', 'DELETE'], '/v0.1/*', (c) =>
    c.json({ error: 'This registry is read only: servers get into it by import and by configuration.' }, 501),
  )
  app.all('/v0.1/*', unknown)
  return app
}

const unknown = (c: Context): Response => c.json({ error: 'Server not found' }, 404)

function listOf(shelf: Shelf, query: ListQuery): RegistryList {
  const found: Shelved[] = []
  const all = shelf.all()
  let at = query.after === undefined ? 0 : firstAfter(all, query.after)
  for (; at < all.length && found.length < query.limit; at++) {
    const one = all[at]
    if (one !== undefined && passes(one, query)) found.push(one)
  }
  const last = found.at(-1)
  const isMore = last !== undefined && all.slice(at).some((one) => passes(one, query))
  const entries = found.flatMap((one) => one.read() ?? [])
  return pageOf(entries, isMore ? last.name : undefined)
}

function pageOf(servers: RegistryEntry[], after?: string): RegistryList {
  const nextCursor = after === undefined ? {} : { nextCursor: Buffer.from(after).toString('base64url') }
  return { servers, metadata: { count: servers.length, ...nextCursor } }
}

function passes({ name, version, changed }: Shelved, query: ListQuery): boolean {
  if (query.search !== '' && !name.toLowerCase().includes(query.search)) return false
  if (query.since !== undefined && changed < query.since) return false
  return query.version === undefined || query.version === 'latest' || query.version === version
}

/** Place of the first whose name comes after; names are in order. */
function firstAfter(all: readonly Shelved[], name: string): number {
  let [low, high] = [0, all.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((all[middle]?.name ?? '') <= name) low = middle + 1
    else high = middle
  }
  return low
}

/** The query of a list, or what is wrong with it. Nothing is ever deleted here, so `include_deleted` changes nothing. */
function readQuery(c: Context): ListQuery | string {
  const { cursor, limit, search = '', updated_since: since, version } = c.req.query()
  if ([cursor, search, since, version].some((text) => (text ?? '').length > 2 * LONGEST_TEXT)) {
    return 'A parameter is too long.'
  }
  const number = limit === undefined ? STANDARD : Number(limit)
  if (!Number.isInteger(number) || number < 1) return '`limit` is a whole number from 1 on.'
  if (since !== undefined && !isInstant(since)) return '`updated_since` is an instant such as 2026-11-21T12:00:00Z.'
  return {
    after: cursor === undefined || cursor === '' ? undefined : Buffer.from(cursor, 'base64url').toString('utf8'),
    limit: Math.min(number, MOST),
    search: search.toLowerCase(),
    // Days are all that is known: an entry of the same day may have changed later.
    since: since === undefined ? undefined : new Date(since).toISOString().slice(0, 10),
    version,
  }
}

const INSTANT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2}))?$/

const isInstant = (text: string): boolean => INSTANT.test(text) && !Number.isNaN(Date.parse(text))
