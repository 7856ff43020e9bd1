/** Routes: servers. */
import { z } from 'zod'
import { paged, pageOf, pageQuery } from '../api/page.ts'
import { isProblem, notFound } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import { reachOf } from '../permissions.ts'
import { AUTHENTICATION } from '../server/authentication.ts'
import { createServer } from '../server/create-server.ts'
import { deleteServer, editServer } from '../server/edit-server.ts'
import { findServer } from '../server/find-server.ts'
import { ORIGIN } from '../server/origin.ts'
import { probeKnown } from '../server/probe-known.ts'
import { LABEL, LIMITS, readServer, type ServerRow, SLUG, VETTING } from '../server/server.ts'
import { PROBE_VIEW, SERVER_VIEW, viewServers } from '../server/server-view.ts'

const inOrganisation = z.object({ organisation: z.string() })
const oneServer = z.object({ organisation: z.string(), server: z.string() })
const newTools = z.enum(['refuse', 'follow'])

export const createServerRoute = route({
  id: 'servers.create',
  method: 'POST',
  path: '/organisations/{organisation}/servers',
  tag: 'Servers',
  summary: 'Adds a server: by URL, from a template, from the catalogue, or from a server.json.',
  description:
    'Unless told otherwise the server is visited first: which transport and era it speaks, whether it wants credentials, and its tools. One that does not answer is added all the same. Addresses that are not public are refused, unless the operator allows exactly them.',
  permission: 'server.edit',
  status: 201,
  shapes: {
    params: inOrganisation,
    body: z.strictObject({
      slug: SLUG,
      label: LABEL.optional(),
      from: ORIGIN,
      authentication: AUTHENTICATION.default({ kind: 'none' }),
      limits: LIMITS.prefault({}),
      vetting: VETTING.prefault({}),
      baseline: z.string().max(64).nullable().default(null),
      newTools: newTools.default('refuse'),
      probe: z.boolean().default(true),
    }),
    answer: z.object({ server: SERVER_VIEW, probe: PROBE_VIEW.optional() }),
  },
  async run(context, { body }) {
    const made = await createServer(context, { label: undefined, ...body })
    if (isProblem(made)) return made
    const [server] = await viewServers(context.control.db, context.control.gateway, [made.server])
    return server === undefined ? notFound : answer({ server, probe: made.probe }, { revision: made.server.revision })
  },
})

export const listServers = route({
  id: 'servers.list',
  method: 'GET',
  path: '/organisations/{organisation}/servers',
  tag: 'Servers',
  summary: 'Servers of the organisation.',
  permission: 'server.read',
  perServer: true,
  shapes: { params: inOrganisation, query: z.object(pageQuery), answer: pageOf(SERVER_VIEW) },
  async run(context, { query }) {
    const { control, organisation, actor } = context
    const reach = reachOf(actor, 'server.read', organisation)
    const page = await paged(context, {
      list: 'servers',
      query,
      key: ({ slug }: ServerRow) => [slug],
      async read(after, limit) {
        let rows = control.db.selectFrom('servers').selectAll().where('organisation', '=', organisation)
        if (reach !== 'all') rows = rows.where('id', 'in', [...reach])
        if (after !== undefined) rows = rows.where('slug', '>', String(after[0]))
        return (await rows.orderBy('slug').limit(limit).execute()).map(readServer)
      },
    })
    if (isProblem(page)) return page
    return answer({ ...page, items: [...(await viewServers(control.db, control.gateway, page.items))] })
  },
})

export const readServerRoute = route({
  id: 'servers.read',
  method: 'GET',
  path: '/organisations/{organisation}/servers/{server}',
  tag: 'Servers',
  summary: 'One server.',
  permission: 'server.read',
  shapes: { params: oneServer, answer: SERVER_VIEW },
  async run({ control, organisation }, { params }) {
    const found = await findServer(control.db, organisation, params.server)
    if (isProblem(found)) return found
    const [server] = await viewServers(control.db, control.gateway, [found])
    return server === undefined ? notFound : answer(server, { revision: found.revision })
  },
})

export const editServerRoute = route({
  id: 'servers.edit',
  method: 'PATCH',
  path: '/organisations/{organisation}/servers/{server}',
  tag: 'Servers',
  summary: 'Changes a server.',
  description:
    'Another scheme, host, port or command makes it another server: its credentials, tokens and accepted tools are dropped. Another path of the same host drops tokens.',
  permission: 'server.edit',
  ifMatch: 'required',
  shapes: {
    params: oneServer,
    body: z
      .strictObject({
        label: LABEL,
        from: ORIGIN,
        limits: LIMITS,
        vetting: VETTING,
        baseline: z.string().max(64).nullable(),
        newTools,
      })
      .partial(),
    answer: SERVER_VIEW,
  },
  async run(context, { params, body }) {
    const edited = await editServer(context, params.server, body)
    if (isProblem(edited)) return edited
    const [server] = await viewServers(context.control.db, context.control.gateway, [edited])
    return server === undefined ? notFound : answer(server, { revision: edited.revision })
  },
})

export const deleteServerRoute = route({
  id: 'servers.delete',
  method: 'DELETE',
  path: '/organisations/{organisation}/servers/{server}',
  tag: 'Servers',
  summary: 'Deletes a server, with its credentials and accepted tools.',
  permission: 'server.edit',
  shapes: { params: oneServer },
  async run(context, { params }) {
    return (await deleteServer(context, params.server)) ?? done
  },
})

export const probeServer = route({
  id: 'servers.probe',
  method: 'POST',
  path: '/organisations/{organisation}/servers/{server}/probe',
  tag: 'Servers',
  summary: 'Visits a server now: whether it answers, what it speaks, its tools.',
  permission: 'server.edit',
  shapes: { params: oneServer, answer: PROBE_VIEW },
  async run({ control, organisation }, { params }) {
    const found = await findServer(control.db, organisation, params.server)
    return isProblem(found) ? found : answer(await probeKnown(control, found))
  },
})

export const listTemplates = route({
  id: 'templates.list',
  method: 'GET',
  path: '/organisations/{organisation}/templates',
  tag: 'Servers',
  summary: 'Programs that the operator lets the organisation start as servers, and what is filled in.',
  permission: 'server.read',
  shapes: {
    params: inOrganisation,
    answer: z.object({
      items: z.array(
        z.object({
          name: z.string(),
          description: z.string(),
          parameters: z.array(
            z.object({
              name: z.string(),
              kind: z.enum(['text', 'path', 'choice', 'number', 'secret']),
              description: z.string(),
              standard: z.string().optional(),
              pattern: z.string().optional(),
              within: z.string().optional(),
              choices: z.array(z.string()).readonly().optional(),
              least: z.number().optional(),
              most: z.number().optional(),
            }),
          ),
        }),
      ),
    }),
  },
  run({ control }) {
    const items = control.installation.templates().map(({ name, description, parameters }) => ({
      name,
      description,
      parameters: Object.entries(parameters).map(([parameter, facts]) => ({
        ...facts,
        name: parameter,
      })),
    }))
    return answer({ items })
  },
})
