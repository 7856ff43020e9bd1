/** What the gateway knows of its servers → what the catalogue's thread is told. */
import { type Category, parametersOf, type RiskLevel } from '@portcullis/catalogue'
import type { LabelFact } from '../ports/audit-sink.ts'
import type { Server } from '../ports/directory.ts'
import type { HereLabel, HereServer, HereTool } from './messages.ts'

/** A tool as the gateway keeps it. */
export interface LiveTool {
  readonly name: string
  readonly inputSchema: unknown
  readonly label: LabelFact | undefined
}

const CATEGORIES: Readonly<Record<LabelFact['category'], Category>> = {
  read: 'Read',
  write: 'Write',
  execute: 'Execute',
  destructive: 'Destructive',
  financial: 'Financial',
}
const RISKS: Readonly<Record<LabelFact['risk'], RiskLevel>> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
}
/** Most parameters of one tool that are told. */
const MOST_PARAMETERS = 200

/**
 * Servers without what is secret about them: headers, environment, arguments, credentials and query of an address.
 * @param sample address of the sample server of a first installation
 */
export function hereServers(servers: readonly Server[], sample: string | undefined): readonly HereServer[] {
  return servers.map(({ slug, transport }) => {
    if (transport.kind === 'stdio') return { slug, transport: 'stdio', sample: false }
    const { origin, pathname } = transport.url
    const url = `${origin}${pathname}`
    return { slug, transport: transport.kind, url, sample: url === sample }
  })
}

/** Tools with their parameters' names and types. */
export function hereTools(tools: Iterable<LiveTool>): readonly HereTool[] {
  return Array.from(tools, ({ name, inputSchema, label }) => ({
    name,
    parameters: parametersOf(inputSchema)
      .slice(0, MOST_PARAMETERS)
      .map((one) => ({ name: one.name, type: one.type, required: one.required })),
    label: label && labelOf(label),
  }))
}

const labelOf = ({ category, risk, source }: LabelFact): HereLabel => ({
  category: CATEGORIES[category],
  risk: RISKS[risk],
  source,
})
