/** Routes: who belongs to an organisation, as what. */
import { z } from 'zod'
import { type ChangedRoles, changeRoles } from '../account/change-roles.ts'
import { type Member, membersAfter } from '../account/members.ts'
import { type GivenRole, sameRole } from '../account/membership.ts'
import { proofProblem } from '../account/proof.ts'
import { serverIdOf } from '../account/reached-server.ts'
import { givenRole, inOrganisation, instant } from '../account/shapes.ts'
import { personOf } from '../actor.ts'
import { paged, pageOf, pageQuery } from '../api/page.ts'
import { isProblem, notFound, type Problem, wrongField } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import type { Context } from '../context.ts'

const tag = 'Members'
const params = inOrganisation.extend({ account: z.string().max(100) })

const member = z.object({
  account: z.string(),
  name: z.string(),
  email: z.string().describe('Of the account, or as the identity provider says it.'),
  disabled: z.boolean(),
  second_factor: z.boolean(),
  since: instant,
  roles: z.array(
    givenRole.extend({ origin: z.enum(['given', 'sign_on']).describe('`sign_on`: follows the identity provider.') }),
  ),
})

export const listMembers = route({
  id: 'members.list',
  method: 'GET',
  path: '/organisations/{organisation}/members',
  tag,
  summary: 'All members with their roles, page by page.',
  permission: 'member.read',
  perServer: true,
  shapes: { params: inOrganisation, query: z.object(pageQuery), answer: pageOf(member) },
  async run(context, { query }) {
    const page = await paged(context, {
      list: 'members',
      filter: context.actor.id,
      query,
      read: (after, limit) => membersAfter(context, after?.[0] ?? '', limit),
      key: ({ account }: Member): readonly [string] => [account],
    })
    return isProblem(page) ? page : answer({ ...page, items: [...page.items] })
  },
})

/** A role of a body, with the server's id; a problem where there is no such server. */
export async function roleIn(
  { control: { db }, organisation }: Context,
  { role, server: slug }: z.output<typeof givenRole>,
  field: string,
): Promise<GivenRole | Problem> {
  const server = slug === undefined ? '' : await serverIdOf(db, organisation, slug)
  if (server !== undefined) return { role, server }
  return wrongField(field, `There is no server \`${slug}\`.`, 'Name a server of the organisation, or leave it out.')
}

async function rolesIn(
  context: Context,
  roles: readonly z.output<typeof givenRole>[],
): Promise<readonly GivenRole[] | Problem> {
  const given: GivenRole[] = []
  for (const [at, written] of roles.entries()) {
    const found = await roleIn(context, written, `/body/roles/${at}/server`)
    if (isProblem(found)) return found
    if (!given.some((other) => sameRole(other, found))) given.push(found)
  }
  return given
}

export const editMember = route({
  id: 'members.edit',
  method: 'PUT',
  path: '/organisations/{organisation}/members/{account}',
  tag,
  summary: 'Replaces the roles that people gave a member; takes effect at once. Asks for a young proof.',
  description:
    'Nobody gives or takes a role that reaches further than his own. API keys that the member made and that reach further than the member does now are revoked. Roles of the identity provider stay.',
  permission: 'member.edit',
  perServer: true,
  shapes: {
    params,
    body: z.strictObject({ roles: z.array(z.strictObject(givenRole.shape)).min(1).max(200) }),
    answer: z.object({ revoked_keys: z.int() }),
  },
  async run(context, { params: { account }, body }) {
    const unproved = proofProblem(context)
    if (unproved !== undefined) return unproved
    const wanted = await rolesIn(context, body.roles)
    if (isProblem(wanted)) return wanted
    return changed(await changeRoles(context, account, wanted))
  },
})

export const removeMember = route({
  id: 'members.remove',
  method: 'DELETE',
  path: '/organisations/{organisation}/members/{account}',
  tag,
  summary: 'Takes all roles from a member; takes effect at once. Asks for a young proof.',
  permission: 'member.edit',
  perServer: true,
  shapes: { params, answer: z.object({ revoked_keys: z.int() }) },
  async run(context, { params: { account } }) {
    const unproved = proofProblem(context)
    return unproved ?? changed(await changeRoles(context, account, []))
  },
})

const changed = (found: ChangedRoles | Problem) =>
  isProblem(found) ? found : answer({ revoked_keys: found.revokedKeys })

export const leaveOrganisation = route({
  id: 'members.leave',
  method: 'DELETE',
  path: '/organisations/{organisation}/membership',
  tag,
  summary: 'Leaves the organisation.',
  permission: 'organisation.read',
  perServer: true,
  shapes: { params: inOrganisation },
  async run(context) {
    const account = personOf(context.actor)
    if (account === undefined) return notFound
    const left = await changeRoles(context, account, [])
    return isProblem(left) ? left : done
  },
})
