/** The catalogue's listener over hostile facts, in this process: whatever fails in it is seen here. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeShards } from '@portcullis/catalogue'
import { openApp, openDesk } from '../../packages/server/src/catalogue/app.ts'
import { listenCatalogue } from '../../packages/server/src/catalogue/listener.ts'
import type { CatalogueStart } from '../../packages/server/src/catalogue/messages.ts'
import { systemClock } from '../../packages/server/src/ports/clock.ts'
import { digestOf, writeOwnFacts } from '../../packages/server/src/store/facts/own.ts'
import { readShippedFacts } from '../../packages/server/src/store/facts/shipped.ts'
import { forcedHostile, importedHostile } from './facts.ts'

/** A catalogue that listens. */
export interface Listening {
  readonly origin: string
  readonly folder: string
  /** What it told its operator. */
  readonly troubles: string[]
  close(): Promise<void>
}

/** Opens one on a free port; its contact form takes as many messages as come. */
export async function openListening(): Promise<Listening> {
  const folder = mkdtempSync(join(tmpdir(), 'catalogue-hostile-'))
  const { head, shards } = writeShards([...forcedHostile(), ...importedHostile()])
  writeOwnFacts(folder, { head, shards }, digestOf(readShippedFacts()))
  const troubles: string[] = []
  const settings = {
    maxMessages: 100_000,
    hourlyPerSender: 100_000,
    daily: 100_000,
    webhook: undefined,
    mail: undefined,
  }
  const start: CatalogueStart = {
    ...{ host: '127.0.0.1', port: 0, hosts: ['127.0.0.1:0', 'localhost:0'], origin: undefined },
    ...{ gateway: 'http://127.0.0.1:4100', trustedProxies: [], openToPages: false, warm: true, dataFolder: folder },
    contact: { settings, key: new Uint8Array(32) },
  }
  let answer: (request: Request, bindings: { readonly address: string }) => Response | Promise<Response> = () =>
    new Response(null, { status: 503 })
  const listener = await listenCatalogue({
    ...{ host: start.host, port: start.port, addressOf: ({ socket }) => socket.remoteAddress },
    rules: (port) => ({
      hosts: new Set(start.hosts.map((host) => host.replace(/:0$/, `:${port}`))),
      openToPages: false,
    }),
    answer: (request, bindings) => answer(request, bindings),
    onError: (error) => troubles.push(String(error)),
  })
  const desk = openDesk(start, systemClock, (text) => troubles.push(text))
  const app = openApp({
    ...{ start, port: listener.port, clock: systemClock, contact: desk?.desk },
    onTrouble: (error) => troubles.push(String(error)),
  })
  answer = app.fetch
  return {
    ...{ origin: `http://127.0.0.1:${listener.port}`, folder, troubles },
    async close() {
      await listener.close(100)
      await app.close()
      await desk?.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
