/** How servers stand: their tools by risk, what waits for a decision, when they were called last, when they failed. */
import { z } from 'zod'
import type { Control } from '../control.ts'
import type { ServerRow } from './server.ts'
import { type ToolView, viewTools } from './tool-view.ts'

/** A server at a glance. */
export const SERVER_STATE = z.object({
  slug: z.string(),
  tools: z
    .record(z.enum(['low', 'medium', 'high', 'critical']), z.int())
    .describe('Tools that the server has now, by risk.'),
  undecided: z.int().describe('Tools that differ from the accepted list, and that nobody decided on yet.'),
  flagged: z.int().describe('Tools whose definitions try to lead the model.'),
  called: z.int().nullable().describe('When it was called last; null: never, or longer ago than decisions are kept.'),
})

export type ServerState = z.input<typeof SERVER_STATE>

const HOUR = 3_600_000

/** Each of these servers at a glance. */
export async function stateOfServers(
  control: Control,
  organisation: string,
  rows: readonly ServerRow[],
): Promise<readonly ServerState[]> {
  const states: ServerState[] = []
  for (const row of rows) {
    const tools = await viewTools(control.db, row)
    const last = await control.audit.db
      .selectFrom('decision_totals')
      .select((eb) => eb.fn.max('hour').as('hour'))
      .where('organisation', '=', organisation)
      .where('server', '=', row.slug)
      .executeTakeFirst()
    states.push({ slug: row.slug, ...countsOf(tools, row), called: await lastCall(control, row, last?.hour ?? null) })
  }
  return states
}

function countsOf(tools: readonly ToolView[], { new_tools }: ServerRow): Omit<ServerState, 'slug' | 'called'> {
  const risks = { low: 0, medium: 0, high: 0, critical: 0 }
  const present = tools.filter(({ state }) => state !== 'gone')
  for (const { label } of present) risks[RISKS[label.risk]]++
  const open = (state: string): boolean =>
    state === 'changed' || state === 'gone' || (state === 'new' && new_tools !== 'follow')
  return {
    tools: risks,
    undecided: tools.filter(({ state }) => open(state)).length,
    flagged: present.filter(({ flags }) => flags.length > 0).length,
  }
}

const RISKS = { Low: 'low', Medium: 'medium', High: 'high', Critical: 'critical' } as const

/** The exact instant: the latest of that hour. */
async function lastCall({ audit }: Control, row: ServerRow, hour: number | null): Promise<number | null> {
  if (hour === null) return null
  const found = await audit.db
    .selectFrom('decisions')
    .select((eb) => eb.fn.max('at').as('at'))
    .where('organisation', '=', row.organisation)
    .where('server', '=', row.slug)
    .where('at', '>=', Number(hour))
    .where('at', '<', Number(hour) + HOUR)
    .executeTakeFirst()
  return found?.at == null ? Number(hour) : Number(found.at)
}
