/** What somebody who holds a grant, or would take one out of a template, could do: every tool with its risk and effect. */
import type { Category, RiskLevel } from '@portcullis/catalogue'
import type { Instant, ToolCategory, ToolLabel, ToolRisk } from '@portcullis/engine'
import { z } from 'zod'
import type { Stop } from '../../ports/directory.ts'
import { prepareStops, type Stops } from '../../ports/stops.ts'
import type { Control } from '../control.ts'
import { feedKills } from '../kill/kill.ts'
import { readServer, type ServerRow } from '../server/server.ts'
import { type ToolView, viewTools } from '../server/tool-view.ts'
import { type Asker, type Effective, effectivePolicies } from './effective-policy.ts'
import type { Reach } from './reaches.ts'
import { TOOL_EFFECTS, toolEffect } from './tool-effect.ts'

const STOPPED = z
  .object({ id: z.string(), reason: z.string() })
  .nullable()
  .describe('The stop by which the kill switch refuses every call; null: none.')

/** A tool of a server that a grant reaches. */
export const GRANT_TOOL = z.object({
  name: z.string(),
  title: z.string().optional().describe('As the server gives it: words of a stranger.'),
  category: z.string(),
  risk: z.string(),
  state: z.string().describe('How its definition stands to the accepted list.'),
  usable: z.boolean().describe('False: its definition was not accepted, so it is refused whatever the policy says.'),
  stopped: STOPPED.describe('The stop of this tool alone; null: none.'),
  effect: z.enum(TOOL_EFFECTS).describe('What the policy says; `denied` too for what is stopped or not usable.'),
  sentence: z.string().describe('What becomes of its calls, for people.'),
  rules: z.array(z.object({ policy: z.string(), rule: z.string() })).readonly(),
})

/** A server that a grant reaches. */
export const GRANT_SERVER = z.object({
  slug: z.string(),
  label: z.string(),
  policy: z.string().nullable().describe('Id of the policy that holds there now.'),
  stopped: STOPPED,
  problem: z.string().nullable().describe('Why every call is denied; null: it is not.'),
  tools: z.array(GRANT_TOOL).readonly(),
})

export type GrantServerView = z.input<typeof GRANT_SERVER>
type GrantToolView = z.input<typeof GRANT_TOOL>

/** Whose tools are looked at. */
export interface Holder extends Omit<Asker, 'at'> {
  /** Where it leads, with what holds there now. */
  readonly reaches: readonly Pick<Reach, 'server' | 'policy'>[]
}

/** All of its servers, by slug, with their tools. */
export async function toolsOfHolder(
  control: Control,
  { reaches, ...asker }: Holder,
  at: Instant,
): Promise<readonly GrantServerView[]> {
  const { organisation } = asker
  const servers = await serversById(control, organisation, reaches)
  const policies = await effectivePolicies(control, organisation, [
    ...reaches.map(({ policy }) => policy),
    ...[...servers.values()].map(({ baseline }) => baseline),
  ])
  const stops = prepareStops(await feedKills(control))
  const views: GrantServerView[] = []
  for (const { server: id, policy } of reaches) {
    const server = servers.get(id)
    if (server === undefined) continue
    const effective = policies.of({ policy }, server.baseline)
    const tools = (await viewTools(control.db, server)).filter(({ state }) => state !== 'gone')
    const judging = {
      effective,
      asker: { ...asker, at },
      stopped: stops.of(asker, id),
      stops: stops.tools(organisation, id),
    }
    views.push({
      slug: server.slug,
      label: server.label,
      policy,
      stopped: judging.stopped ?? null,
      problem: typeof effective === 'string' ? effective : null,
      tools: tools.map((tool) => viewTool(tool, server, judging)),
    })
  }
  return views.sort((a, b) => (a.slug < b.slug ? -1 : 1))
}

async function serversById(
  { db }: Control,
  organisation: string,
  reaches: Holder['reaches'],
): Promise<ReadonlyMap<string, ServerRow>> {
  const ids = reaches.map(({ server }) => server)
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('servers')
    .selectAll()
    .where('organisation', '=', organisation)
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.id, readServer(row)]))
}

interface Judging {
  readonly effective: Effective
  readonly asker: Asker
  /** Everything of the grant there is stopped. */
  readonly stopped: Stop | undefined
  /** Stopped tools, by name. */
  readonly stops: ReturnType<Stops['tools']>
}

function viewTool(tool: ToolView, server: ServerRow, { effective, asker, ...stop }: Judging): GrantToolView {
  const { name, state, definition, label } = tool
  const usable = isUsable(tool, server)
  const stopped = stop.stops?.get(name) ?? null
  const about = { category: label.category, risk: label.risk, state, usable, stopped }
  const shown = { name, title: definition.title, ...about }
  if (typeof effective === 'string') return { ...shown, effect: 'denied', sentence: effective, rules: [] }
  const found = toolEffect(effective, { server: server.slug, name, label: labelOf(label) }, asker)
  const held = stopped ?? stop.stopped
  if (found.effect !== 'hidden' && held !== undefined)
    return { ...shown, ...found, effect: 'denied', sentence: `Stopped by hand: ${held.reason}` }
  if (usable || found.effect === 'hidden') return { ...shown, ...found }
  return { ...shown, ...found, effect: 'denied', sentence: 'Refused until its definition is accepted.' }
}

const isUsable = ({ state }: ToolView, { new_tools }: ServerRow): boolean =>
  state === 'open' || state === 'accepted' || (state === 'new' && new_tools === 'follow')

const CATEGORIES: Readonly<Record<Category, ToolCategory>> = {
  Read: 'read',
  Write: 'write',
  Execute: 'execute',
  Destructive: 'destructive',
  Financial: 'financial',
}
const RISKS: Readonly<Record<RiskLevel, ToolRisk>> = {
  Low: 'low',
  Medium: 'medium',
  High: 'high',
  Critical: 'critical',
}

/** The catalogue's words in those of policies. */
const labelOf = ({ category, risk, source }: ToolView['label']): ToolLabel => ({
  category: CATEGORIES[category],
  risk: RISKS[risk],
  source,
})
