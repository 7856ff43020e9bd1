/** The servers of this gateway, as entries of the catalogue. */
import {
  type CatalogueIndex,
  type Found,
  type FoundServer,
  gather,
  parametersOf,
  type ServerFacts,
  type ToolDefinition,
  type ToolFacts,
} from '@portcullis/catalogue'
import { SANDBOX_DEFINITIONS } from '@portcullis/sandbox'
import type { HereLabel, HereServer, HereTool } from './messages.ts'

/** What is known of this gateway's servers now. */
export interface HereShelf {
  /** In the order of the configuration; the same objects until something changes. */
  servers(): readonly ServerFacts[]
  /** The server that is configured under that name. */
  named(slug: string): ServerFacts | undefined
  /** The configuration names other servers. */
  adopt(servers: readonly HereServer[]): void
  /** The whole list of a server's tools was heard. */
  learned(slug: string, tools: readonly HereTool[]): void
}

const SOURCE = { source: 'this gateway', license: 'own observation' }
/** Names that tools can have (MCP 2025-11-25, tool names): the gateway refuses to call others. */
const TOOL_NAME = /^[A-Za-z0-9_.\-/]{1,128}$/
const SAMPLE_NAME = 'Klaviyo sandbox'

/**
 * Starts empty. A server whose name is that of an entry in the index gets a slug of its own, so that it hides nothing.
 * @param today `YYYY-MM-DD`
 */
export function createHere(index: Pick<CatalogueIndex, 'entry'>, today: () => string): HereShelf {
  let configured: readonly HereServer[] = []
  const heard = new Map<string, { readonly tools: readonly HereTool[]; readonly day: string }>()
  const entries = new Map<string, ServerFacts>()
  let all: readonly ServerFacts[] | undefined

  function entryOf(server: HereServer): ServerFacts {
    const known = entries.get(server.slug)
    if (known !== undefined) return known
    const { tools, day } = heard.get(server.slug) ?? { tools: toolsUnasked(server), day: today() }
    const slug = index.entry(server.slug) === undefined ? server.slug : `here-${server.slug}`
    const entry = { ...factsOf(server, tools, day), slug }
    entries.set(server.slug, entry)
    return entry
  }

  return {
    servers: () => {
      all ??= configured.map(entryOf)
      return all
    },
    named: (slug) => {
      const server = configured.find((one) => one.slug === slug)
      return server && entryOf(server)
    },
    adopt(servers) {
      configured = servers
      const slugs = new Set(servers.map(({ slug }) => slug))
      for (const slug of heard.keys()) if (!slugs.has(slug)) heard.delete(slug)
      entries.clear()
      all = undefined
    },
    learned(slug, tools) {
      if (!configured.some((one) => one.slug === slug)) return
      heard.set(slug, { tools, day: today() })
      entries.delete(slug)
      all = undefined
    },
  }
}

/** No program of a stranger is started to ask it; the sample server is our own. */
function toolsUnasked({ sample }: HereServer): readonly HereTool[] {
  if (!sample) return []
  return SANDBOX_DEFINITIONS.map(({ name, inputSchema }) => ({ name, parameters: parametersOf(inputSchema) }))
}

function factsOf(server: HereServer, tools: readonly HereTool[], day: string): ServerFacts {
  const id = `here:${server.slug}`
  const found: FoundServer = {
    kind: 'server',
    id,
    name: server.sample ? SAMPLE_NAME : server.slug,
    transports: [server.transport],
    official: false,
    sources: [SOURCE],
    authoritative: true,
    ...(server.url !== undefined && { remote: server.url }),
  }
  const offered = tools
    .filter(({ name }) => TOOL_NAME.test(name))
    .map((tool): Found => ({ kind: 'tool', server: id, definition: definitionOf(tool), source: SOURCE }))
  const [facts] = gather([], [found, ...offered], day).servers
  if (facts === undefined) throw new Error(`The server ${server.slug} became no entry.`)
  const labels = new Map(tools.map(({ name, label }) => [name, label]))
  return { ...facts, tools: facts.tools.map((tool) => labelled(tool, labels.get(tool.name))) }
}

/** The gateway saw the whole definition, and knows what its operator says. */
function labelled(tool: ToolFacts, label: HereLabel | undefined): ToolFacts {
  if (label === undefined) return tool
  const { category, risk, source } = label
  const confidence = source === 'reviewed' ? 1 : tool.mark.confidence
  return { ...tool, mark: { ...tool.mark, category, risk, confidence } }
}

function definitionOf({ name, parameters }: HereTool): ToolDefinition {
  const properties = Object.fromEntries(
    parameters.map((one) => [one.name, one.type === 'any' ? {} : { type: one.type }]),
  )
  const required = parameters.filter((one) => one.required).map((one) => one.name)
  return { name, inputSchema: { type: 'object', properties, required } }
}
