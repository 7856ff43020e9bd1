/** Rows of servers → servers that the gateway can use. */
import { isAbsolute } from 'node:path'
import { nameLookup } from '@portcullis/engine'
import type { Server, ServerTransport, ToolPins } from '../../ports/directory.ts'
import type { FeedServer, FeedTransport } from '../../ports/directory-feed.ts'

/** A server of the database. */
export interface FedServer {
  readonly server: Server
  readonly baseline: string | undefined
  readonly pins: ToolPins | undefined
}

const SLUG = /^[a-z0-9-]{1,63}$/

/**
 * @param before what the row made before: where it is reached and labelled as it was, it stays the same server, with
 *   its connections and its known tools
 * @returns why it cannot be used, as the end of a sentence
 */
export function fedServer(row: FeedServer, before: FedServer | undefined): FedServer | string {
  const { id, slug, organisation, limits, vetting, authentication, baseline } = row
  if (!SLUG.test(slug)) return 'its slug is none'
  const transport = transportOf(row.transport)
  if (typeof transport === 'string') return transport
  for (const byName of [vetting.labels, vetting.flow ?? {}]) {
    const lookup = nameLookup<unknown>(byName)
    if (!lookup.ok) return `of its labels, ${lookup.flaw.message}`
  }
  const server: Server = { id, slug, transport, limits, vetting, administration: { organisation, authentication } }
  const isSame = before !== undefined && JSON.stringify(before.server) === JSON.stringify(server)
  return { server: isSame ? before.server : server, baseline, pins: pinsOf(row) }
}

function transportOf(transport: FeedTransport): ServerTransport | string {
  if (transport.kind === 'stdio') return isAbsolute(transport.command) ? transport : 'its program has no absolute path'
  const url = URL.canParse(transport.url) ? new URL(transport.url) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) return 'its URL is none'
  return { kind: transport.kind, url, headers: transport.headers }
}

function pinsOf({ pins }: FeedServer): ToolPins | undefined {
  if (pins === undefined) return undefined
  return { accepted: new Map(Object.entries(pins.accepted)), newTools: pins.newTools }
}
