/** Routes: one's own account, and how accounts come about. */
import { z } from 'zod'
import { newPassword } from '../account/account.ts'
import { proofAttempts, returnAttempts, takeAttempts } from '../account/attempts.ts'
import { BUSY } from '../account/log-in.ts'
import { noticeMail } from '../account/mails.ts'
import { ownAccount } from '../account/own-account.ts'
import { NOT_A_PERSON } from '../account/proof.ts'
import { serverSlugs } from '../account/reached-server.ts'
import { finishRegistration, register } from '../account/registration.ts'
import { askForReset, finishReset } from '../account/reset.ts'
import { sendLater } from '../account/send-later.ts'
import { endSessions } from '../account/session.ts'
import { sessionAnswer } from '../account/session-answer.ts'
import { setUp, wantsSetUp } from '../account/set-up.ts'
import { email, givenRole, instant, openedSession, password, personName, secret } from '../account/shapes.ts'
import { personOf } from '../actor.ts'
import { isProblem, wrongField } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import { mutate } from '../change/mutate.ts'

const tag = 'Accounts'

export const readEntrance = route({
  id: 'entrance.read',
  method: 'GET',
  path: '/entrance',
  tag,
  summary: 'How people get in here.',
  permission: 'public',
  shapes: {
    answer: z.object({
      set_up: z
        .boolean()
        .describe('There is no account yet: the first is made by the link that was printed at the start.'),
      registration: z.enum(['closed', 'invite', 'open']),
      reset: z.boolean().describe('A forgotten password is set anew by mail; otherwise operators give a link.'),
    }),
  },
  async run({ control }) {
    const { settings, mail } = control.accounts
    const open = settings.registration === 'open' && mail === undefined ? 'invite' : settings.registration
    return answer({ set_up: await wantsSetUp(control.db), registration: open, reset: mail !== undefined })
  },
})

export const setUpFirst = route({
  id: 'accounts.set_up',
  method: 'POST',
  path: '/accounts/first',
  tag,
  summary: 'Makes the first account: operator, and admin of the organisation `local`.',
  permission: 'public',
  status: 201,
  once: true,
  shapes: { body: z.strictObject({ secret, email, name: personName, password }), answer: openedSession },
  async run(context, { body }) {
    const made = await setUp(context, body)
    return isProblem(made) ? made : sessionAnswer(context, made)
  },
})

export const askForAccount = route({
  id: 'accounts.register',
  method: 'POST',
  path: '/accounts',
  tag,
  summary: 'Asks for an account: a link is mailed to the address. Open installations only.',
  description: 'The answer is the same whether the address has an account or not.',
  permission: 'public',
  shapes: { body: z.strictObject({ email }) },
  async run(context, { body }) {
    return (await register(context, body.email)) ?? done
  },
})

export const verifyAccount = route({
  id: 'accounts.verify',
  method: 'POST',
  path: '/accounts/verified',
  tag,
  summary: 'Makes the account that was asked for, with the secret out of the mail.',
  permission: 'public',
  status: 201,
  once: true,
  shapes: { body: z.strictObject({ secret, name: personName, password }), answer: openedSession },
  async run(context, { body }) {
    const made = await finishRegistration(context, body)
    return isProblem(made) ? made : sessionAnswer(context, made)
  },
})

export const askForNewPassword = route({
  id: 'account.ask_reset',
  method: 'POST',
  path: '/account/reset',
  tag,
  summary: 'Asks for a new password: a link is mailed to the address, where it has an account.',
  description: 'The answer is the same whether the address has an account or not.',
  permission: 'public',
  shapes: { body: z.strictObject({ email }) },
  async run(context, { body }) {
    return (await askForReset(context, body.email)) ?? done
  },
})

export const resetPassword = route({
  id: 'account.reset',
  method: 'PUT',
  path: '/account/reset',
  tag,
  summary: 'Sets a new password with the secret of a link; ends all sessions.',
  permission: 'public',
  shapes: { body: z.strictObject({ secret, password }) },
  async run(context, { body }) {
    return (await finishReset(context, body)) ?? done
  },
})

const account = z.object({
  id: z.string(),
  email: z.string().optional(),
  name: z.string(),
  operator: z.boolean(),
  second_factor: z.boolean(),
  has_password: z.boolean(),
  created: instant,
  proved: instant.optional().describe('When you last said who you are.'),
  roles: z.array(givenRole.extend({ organisation: z.string(), label: z.string() })),
  second_factor_wanted: z
    .array(z.object({ organisation: z.string(), label: z.string() }))
    .describe('Organisations of yours that this session reaches once you gave a second factor.'),
})

export const readAccount = route({
  id: 'account.read',
  method: 'GET',
  path: '/account',
  tag,
  summary: 'Your account, and your roles as this session has them.',
  permission: 'signed_in',
  shapes: { answer: account },
  async run({ control: { db }, actor }) {
    const row = await db.selectFrom('accounts').selectAll().where('id', '=', actor.id).executeTakeFirst()
    if (personOf(actor) === undefined || row === undefined) return NOT_A_PERSON
    const withheld = actor.withheld ?? []
    const organisations = [...new Set(actor.memberships.map(({ organisation }) => organisation))]
    const labels = await db
      .selectFrom('organisations')
      .select(['id', 'label'])
      .where('id', 'in', ['', ...organisations, ...withheld])
      .execute()
    const slugs = new Map(await Promise.all(organisations.map(async (id) => [id, await serverSlugs(db, id)] as const)))
    const labelOf = (organisation: string): string =>
      labels.find(({ id }) => id === organisation)?.label ?? organisation
    const roles = actor.memberships.map(({ organisation, server, role }) => ({
      organisation,
      label: labelOf(organisation),
      role,
      server: server && slugs.get(organisation)?.get(server),
      gone: server !== undefined && slugs.get(organisation)?.has(server) !== true,
    }))
    return answer({
      ...row,
      email: row.email ?? undefined,
      operator: actor.operator,
      second_factor: row.code_confirmed === 1,
      has_password: row.password !== null,
      proved: actor.proved,
      roles: roles.filter(({ gone }) => !gone),
      second_factor_wanted: withheld.map((organisation) => ({ organisation, label: labelOf(organisation) })),
    })
  },
})

export const renameAccount = route({
  id: 'account.edit',
  method: 'PATCH',
  path: '/account',
  tag,
  summary: 'Changes your name.',
  permission: 'signed_in',
  shapes: { body: z.strictObject({ name: personName }) },
  async run(context, { body }) {
    const own = await ownAccount(context)
    if (isProblem(own)) return own
    const change = { action: 'account.edit', object: { kind: 'account', id: own.id }, detail: body }
    await mutate({ ...context, organisation: '' }, change, (tx) =>
      tx.updateTable('accounts').set(body).where('id', '=', own.id).execute(),
    )
    return done
  },
})

export const changePassword = route({
  id: 'account.password',
  method: 'PUT',
  path: '/account/password',
  tag,
  summary: 'Changes your password; ends your other sessions.',
  permission: 'signed_in',
  shapes: { body: z.strictObject({ current: z.string().max(1000), password }) },
  async run(context, { body }) {
    const own = await ownAccount(context)
    if (isProblem(own)) return own
    const { control, actor, at } = context
    const attempts = proofAttempts(own.id)
    const limited = await takeAttempts(control.db, attempts, at)
    if (limited !== undefined) return limited
    const check = await control.accounts.passwords.check(body.current, own.password ?? undefined)
    if (check === 'busy') return BUSY
    if (check === 'wrong')
      return wrongField('/body/current', 'This is not your password.', 'Type your present password.')
    await returnAttempts(control.db, attempts)
    const stored = await newPassword(context, { password: body.password, email: own.email ?? '' })
    if (isProblem(stored)) return stored
    const change = { action: 'account.password', object: { kind: 'account', id: own.id } }
    await mutate({ ...context, organisation: '' }, change, async (tx, changing) => {
      await tx.updateTable('accounts').set({ password: stored }).where('id', '=', own.id).execute()
      changing.note({ ended: await endSessions(tx, own.id, actor.session) })
    })
    if (own.email !== null) {
      sendLater(context, noticeMail(own.email, control.origin, 'The password of your account was changed.'))
    }
    return done
  },
})
