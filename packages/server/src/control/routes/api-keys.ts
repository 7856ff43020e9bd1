/** Routes: keys of programs that use this API. */
import { z } from 'zod'
import { digestToken, mintSecret } from '../../crypto/token.ts'
import type { ApiKeyTable } from '../../store/sql/tables/accounts.ts'
import { mayGive, TOO_MUCH } from '../account/membership.ts'
import { proofProblem } from '../account/proof.ts'
import { serverSlugs } from '../account/reached-server.ts'
import { givenRole, inOrganisation, instant } from '../account/shapes.ts'
import { personOf } from '../actor.ts'
import { unlessChanged } from '../api/etag.ts'
import { paged, pageOf, pageQuery } from '../api/page.ts'
import { isProblem, notFound, problem, wrongField } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import { mutate } from '../change/mutate.ts'
import { newId } from '../id.ts'
import { isRole, reachOf } from '../permissions.ts'
import { roleIn } from './members.ts'

const tag = 'API keys'
const DAY = 24 * 3_600_000
const USUAL = 90 * DAY
/** Characters of a key by which people tell it from others: the prefix and four more. */
const HINT = 8

const name = z.string().trim().min(1).max(200)

const apiKey = givenRole.extend({
  id: z.string(),
  name: z.string(),
  hint: z.string().describe('The key’s first characters.'),
  created_by: z.string().optional().describe('Id of the account that made it.'),
  created: instant,
  expires: instant.nullable().describe('Null: never.'),
  used: instant.nullable().describe('Last use, to the minute; null: never.'),
})

function shown(row: ApiKeyTable, slugs: ReadonlyMap<string, string>): z.input<typeof apiKey>[] {
  const { role, server: id, created_by, ...rest } = row
  const server = id === '' ? undefined : slugs.get(id)
  if (!isRole(role) || (id !== '' && server === undefined)) return []
  return [{ ...rest, role, ...(server && { server }), ...(created_by !== '' && { created_by }) }]
}

export const listApiKeys = route({
  id: 'keys.list',
  method: 'GET',
  path: '/organisations/{organisation}/keys',
  tag,
  summary: 'All API keys, page by page; their secrets were shown once.',
  permission: 'key.read',
  perServer: true,
  shapes: { params: inOrganisation, query: z.object(pageQuery), answer: pageOf(apiKey) },
  async run(context, { query }) {
    const { control, actor, organisation } = context
    const reach = reachOf(actor, 'key.read', organisation)
    const page = await paged(context, {
      list: 'keys',
      filter: actor.id,
      query,
      read: (after, limit) =>
        control.db
          .selectFrom('api_keys')
          .selectAll()
          .where('organisation', '=', organisation)
          .where('id', '>', after?.[0] ?? '')
          .$if(reach !== 'all', (rows) => rows.where('server', 'in', ['-', ...(reach === 'all' ? [] : reach)]))
          .orderBy('id')
          .limit(limit)
          .execute(),
      key: ({ id }: ApiKeyTable): readonly [string] => [id],
    })
    if (isProblem(page)) return page
    const slugs = await serverSlugs(control.db, organisation)
    return answer({ ...page, items: page.items.flatMap((row) => shown(row, slugs)) })
  },
})

export const createApiKey = route({
  id: 'keys.create',
  method: 'POST',
  path: '/organisations/{organisation}/keys',
  tag,
  summary: 'Makes an API key; it is shown once. Asks for a young proof.',
  description:
    'A program sends it as `Authorization: Bearer pck_…`. A key makes no keys. It ends in 90 days unless `expires` says otherwise, and with the rights of who made it.',
  permission: 'key.edit',
  perServer: true,
  status: 201,
  once: true,
  shapes: {
    params: inOrganisation,
    body: z.strictObject({
      ...givenRole.shape,
      name,
      expires: instant.nullable().optional().describe('Null: never.'),
    }),
    answer: apiKey.extend({ key: z.string().describe('Shown once.') }),
  },
  async run(context, { body }) {
    const { actor, at, control, organisation } = context
    if (actor.kind === 'key') return NO_KEYS_BY_KEYS
    const unproved = proofProblem(context)
    if (unproved !== undefined) return unproved
    const wanted = await roleIn(context, body, '/body/server')
    if (isProblem(wanted)) return wanted
    if (!mayGive(actor, organisation, wanted, actor.id)) return TOO_MUCH
    if (body.expires !== undefined && body.expires !== null && body.expires <= at) {
      return wrongField('/body/expires', 'This is in the past.', 'Give a later instant, or leave it out.')
    }
    const secret = mintSecret('apiKey')
    const row = {
      ...wanted,
      id: newId('key', at),
      organisation,
      name: body.name,
      digest: digestToken(secret),
      hint: secret.slice(0, HINT),
      created_by: personOf(actor) ?? '',
      created: at,
      expires: body.expires === undefined ? at + USUAL : body.expires,
      used: null,
      revision: 1,
    }
    const detail = { ...wanted, name: body.name, expires: row.expires }
    await mutate(context, { action: 'key.create', object: { kind: 'key', id: row.id }, detail }, (tx) =>
      tx.insertInto('api_keys').values(row).execute(),
    )
    const [made] = shown(row, await serverSlugs(control.db, organisation))
    return made === undefined ? notFound : answer({ ...made, key: secret })
  },
})

const NO_KEYS_BY_KEYS = problem('forbidden', 'A key makes no keys.', { remedy: 'Log in as a person.' })

export const editApiKey = route({
  id: 'keys.edit',
  method: 'PATCH',
  path: '/organisations/{organisation}/keys/{key}',
  tag,
  summary: 'Renames an API key, or gives it more or less time; its role stays. Asks for a young proof.',
  description:
    'After a restore every key has expired: one that was revoked since the backup would be good again otherwise.',
  permission: 'key.edit',
  perServer: true,
  shapes: {
    params: inOrganisation.extend({ key: z.string().max(100) }),
    body: z.strictObject({ name: name.optional(), expires: instant.nullable().optional().describe('Null: never.') }),
    answer: apiKey,
  },
  async run(context, { params: { key: id }, body }) {
    const { actor, control, organisation, expected } = context
    const unproved = actor.kind === 'key' ? NO_KEYS_BY_KEYS : proofProblem(context)
    if (unproved !== undefined) return unproved
    const slugs = await serverSlugs(control.db, organisation)
    const change = {
      action: 'key.edit',
      object: { kind: 'key', id },
      detail: { name: body.name, expires: body.expires },
    }
    return mutate(context, change, async (tx) => {
      const row = await tx
        .selectFrom('api_keys')
        .selectAll()
        .where('id', '=', id)
        .where('organisation', '=', organisation)
        .executeTakeFirst()
      if (row === undefined || !isRole(row.role)) return notFound
      if (!mayGive(actor, organisation, { role: row.role, server: row.server }, actor.id)) return TOO_MUCH
      const stale = unlessChanged(expected, row.revision)
      if (stale !== undefined) return stale
      const set = {
        name: body.name ?? row.name,
        expires: body.expires === undefined ? row.expires : body.expires,
        revision: row.revision + 1,
      }
      await tx.updateTable('api_keys').set(set).where('id', '=', id).execute()
      const [edited] = shown({ ...row, ...set }, slugs)
      return edited === undefined ? notFound : answer(edited, { revision: set.revision })
    })
  },
})

export const revokeApiKey = route({
  id: 'keys.revoke',
  method: 'DELETE',
  path: '/organisations/{organisation}/keys/{key}',
  tag,
  summary: 'Revokes an API key at once.',
  permission: 'key.edit',
  perServer: true,
  shapes: { params: inOrganisation.extend({ key: z.string().max(100) }) },
  async run(context, { params: { key: id } }) {
    const { actor, organisation } = context
    const found = await mutate(context, { action: 'key.revoke', object: { kind: 'key', id } }, async (tx) => {
      const row = await tx
        .deleteFrom('api_keys')
        .where('id', '=', id)
        .where('organisation', '=', organisation)
        .returning('server')
        .executeTakeFirst()
      const reach = reachOf(actor, 'key.edit', organisation)
      return row !== undefined && (reach === 'all' || reach.has(row.server)) ? undefined : notFound
    })
    return found ?? done
  },
})
