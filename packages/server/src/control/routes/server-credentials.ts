/** Routes: how calls prove themselves to a server, and the tokens that were obtained for it. */
import { z } from 'zod'
import { unlessChanged } from '../api/etag.ts'
import { isProblem, notFound, problem } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import { mutate } from '../change/mutate.ts'
import { AUTHENTICATION, keepAuthentication } from '../server/authentication.ts'
import { findServer } from '../server/find-server.ts'
import { readServer } from '../server/server.ts'
import { SERVER_VIEW, viewServers } from '../server/server-view.ts'
import { beginConsent } from '../upstream-auth/begin.ts'
import { connected } from '../upstream-auth/connected-server.ts'
import { supplyHeld, tellNone } from '../upstream-auth/supply-held.ts'

const oneServer = z.object({ organisation: z.string(), server: z.string() })

export const setAuthentication = route({
  id: 'servers.authentication.set',
  method: 'PUT',
  path: '/organisations/{organisation}/servers/{server}/authentication',
  tag: 'Servers',
  summary: 'Says how calls prove themselves to a server; former credentials and tokens are dropped.',
  permission: 'credential.edit',
  shapes: { params: oneServer, body: z.strictObject({ authentication: AUTHENTICATION }), answer: SERVER_VIEW },
  async run(context, { params, body }) {
    const { control, organisation } = context
    const found = await findServer(control.db, organisation, params.server)
    if (isProblem(found)) return found
    const { kind } = body.authentication
    const change = { action: 'credential.set', object: { kind: 'server', id: found.id }, detail: { kind } }
    let owners: readonly string[] = []
    const changed = await mutate(context, change, async (tx, changing) => {
      const before = await findServer(tx, organisation, params.server)
      if (isProblem(before)) return before
      const stale = unlessChanged(context.expected, before.revision)
      if (stale !== undefined) return stale
      const dropped = await keepAuthentication(tx, control, before, body.authentication)
      if (isProblem(dropped)) return dropped
      owners = dropped
      await tx
        .updateTable('servers')
        .set({ revision: before.revision + 1 })
        .where('id', '=', before.id)
        .execute()
      changing.touch('servers', before.id)
      return readServer(
        await tx.selectFrom('servers').selectAll().where('id', '=', before.id).executeTakeFirstOrThrow(),
      )
    })
    if (isProblem(changed)) return changed
    tellNone(control, changed.id, owners)
    const [server] = await viewServers(control.db, control.gateway, [changed])
    return server === undefined ? notFound : answer(server, { revision: changed.revision })
  },
})

export const listCredentials = route({
  id: 'servers.credentials',
  method: 'GET',
  path: '/organisations/{organisation}/servers/{server}/credentials',
  tag: 'Servers',
  summary: 'Tokens that were obtained for a server: for whom, from whom, until when. Never the tokens themselves.',
  permission: 'server.read',
  shapes: {
    params: oneServer,
    answer: z.object({
      items: z.array(
        z.object({
          owner: z.string().describe('Whose grants use it; empty: everybody’s.'),
          issuer: z.string(),
          scope: z.string().describe('Scopes that were asked for.'),
          obtained: z.int(),
          expires: z.int().nullable(),
          renewable: z.boolean(),
          problem: z.string().nullable().describe('Why it could not be renewed; null: nothing is wrong.'),
        }),
      ),
    }),
  },
  async run({ control: { db }, organisation }, { params }) {
    const found = await findServer(db, organisation, params.server)
    if (isProblem(found)) return found
    const rows = await db
      .selectFrom('upstream_tokens')
      .select(['owner', 'issuer', 'scope', 'obtained', 'expires', 'renewable', 'problem'])
      .where('server', '=', found.id)
      .orderBy('owner')
      .execute()
    return answer({ items: rows.map(({ renewable, ...row }) => ({ ...row, renewable: renewable === 1 })) })
  },
})

export const dropCredential = route({
  id: 'servers.credentials.drop',
  method: 'DELETE',
  path: '/organisations/{organisation}/servers/{server}/credentials',
  tag: 'Servers',
  summary: 'Forgets the token of one owner, or (without `owner`) the one that is everybody’s.',
  permission: 'credential.edit',
  shapes: { params: oneServer, query: z.object({ owner: z.string().max(200).default('') }) },
  async run(context, { params, query: { owner } }) {
    const { control, organisation } = context
    const found = await findServer(control.db, organisation, params.server)
    if (isProblem(found)) return found
    const change = { action: 'credential.drop', object: { kind: 'server', id: found.id }, detail: { owner } }
    const dropped = await mutate(context, change, async (tx) => {
      const rows = tx.deleteFrom('upstream_tokens').where('server', '=', found.id).where('owner', '=', owner)
      const row = await rows.returning('owner').executeTakeFirst()
      return row === undefined ? notFound : undefined
    })
    if (dropped !== undefined) return dropped
    await supplyHeld(control, found.id, owner)
    return done
  },
})

export const beginAuthorizationRoute = route({
  id: 'servers.authorization.begin',
  method: 'POST',
  path: '/organisations/{organisation}/servers/{server}/authorization',
  tag: 'Servers',
  summary:
    'Begins the log-in at the server’s authorization server, for everybody (`identity: server`) or for yourself.',
  description: 'The answer’s `url` is opened in your browser. Only you can end what you began, within ten minutes.',
  permission: 'credential.edit',
  status: 201,
  once: true,
  shapes: { params: oneServer, answer: z.object({ url: z.string(), expires: z.int() }) },
  async run(context, { params }) {
    const { control, organisation, actor } = context
    if (actor.kind !== 'account' || actor.session === undefined)
      return problem('forbidden', 'Only a person in a browser can log in there.', {
        remedy: 'Sign in with your account.',
      })
    const found = await findServer(control.db, organisation, params.server)
    if (isProblem(found)) return found
    const server = connected(found)
    if (server === undefined || server.authentication.flow === 'client')
      return problem('conflict', 'Nobody logs in for this server.', {
        remedy: 'Set its authentication to `oauth` with `flow: code` first.',
      })
    const owner = server.authentication.identity === 'owner' ? actor.id : ''
    const begun = await beginConsent(context, { server, owner, challenge: undefined })
    if (begun.ok) return answer(begun.value)
    return problem('unreachable', begun.problem, { remedy: 'Correct what is named, or ask whoever runs that server.' })
  },
})
