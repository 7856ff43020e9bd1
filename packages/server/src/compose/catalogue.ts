/** The program of the catalogue's thread, and its composition root: the listener at once, the index when it is first needed. */
import { watchFile } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { CatalogueApp, OpenedContactDesk } from '../catalogue/app.ts'
import { type CatalogueListener, listenCatalogue } from '../catalogue/listener.ts'
import type { CatalogueStart, FromCatalogue, HereServer, HereTool, ToCatalogue } from '../catalogue/messages.ts'
import { clientAddress, proxyTrust } from '../gateway/transport/client-address.ts'
import { systemClock } from '../ports/clock.ts'
import { ownFolder } from '../store/facts/own.ts'

/** What was told so far: the index may be opened later, and again. */
interface Told {
  servers: readonly HereServer[]
  readonly tools: Map<string, readonly HereTool[]>
}

const gatewayThread = parentPort
if (gatewayThread === null) throw new Error('This program is a thread of the gateway: it is not run by itself.')
const say = (message: FromCatalogue): void => gatewayThread.postMessage(message)
const start: CatalogueStart = workerData
/** Imports come seldom: a look at one file every two seconds. */
const WATCHING = { interval: 2000, persistent: false }
const told: Told = { servers: [], tools: new Map() }
let app: CatalogueApp | undefined
let opening: Promise<CatalogueApp> | undefined
let listener: CatalogueListener | undefined
let desk: OpenedContactDesk | undefined

/** Everything that a request needs is loaded when the first one comes: a gateway whose catalogue nobody reads stays small. */
async function open(): Promise<CatalogueApp> {
  opening ??= openNow().catch((cause: unknown) => {
    opening = undefined
    throw cause
  })
  return opening
}

async function openNow(): Promise<CatalogueApp> {
  const { openApp, openDesk } = await import('../catalogue/app.ts')
  desk ??= openDesk(start, systemClock, tell)
  const port = listener?.port ?? start.port
  const opened = openApp({ start, port, clock: systemClock, contact: desk?.desk, onTrouble: report })
  opened.here.adopt(told.servers)
  for (const [slug, tools] of told.tools) opened.here.learned(slug, tools)
  if (app === undefined) watchFile(join(ownFolder(start.dataFolder), 'current'), WATCHING, reopen)
  const before = app
  app = opened
  await before?.close()
  return opened
}

/** What was imported replaced the facts: they are read anew. Where they cannot be read, the earlier ones stay. */
function reopen(): void {
  openNow().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error)
    tell(`What was imported could not be read, so the catalogue stays as it was. Cause: ${reason}`)
  })
}

const tell = (text: string): void => say({ kind: 'says', text })

function report(error: unknown): void {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
  tell(`The catalogue could not answer a request. Cause: ${reason}`)
}

async function listen(): Promise<void> {
  const trust = proxyTrust(start.trustedProxies)
  listener = await listenCatalogue({
    host: start.host,
    port: start.port,
    rules: (port) => ({
      hosts: new Set(start.hosts.map((host) => host.replace(/:0$/, `:${port}`))),
      openToPages: start.openToPages,
    }),
    addressOf: ({ socket, headers }) => {
      const forwarded = headers['x-forwarded-for']
      return clientAddress(socket.remoteAddress, Array.isArray(forwarded) ? forwarded.join(',') : forwarded, trust)
    },
    answer: async (request, bindings) => (app ?? (await open())).fetch(request, bindings),
    onError: report,
  })
  say({ kind: 'listening', port: listener.port })
  if (start.warm) await open()
}

async function close(grace: number): Promise<void> {
  await listener?.close(grace)
  await app?.close()
  await desk?.close()
  process.exit(0)
}

gatewayThread.on('message', (message: ToCatalogue) => {
  switch (message.kind) {
    case 'servers':
      told.servers = message.servers
      for (const slug of told.tools.keys())
        if (!message.servers.some((server) => server.slug === slug)) told.tools.delete(slug)
      return app?.here.adopt(message.servers)
    case 'tools':
      told.tools.set(message.slug, message.tools)
      return app?.here.learned(message.slug, message.tools)
    case 'close':
      return void close(message.grace)
    default:
      return message satisfies never
  }
})

listen().catch((cause: unknown) => {
  if (listener !== undefined) return report(cause)
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  say({ kind: 'refused', code })
  process.exit(1)
})
