/** A server as somebody uses it, and the tools that it listed when it was asked → finds. */
import type { FactSource, ToolDefinition, Transport } from '../entry.ts'
import { addressOf, identityOf, oneSpelling, repositoryOf } from './identity.ts'
import { canBeTool, shownName } from './names.ts'
import { packageOf } from './read-lines.ts'
import type { FoundServer, FoundTool } from './server-facts.ts'

/** What is known of where a server comes from. */
export interface Located {
  readonly name: string
  readonly transport: Transport
  readonly package?: { readonly registry: string; readonly name: string } | undefined
  readonly repository?: string | undefined
  readonly remote?: string | undefined
  /** Its identity where it is known already: an entry's, or one that an operator gives. */
  readonly id?: string | undefined
}

/** Addresses that mean another machine to everybody. */
const OWN = /^https?:\/\/(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[)/i

/**
 * The server; nothing where neither package, repository, public address nor identity is known: then it is a program of this
 * machine, which nobody else can mean.
 */
export function locatedServer(located: Located, source: FactSource): FoundServer | undefined {
  const { name, transport, package: given, repository: address } = located
  const pkg = given === undefined || given.registry === 'unknown' ? undefined : packageOf(given.registry, given.name)
  const repository = address === undefined ? undefined : repositoryOf(address)
  const url = located.remote === undefined || OWN.test(located.remote) ? undefined : addressOf(located.remote)
  const remote = transport === 'stdio' ? undefined : url
  const id = located.id === undefined ? identityOf({ repository, package: pkg, remote }) : oneSpelling(located.id)
  if (id === undefined) return undefined
  return {
    kind: 'server',
    id,
    name: shownName(name, id),
    ...(repository !== undefined && { repository: `https://${repository.key}` }),
    ...(pkg !== undefined && { package: pkg }),
    ...(remote !== undefined && { remote }),
    transports: [transport],
    official: false,
    sources: [source],
    authoritative: false,
  }
}

/** The identity that a name gives where there is nothing better: `local:name`. */
export function localId(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return `local:${plain.slice(0, 64) || 'server'}`
}

/**
 * All tools that a server listed, as finds of it, and how many were left out since no tool can have their names. An empty
 * list says nothing: it may only mean that credentials are missing.
 */
export function listedTools(
  server: FoundServer,
  tools: readonly ToolDefinition[],
  source: FactSource,
): { readonly found: readonly [FoundServer, ...FoundTool[]]; readonly dropped: number } {
  const kept = tools.filter(({ name }) => canBeTool(name))
  const found = kept.map((definition): FoundTool => ({ kind: 'tool', server: server.id, definition, source }))
  return { found: [{ ...server, complete: kept.length > 0 }, ...found], dropped: tools.length - kept.length }
}
