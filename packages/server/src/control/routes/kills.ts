/** Routes: the kill switch. */
import { z } from 'zod'
import type { KillTable } from '../../store/sql/tables/kills.ts'
import { isProblem } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import { EFFECTIVE } from '../gateways/effective.ts'
import { lift, stop } from '../kill/kill.ts'

const inOrganisation = z.object({ organisation: z.string() })
const name = z.string().min(1).max(128)

const TARGET = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('organisation') }).describe('Everything.'),
  z.strictObject({ kind: z.literal('server'), server: name.describe('Slug.') }),
  z.strictObject({ kind: z.literal('grant'), grant: name.describe('Id.') }),
  z.strictObject({ kind: z.literal('tool'), server: name.describe('Slug.'), tool: name }),
])

const KILL_VIEW = z.object({
  id: z.string(),
  stops: z.object({
    kind: z.string(),
    server: z.string().optional().describe('Id.'),
    grant: z.string().optional().describe('Id.'),
    tool: z.string().optional(),
  }),
  reason: z.string(),
  by: z.string(),
  at: z.int(),
})

const STOPPED = KILL_VIEW.extend({ effective: EFFECTIVE })

const view = (row: KillTable): z.input<typeof KILL_VIEW> => ({
  id: row.id,
  stops: {
    kind: row.kind,
    ...(row.server !== '' && { server: row.server }),
    ...(row.grant_id !== '' && { grant: row.grant_id }),
    ...(row.tool !== '' && { tool: row.tool }),
  },
  reason: row.reason,
  by: row.stopped_by,
  at: row.stopped,
})

export const listKills = route({
  id: 'kills.list',
  method: 'GET',
  path: '/organisations/{organisation}/kills',
  tag: 'Kill switch',
  summary: 'What is stopped.',
  permission: 'organisation.read',
  shapes: { params: inOrganisation, answer: z.object({ items: z.array(KILL_VIEW) }) },
  async run({ control, organisation }) {
    const rows = await control.db
      .selectFrom('kills')
      .selectAll()
      .where('organisation', '=', organisation)
      .orderBy('id')
      .execute()
    return answer({ items: rows.map(view) })
  },
})

export const stopRoute = route({
  id: 'kills.stop',
  method: 'POST',
  path: '/organisations/{organisation}/kills',
  tag: 'Kill switch',
  summary: 'Stops everything, a server, a grant, or a tool: at once.',
  description:
    'The next call is refused with the reason, calls under way are cancelled, streams are closed. What they took from budgets is kept.',
  permission: 'kill.edit',
  status: 201,
  shapes: {
    params: inOrganisation,
    body: z.strictObject({
      stops: TARGET,
      reason: z.string().trim().min(1).max(500).describe('What agents and their owners are told; a sentence.'),
    }),
    answer: STOPPED,
  },
  async run(context, { body }) {
    const stopped = await stop(context, body.stops, body.reason)
    if (isProblem(stopped)) return stopped
    return answer({ ...view(stopped), effective: await context.control.gateways.everywhere() })
  },
})

export const liftRoute = route({
  id: 'kills.lift',
  method: 'DELETE',
  path: '/organisations/{organisation}/kills/{kill}',
  tag: 'Kill switch',
  summary: 'Lets it go on.',
  permission: 'kill.edit',
  shapes: { params: z.object({ organisation: z.string(), kill: z.string() }) },
  async run(context, { params }) {
    return (await lift(context, params.kill)) ?? done
  },
})
