/** Routes: servers that somebody connected in their own name. */
import { z } from 'zod'
import { personOf } from '../actor.ts'
import { notFound } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import { mutate } from '../change/mutate.ts'
import { tellNone } from '../upstream-auth/supply-held.ts'

export const listConnections = route({
  id: 'connections.list',
  method: 'GET',
  path: '/connections',
  tag: 'Consents',
  summary: 'Servers that you connected in your own name.',
  permission: 'signed_in',
  shapes: {
    answer: z.object({
      items: z.array(
        z.object({
          server: z.string().describe('Id of the server.'),
          organisation: z.string(),
          slug: z.string(),
          label: z.string(),
          issuer: z.string().describe('Where you logged in for it.'),
          scope: z.string(),
          obtained: z.int(),
          problem: z.string().nullable().describe('Why it could not be renewed; null: nothing is wrong.'),
        }),
      ),
    }),
  },
  async run({ control: { db }, actor }) {
    const owner = personOf(actor)
    if (owner === undefined) return answer({ items: [] })
    const items = await db
      .selectFrom('upstream_tokens')
      .innerJoin('servers', 'servers.id', 'upstream_tokens.server')
      .select(['upstream_tokens.server', 'servers.organisation', 'servers.slug', 'servers.label'])
      .select([
        'upstream_tokens.issuer',
        'upstream_tokens.scope',
        'upstream_tokens.obtained',
        'upstream_tokens.problem',
      ])
      .where('upstream_tokens.owner', '=', owner)
      .orderBy('servers.organisation')
      .orderBy('servers.slug')
      .execute()
    return answer({ items })
  },
})

export const dropConnection = route({
  id: 'connections.drop',
  method: 'DELETE',
  path: '/connections/{connected}',
  tag: 'Consents',
  summary: 'Forgets what you connected: calls of your grants are refused with a new link.',
  permission: 'signed_in',
  shapes: { params: z.object({ connected: z.string() }) },
  async run(context, { params: { connected: server } }) {
    const { control, actor } = context
    const owner = personOf(actor)
    if (owner === undefined) return notFound
    const row = await control.db
      .selectFrom('upstream_tokens')
      .select('organisation')
      .where('server', '=', server)
      .where('owner', '=', owner)
      .executeTakeFirst()
    if (row === undefined) return notFound
    const change = { action: 'credential.drop', object: { kind: 'server', id: server }, detail: { owner } }
    await mutate({ ...context, organisation: row.organisation }, change, (tx) =>
      tx.deleteFrom('upstream_tokens').where('server', '=', server).where('owner', '=', owner).execute(),
    )
    tellNone(control, server, [owner])
    return done
  },
})
