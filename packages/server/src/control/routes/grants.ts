/** Routes: grants. */
import { z } from 'zod'
import { paged, pageOf, pageQuery } from '../api/page.ts'
import { isProblem, notFound, type Problem } from '../api/problem.ts'
import { answer, route } from '../api/route.ts'
import type { Context } from '../context.ts'
import { createGrant } from '../grant/create-grant.ts'
import { editGrant } from '../grant/edit-grant.ts'
import { findGrant, reachProblem, serversOf } from '../grant/find-grant.ts'
import { ADDRESSES, EXPIRES, GRANT_LABEL, GRANT_STATES, type GrantRow, OWNER, SERVERS, TAGS } from '../grant/grant.ts'
import { GRANT_SERVER, toolsOfHolder } from '../grant/grant-tools.ts'
import { GRANT_VIEW, type GrantView, viewGrants } from '../grant/grant-view.ts'
import { listGrantRows } from '../grant/list-grants.ts'
import { raisesOf } from '../grant/raise.ts'
import { holderOf, reachesOf } from '../grant/reaches.ts'
import { reachOf } from '../permissions.ts'
import { GRANT, inOrganisation, oneGrant, tag } from './grant-shapes.ts'

/** A grant as it is shown, with its revision. */
export async function shownGrant(context: Context, row: GrantRow): Promise<GrantView | Problem> {
  const [shown] = await viewGrants(context, [row])
  return shown ?? notFound
}

export const listGrants = route({
  id: 'grants.list',
  method: 'GET',
  path: '/organisations/{organisation}/grants',
  tag,
  summary: 'Grants of the organisation, the newest first.',
  permission: 'grant.read',
  perServer: true,
  shapes: {
    params: inOrganisation,
    query: z.object({
      ...pageQuery,
      state: z.enum(GRANT_STATES).optional().describe('Without it: all but revoked ones.'),
      server: z.string().max(64).optional().describe('Slug or id of a server that they reach.'),
      policy: z.string().max(64).optional().describe('Name or id of a policy that holds for them somewhere.'),
      owner: z.string().max(254).optional().describe('Id of the account that they were given to.'),
      label: z.string().max(200).optional().describe('A part of the label.'),
      tag: z.string().max(265).optional().describe('`name=value`, or the name alone.'),
      unused_since: z.coerce.number().int().optional().describe('Not used since then, or never.'),
      expires_before: z.coerce.number().int().optional(),
    }),
    answer: pageOf(GRANT_VIEW),
  },
  async run(context, { query: { cursor, limit, ...filter } }) {
    const page = await paged(context, {
      list: 'grants',
      filter,
      query: { cursor, limit },
      read: (after, most) => listGrantRows(context, filter, { after: after && String(after[0]), most }),
      key: ({ id }): [string] => [id],
    })
    if (isProblem(page)) return page
    return answer({ ...page, items: [...(await viewGrants(context, page.items))] })
  },
})

export const createGrantRoute = route({
  id: 'grants.create',
  method: 'POST',
  path: '/organisations/{organisation}/grants',
  tag,
  summary: 'Makes a grant; its token is shown once.',
  description:
    'Give the token to one client. Servers without a policy deny every call. Without `owner` it is given to whoever asks.',
  permission: 'grant.edit',
  perServer: true,
  status: 201,
  once: true,
  shapes: {
    params: inOrganisation,
    body: z.strictObject({
      label: GRANT_LABEL,
      owner: OWNER.optional(),
      servers: SERVERS.default({}),
      tags: TAGS.default({}),
      addresses: ADDRESSES.default([]),
      expires: EXPIRES.default(null),
    }),
    answer: z.object({ grant: GRANT_VIEW, token: z.string().describe('Shown once.') }),
  },
  async run(context, { body }) {
    const made = await createGrant(context, { owner: undefined, ...body })
    if (isProblem(made)) return made
    const grant = await shownGrant(context, made.grant)
    return isProblem(grant) ? grant : answer({ grant, token: made.token }, { revision: grant.revision })
  },
})

export const readGrantRoute = route({
  id: 'grants.read',
  method: 'GET',
  path: GRANT,
  tag,
  summary: 'One grant.',
  permission: 'grant.read',
  perServer: true,
  shapes: { params: oneGrant, answer: GRANT_VIEW },
  async run(context, { params }) {
    const found = await readable(context, params.grant)
    if (isProblem(found)) return found
    const grant = await shownGrant(context, found)
    return isProblem(grant) ? grant : answer(grant, { revision: grant.revision })
  },
})

async function readable(context: Context, id: string): Promise<GrantRow | Problem> {
  const { db } = context.control
  const found = await findGrant(db, context.organisation, id)
  if (isProblem(found)) return found
  return reachProblem(context, 'grant.read', await serversOf(db, found)) ?? found
}

export const editGrantRoute = route({
  id: 'grants.edit',
  method: 'PATCH',
  path: GRANT,
  tag,
  summary: 'Changes a grant; it holds from the next request on.',
  description: '`servers` replaces all that it reaches. Its counters go on as they are.',
  permission: 'grant.edit',
  perServer: true,
  ifMatch: 'required',
  shapes: {
    params: oneGrant,
    body: z
      .strictObject({
        label: GRANT_LABEL,
        owner: OWNER,
        servers: SERVERS,
        tags: TAGS,
        addresses: ADDRESSES,
        expires: EXPIRES,
      })
      .partial(),
    answer: GRANT_VIEW,
  },
  async run(context, { params, body }) {
    const edited = await editGrant(context, params.grant, body)
    if (isProblem(edited)) return edited
    const grant = await shownGrant(context, edited)
    return isProblem(grant) ? grant : answer(grant, { revision: grant.revision })
  },
})

export const grantTools = route({
  id: 'grants.tools',
  method: 'GET',
  path: `${GRANT}/tools`,
  tag,
  summary: 'What the grant can do: every tool that it reaches, with its risk and what becomes of its calls.',
  description:
    'Baselines, and what is raised for a while, are part of it. What depends on arguments or counters is `restricted`; `explain` tells of one call.',
  permission: 'grant.read',
  perServer: true,
  shapes: { params: oneGrant, answer: z.object({ servers: z.array(GRANT_SERVER).readonly() }) },
  async run(context, { params }) {
    const { control, organisation, at } = context
    const found = await readable(context, params.grant)
    if (isProblem(found)) return found
    const reaches = (await reachesOf(control.db, [holderOf(found)])).get(holderOf(found)) ?? []
    const raised = new Map(
      ((await raisesOf(control.db, [found.id], at)).get(found.id) ?? []).map(({ server, policy }) => [server, policy]),
    )
    const { id, label, owner, tags } = found
    const holder = { organisation, grant: id, label, owner: owner ?? id, tags }
    const theirs = reachOf(context.actor, 'grant.read', organisation)
    const now = reaches
      .filter(({ server }) => theirs === 'all' || theirs.has(server))
      .map(({ server, policy }) => ({ server, policy: raised.get(server) ?? policy }))
    return answer({ servers: await toolsOfHolder(control, { ...holder, reaches: now }, at) })
  },
})
