/** Routes: how servers stand, how they stood before, and what the installation offers to be added. */
import { z } from 'zod'
import { isProblem } from '../api/problem.ts'
import { answer, route } from '../api/route.ts'
import { reachOf } from '../permissions.ts'
import { findServer } from '../server/find-server.ts'
import { healthChanges } from '../server/health.ts'
import { FILE_ORGANISATION } from '../server/installation.ts'
import { readServer } from '../server/server.ts'
import { SERVER_STATE, stateOfServers } from '../server/server-state.ts'

const inOrganisation = z.object({ organisation: z.string() })
const tag = 'Servers'

/** Servers of one answer: each is read with all of its tools. */
const MOST = 200

export const listServerStates = route({
  id: 'servers.states',
  method: 'GET',
  path: '/organisations/{organisation}/server-states',
  tag,
  summary: 'Servers at a glance: tools by risk, what waits for a decision, the last call.',
  permission: 'server.read',
  perServer: true,
  shapes: {
    params: inOrganisation,
    query: z.object({ server: z.string().max(64).optional().describe('Slug: this one only.') }),
    answer: z.object({ items: z.array(SERVER_STATE).readonly() }),
  },
  async run({ control, organisation, actor }, { query }) {
    const reach = reachOf(actor, 'server.read', organisation)
    let rows = control.db.selectFrom('servers').selectAll().where('organisation', '=', organisation)
    if (reach !== 'all') rows = rows.where('id', 'in', reach.size === 0 ? [''] : [...reach])
    if (query.server !== undefined) rows = rows.where('slug', '=', query.server)
    const found = await rows.orderBy('slug').limit(MOST).execute()
    return answer({ items: await stateOfServers(control, organisation, found.map(readServer)) })
  },
})

export const readServerHealth = route({
  id: 'servers.health',
  method: 'GET',
  path: '/organisations/{organisation}/servers/{server}/health',
  tag,
  summary: 'When a server stopped to answer, why, and when it did again; the latest first.',
  permission: 'server.read',
  shapes: {
    params: z.object({ organisation: z.string(), server: z.string() }),
    answer: z.object({
      items: z
        .array(z.object({ at: z.int(), problem: z.string().nullable().describe('Null: it answers from then on.') }))
        .readonly(),
    }),
  },
  async run({ control: { db }, organisation }, { params }) {
    const found = await findServer(db, organisation, params.server)
    return isProblem(found) ? found : answer({ items: await healthChanges(db, found.id) })
  },
})

export const listOffers = route({
  id: 'servers.offers',
  method: 'GET',
  path: '/organisations/{organisation}/server-offers',
  tag,
  summary: 'What the installation has beside the organisation’s servers: those of the operator’s file, and a sample.',
  description: 'Servers of the file belong to `local`; they are edited in the file alone.',
  permission: 'server.read',
  shapes: {
    params: inOrganisation,
    answer: z.object({
      file: z.array(z.object({ slug: z.string(), url: z.string().describe('Where clients reach it.') })),
      sample: z.string().nullable().describe('URL of the sample server that runs here; null: none does.'),
      catalogue: z.string().nullable().describe('Origin of the catalogue’s pages.'),
    }),
  },
  run({ control: { installation, gateway }, organisation }) {
    const slugs = organisation === FILE_ORGANISATION ? [...installation.fileServers()].sort() : []
    return answer({
      file: slugs.map((slug) => ({ slug, url: `${gateway}/mcp/${slug}` })),
      sample: installation.sample() ?? null,
      catalogue: installation.cataloguePages() ?? null,
    })
  },
})
