/** Everything behind the listener: pages, JSON API, registry API and MCP endpoint over one index. */
import { openIndex, type ServerFacts } from '@portcullis/catalogue'
import { type ContactDesk, createSite, pathOf } from '@portcullis/site'
import { Hono, type MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import { etag } from 'hono/etag'
import { type OpenedContactDesk, openContactDesk } from '../contact/desk.ts'
import type { Clock } from '../ports/clock.ts'
import { openFacts } from '../store/facts/facts.ts'
import { apiRoutes, problemOf } from './api/routes.ts'
import { createHere, type HereShelf } from './here.ts'
import { createKnowledge, type Knowledge } from './knowledge.ts'
import { limited } from './limited.ts'
import type { Bindings } from './listener.ts'
import { createMcpEndpoint } from './mcp/endpoint.ts'
import type { CatalogueStart } from './messages.ts'
import { registryRoutes } from './registry/routes.ts'
import { approvedShelf, indexShelf } from './registry/shelf.ts'

export type { OpenedContactDesk }

/** What is needed to open it. */
export interface AppOptions {
  readonly start: CatalogueStart
  /** The one that was bound. */
  readonly port: number
  readonly clock: Clock
  readonly contact: ContactDesk | undefined
  /** A page failed; the reader was told that it did, and no more. */
  readonly onTrouble: (error: unknown) => void
}

/** The open catalogue. */
export interface CatalogueApp {
  readonly here: HereShelf
  readonly fetch: (request: Request, bindings: Bindings) => Response | Promise<Response>
  close(): Promise<void>
}

/** Largest body of a form; of a stack and of a message of MCP. */
const SMALL = 64 * 1024
const LARGE = 1024 * 1024

/** Opens the contact desk, once for as long as the thread runs; undefined where no messages are taken. */
export function openDesk(
  { contact, dataFolder }: CatalogueStart,
  clock: Clock,
  say: (text: string) => void,
): OpenedContactDesk | undefined {
  return contact && openContactDesk({ folder: dataFolder, ...contact, clock, diagnose: say })
}

/** Opens the index (half a second with all facts) and everything over it. */
export function openApp({ start, port, clock, contact, onTrouble }: AppOptions): CatalogueApp {
  const facts = openFacts(start.dataFolder)
  const index = openIndex(facts.lines, facts.head)
  const here = createHere(index, () => new Date(clock.now()).toISOString().slice(0, 10))
  const origin = start.origin ?? `http://${start.host.includes(':') ? `[${start.host}]` : start.host}:${port}`
  const knowledge = createKnowledge({ index, facts, here: here.servers, origin, gateway: start.gateway })
  const endpoint = createMcpEndpoint(knowledge)
  const app = routesOf(knowledge, start.openToPages)
  app.onError((error, c) => {
    onTrouble(error)
    return problemOf(c, 500, 'The catalogue could not answer. Try again later.')
  })
  app.all('/mcp', limited(LARGE), (c) => endpoint.fetch(c.req.raw))
  const desk = contact === undefined ? {} : { contact }
  const site = createSite({ index, here: here.servers, origin, gateway: start.gateway, onTrouble, ...desk })
  // Handed over, not mounted: the pages' own answer to an address that is none comes with them.
  app.all('*', (c) => site.fetch(c.req.raw, c.env))
  return {
    here,
    fetch: (request, bindings) => app.fetch(request, bindings),
    close: () => endpoint.close(),
  }
}

/** What programs ask, apart from MCP. */
function routesOf(knowledge: Knowledge, openToPages: boolean): Hono<{ Bindings: Bindings }> {
  const { index, facts, here, origin, gateway } = knowledge
  const pageOf = ({ slug }: ServerFacts): string => `${origin}${pathOf({ page: 'server', server: slug })}`
  const app = new Hono<{ Bindings: Bindings }>()
  for (const path of ['/api/*', '/v0.1/*', '/approved/*']) {
    app.use(path, programHeaders, etag())
    if (openToPages) app.use(path, cors({ origin: '*', allowMethods: ['GET'] }))
  }
  app.use('/api/catalogue/stack', limited(LARGE))
  for (const path of ['/contact/*', '/stack/*']) app.use(path, limited(SMALL))
  app.route('/api/catalogue', apiRoutes(knowledge))
  app.route('/', registryRoutes(indexShelf(facts, index, pageOf)))
  app.route('/approved', registryRoutes(approvedShelf(here, gateway, pageOf)))
  return app
}

/** Answers for programs: never framed, sniffed, kept without asking again, or read by pages of other origins. */
const programHeaders: MiddlewareHandler = async (c, next) => {
  await next()
  c.header('x-content-type-options', 'nosniff')
  c.header('cache-control', 'no-cache')
  c.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
  c.header('cross-origin-resource-policy', 'same-origin')
}
