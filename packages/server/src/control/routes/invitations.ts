/** Routes: invitations to an organisation. */
import { z } from 'zod'
import type { InvitationTable } from '../../store/sql/tables/accounts.ts'
import { emailOf, NO_ADDRESS } from '../account/email.ts'
import { acceptInvitation, invite, joinAsNew, presented } from '../account/invitation.ts'
import { invitationMail } from '../account/mails.ts'
import { mayGive, TOO_MUCH } from '../account/membership.ts'
import { ownAccount } from '../account/own-account.ts'
import { proofProblem } from '../account/proof.ts'
import { serverSlugs } from '../account/reached-server.ts'
import { sendLater } from '../account/send-later.ts'
import { sessionAnswer } from '../account/session-answer.ts'
import {
  email,
  givenRole,
  inOrganisation,
  instant,
  openedSession,
  password,
  personName,
  secret,
} from '../account/shapes.ts'
import { paged, pageOf, pageQuery } from '../api/page.ts'
import { isProblem, notFound } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { isRole, reachOf } from '../permissions.ts'
import { roleIn } from './members.ts'

const tag = 'Invitations'

const invitation = givenRole.extend({
  id: z.string(),
  email: z.string().optional().describe('Only the owner of this address can accept it.'),
  invited_by: z.string().optional().describe('Id of the account.'),
  created: instant,
  expires: instant,
})

export const listInvitations = route({
  id: 'invitations.list',
  method: 'GET',
  path: '/organisations/{organisation}/invitations',
  tag,
  summary: 'Invitations that nobody accepted yet, page by page.',
  permission: 'member.edit',
  perServer: true,
  shapes: { params: inOrganisation, query: z.object(pageQuery), answer: pageOf(invitation) },
  async run(context, { query }) {
    const { control, actor, organisation, at } = context
    const reach = reachOf(actor, 'member.edit', organisation)
    const page = await paged(context, {
      list: 'invitations',
      filter: actor.id,
      query,
      read: (after, limit) =>
        control.db
          .selectFrom('invitations')
          .selectAll()
          .where('organisation', '=', organisation)
          .where('expires', '>', at)
          .where('id', '>', after?.[0] ?? '')
          .$if(reach !== 'all', (rows) => rows.where('server', 'in', ['-', ...(reach === 'all' ? [] : reach)]))
          .orderBy('id')
          .limit(limit)
          .execute(),
      key: ({ id }: InvitationTable): readonly [string] => [id],
    })
    if (isProblem(page)) return page
    const slugs = await serverSlugs(control.db, organisation)
    return answer({ ...page, items: page.items.flatMap((row) => shown(row, slugs)) })
  },
})

function shown(row: InvitationTable, slugs: ReadonlyMap<string, string>): z.input<typeof invitation>[] {
  const { email: to, invited_by, role, server: id, ...rest } = row
  const server = slugs.get(id)
  if (!isRole(role) || (id !== '' && server === undefined)) return []
  return [
    {
      ...rest,
      role,
      ...(to !== '' && { email: to }),
      ...(invited_by !== '' && { invited_by }),
      ...(server && { server }),
    },
  ]
}

export const createInvitation = route({
  id: 'invitations.create',
  method: 'POST',
  path: '/organisations/{organisation}/invitations',
  tag,
  summary: 'Invites somebody: a link to a role, good once, for seven days; shown once. Asks for a young proof.',
  description:
    'Where an address is given, only its owner can accept, and the link is mailed too where there is a mail server.',
  permission: 'member.edit',
  perServer: true,
  status: 201,
  once: true,
  shapes: {
    params: inOrganisation,
    body: z.strictObject({ ...givenRole.shape, email: email.optional() }),
    answer: z.object({ id: z.string(), link: z.string(), expires: instant, mailed: z.boolean() }),
  },
  async run(context, { body }) {
    const unproved = proofProblem(context)
    if (unproved !== undefined) return unproved
    const to = body.email === undefined ? '' : emailOf(body.email)
    if (to === undefined) return NO_ADDRESS
    const wanted = await roleIn(context, body, '/body/server')
    if (isProblem(wanted)) return wanted
    if (!mayGive(context.actor, context.organisation, wanted, '')) return TOO_MUCH
    const { control, organisation } = context
    const change = {
      action: 'invitation.create',
      object: { kind: 'organisation', id: organisation },
      detail: { ...wanted },
    }
    const made = await mutate(context, change, async (tx, changing) => {
      const invited = await invite(tx, context, { ...wanted, email: to })
      changing.note({ invitation: invited.row.id, email: to })
      return invited
    })
    const link = `${control.origin}/invitation#${made.secret}`
    const mailed = to !== '' && control.accounts.mail !== undefined
    if (mailed)
      sendLater(context, invitationMail({ to, origin: control.origin, link }, await labelOf(context, organisation)))
    return answer({ id: made.row.id, link, expires: made.row.expires, mailed })
  },
})

export const revokeInvitation = route({
  id: 'invitations.revoke',
  method: 'DELETE',
  path: '/organisations/{organisation}/invitations/{invitation}',
  tag,
  summary: 'Takes an invitation back.',
  permission: 'member.edit',
  perServer: true,
  shapes: { params: inOrganisation.extend({ invitation: z.string().max(100) }) },
  async run(context, { params: { invitation: id } }) {
    const { actor, organisation } = context
    const change = { action: 'invitation.revoke', object: { kind: 'invitation', id } }
    const found = await mutate(context, change, async (tx) => {
      const row = await tx
        .deleteFrom('invitations')
        .where('id', '=', id)
        .where('organisation', '=', organisation)
        .returning('server')
        .executeTakeFirst()
      const reach = reachOf(actor, 'member.edit', organisation)
      return row !== undefined && (reach === 'all' || reach.has(row.server)) ? undefined : notFound
    })
    return found ?? done
  },
})

export const readInvitation = route({
  id: 'invitations.read',
  method: 'POST',
  path: '/invitations/read',
  tag,
  summary: 'What an invitation is for, by the secret of its link.',
  permission: 'public',
  shapes: {
    body: z.strictObject({ secret }),
    answer: givenRole.extend({
      organisation: z.string(),
      label: z.string(),
      email: z.string().optional(),
      new_accounts: z.boolean().describe('It can be accepted with a new account.'),
    }),
  },
  async run(context, { body }) {
    const found = await presented(context, body.secret)
    if (isProblem(found)) return found
    const { control } = context
    const { organisation, role, server: id, email: to } = found
    if (!isRole(role)) return notFound
    const server = id === '' ? undefined : (await serverSlugs(control.db, organisation)).get(id)
    return answer({
      organisation,
      role,
      ...(server !== undefined && { server }),
      ...(to !== '' && { email: to }),
      label: await labelOf(context, organisation),
      new_accounts: control.accounts.settings.registration !== 'closed',
    })
  },
})

async function labelOf({ control: { db } }: Context, organisation: string): Promise<string> {
  const row = await db.selectFrom('organisations').select('label').where('id', '=', organisation).executeTakeFirst()
  return row?.label ?? organisation
}

export const takeInvitation = route({
  id: 'invitations.accept',
  method: 'POST',
  path: '/invitations/accept',
  tag,
  summary: 'Accepts an invitation with the account that is logged in.',
  permission: 'signed_in',
  shapes: { body: z.strictObject({ secret }), answer: z.object({ organisation: z.string() }) },
  async run(context, { body }) {
    const own = await ownAccount(context)
    if (isProblem(own)) return own
    const found = await acceptInvitation(context, body.secret)
    return isProblem(found) ? found : answer({ organisation: found.organisation })
  },
})

export const joinByInvitation = route({
  id: 'invitations.join',
  method: 'POST',
  path: '/invitations/join',
  tag,
  summary: 'Accepts an invitation with a new account.',
  permission: 'public',
  status: 201,
  once: true,
  shapes: {
    body: z.strictObject({ secret, name: personName, password, email: email.optional() }),
    answer: openedSession,
  },
  async run(context, { body }) {
    const made = await joinAsNew(context, { ...body, email: body.email })
    return isProblem(made) ? made : sessionAnswer(context, made)
  },
})
