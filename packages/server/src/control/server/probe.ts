/** Asks a server what it is: its transport, its era, whether it wants credentials, its tools. */
import { createClassifier } from '@portcullis/catalogue'
import { destinationOf, guardFor } from '../../egress/guard.ts'
import { createGuardedFetch, type Fetch, refusalIn } from '../../egress/guarded-fetch.ts'
import { introspect } from '../../introspect/introspect.ts'
import { INTROSPECT_LIMITS, type IntrospectTarget } from '../../introspect/target.ts'
import type { FeedTransport } from '../../ports/directory-feed.ts'
import { safeLine } from '../../ports/safe-text.ts'
import type { Control } from '../control.ts'
import type { HeardTool } from '../messages.ts'
import { readChallenge } from '../upstream-auth/oauth/challenge.ts'
import { discoverResource } from '../upstream-auth/oauth/resource-metadata.ts'
import { discoverAuthorizationServer } from '../upstream-auth/oauth/server-metadata.ts'
import { heardTools } from './heard-tools.ts'

/** What an authorization server lets us do, as far as it says. */
export interface OAuthOffer {
  readonly issuer: string
  readonly scopes: readonly string[]
  /** Ways to become its client, the best first. */
  readonly registration: readonly ('document' | 'registered' | 'given')[]
}

/** What a probe found. */
export interface ProbeReport {
  readonly outcome: 'listed' | 'unauthorized' | 'failed'
  /** What is wrong and what to do; undefined: nothing. */
  readonly problem: string | undefined
  readonly transport: 'stdio' | 'http' | 'sse' | undefined
  /** `modern`: MCP 2026-07-28; `legacy`: before it. */
  readonly era: 'modern' | 'legacy' | undefined
  readonly protocol: string | undefined
  /** What the server calls itself: its own words. */
  readonly server: { readonly name?: string | undefined; readonly version?: string | undefined } | undefined
  /** Where tokens for it are had; undefined: it does not say. */
  readonly oauth: OAuthOffer | undefined
  readonly tools: readonly ProbedTool[]
}

/** A tool of the list. */
export interface ProbedTool {
  readonly name: string
  readonly category: string
  readonly risk: string
}

/** A report, and the definitions behind it. */
export interface Probed {
  readonly report: ProbeReport
  readonly tools: readonly HeardTool[]
  /** Why nothing may be connected to there; undefined: it may. */
  readonly refused: string | undefined
}

const MODERN = '2026-07-28'
const TIME = 10_000
const NOTHING = {
  transport: undefined,
  era: undefined,
  protocol: undefined,
  server: undefined,
  oauth: undefined,
  tools: [],
}

/** One visit, within limits; nothing but the list of tools is asked for. Never throws. */
export async function probe(control: Control, transport: FeedTransport, name: string): Promise<Probed> {
  let refused: string | undefined
  const dial: Fetch = async (input, init) => {
    try {
      return await control.egress.fetch(input, init)
    } catch (error) {
      refused ??= refusalIn(error)
      throw error
    }
  }
  const limits = { ...INTROSPECT_LIMITS, time: TIME }
  const found = await introspect(targetOf(transport), limits, {}, dial)
  if (found.outcome === 'failed') {
    const wantsCredentials = found.code === 'unauthorized' && transport.kind !== 'stdio'
    const oauth = wantsCredentials ? await oauthOf(control, transport.url, found.challenge) : undefined
    const problem = refused ?? found.problem
    const outcome = wantsCredentials ? 'unauthorized' : 'failed'
    return { report: { ...NOTHING, outcome, problem, oauth }, tools: [], refused }
  }
  const { tools, server, protocol, transport: spoken } = found
  const classify = createClassifier({ name, siblings: tools.map((tool) => tool.name) })
  const report: ProbeReport = {
    outcome: 'listed',
    problem: undefined,
    transport: spoken,
    era: protocol === MODERN ? 'modern' : 'legacy',
    protocol,
    server: { name: shown(server.name), version: shown(server.version) },
    oauth: undefined,
    tools: tools.map((tool) => {
      const { category, risk } = classify(tool)
      return { name: safeLine(tool.name.slice(0, 256)), category, risk }
    }),
  }
  return { report, tools: heardTools(tools), refused: undefined }
}

const shown = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : safeLine(text.slice(0, 200))

function targetOf(transport: FeedTransport): IntrospectTarget {
  if (transport.kind === 'stdio') {
    const { command, args, env, cwd } = transport
    return { kind: 'stdio', command, args, env, cwd }
  }
  const { url, headers, kind } = transport
  return { kind: 'http', url, headers, ...(kind === 'sse' && { sse: true }) }
}

async function oauthOf(
  { egress }: Control,
  url: string,
  challenge: string | undefined,
): Promise<OAuthOffer | undefined> {
  const server = new URL(url)
  const guard = guardFor(egress.guard, destinationOf(server))
  const world = { guard, fetch: createGuardedFetch(guard) }
  const resource = await discoverResource(world, server, challenge === undefined ? undefined : readChallenge(challenge))
  if (!resource.ok) return undefined
  const found = await discoverAuthorizationServer(world, resource.value.issuer)
  if (!found.ok) return undefined
  const { issuer, takesMetadataDocuments, registrationEndpoint } = found.value
  return {
    issuer,
    scopes: resource.value.scopes ?? [],
    registration: [
      ...(takesMetadataDocuments ? (['document'] as const) : []),
      ...(registrationEndpoint === undefined ? [] : (['registered'] as const)),
      'given',
    ],
  }
}
