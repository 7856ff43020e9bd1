/** Routes: accounts of the whole installation, for its operators. */
import { z } from 'zod'
import type { AccountTable } from '../../store/sql/tables/accounts.ts'
import type { Transaction } from '../../store/sql/tables.ts'
import { giveRole } from '../account/account.ts'
import { proofProblem } from '../account/proof.ts'
import { resetLink } from '../account/reset.ts'
import { endSessions } from '../account/session.ts'
import { instant, slug } from '../account/shapes.ts'
import { paged, pageOf, pageQuery } from '../api/page.ts'
import { isProblem, notFound, problem } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import { mutate } from '../change/mutate.ts'
import { touchGrantsOf } from '../grant/of-account.ts'

const tag = 'Accounts of the installation'
const params = z.object({ account: z.string().max(100) })

const account = z.object({
  id: z.string(),
  email: z.string().nullable(),
  name: z.string(),
  operator: z.boolean(),
  disabled: z.boolean(),
  second_factor: z.boolean(),
  created: instant,
})

export const listAccounts = route({
  id: 'accounts.list',
  method: 'GET',
  path: '/accounts',
  tag,
  summary: 'All accounts, in the order in which they were made.',
  permission: 'operator',
  shapes: { query: z.object(pageQuery), answer: pageOf(account) },
  async run(context, { query }) {
    const page = await paged(context, {
      list: 'accounts',
      query,
      key: ({ id }: AccountTable): [string] => [id],
      read: (after, limit) =>
        context.control.db
          .selectFrom('accounts')
          .selectAll()
          .$if(after !== undefined, (rows) => rows.where('id', '>', after?.[0] ?? ''))
          .orderBy('id')
          .limit(limit)
          .execute(),
    })
    if (isProblem(page)) return page
    const items = page.items.map((row) => ({
      ...row,
      operator: row.operator === 1,
      disabled: row.disabled === 1,
      second_factor: row.code_confirmed === 1,
    }))
    return answer({ ...page, items })
  },
})

export const editAccount = route({
  id: 'accounts.edit',
  method: 'PATCH',
  path: '/accounts/{account}',
  tag,
  summary: 'Disables an account, or makes somebody an operator; ends its sessions. Asks for a young proof.',
  permission: 'operator',
  shapes: { params, body: z.strictObject({ disabled: z.boolean().optional(), operator: z.boolean().optional() }) },
  async run(context, { params: { account: id }, body }) {
    const unproved = proofProblem(context)
    if (unproved !== undefined) return unproved
    const change = { action: 'account.edit', object: { kind: 'account', id }, detail: body }
    const found = await mutate({ ...context, organisation: '' }, change, async (tx, changing) => {
      const row = await tx.selectFrom('accounts').select('id').where('id', '=', id).executeTakeFirst()
      if (row === undefined) return notFound
      const set = {
        ...(body.disabled !== undefined && { disabled: body.disabled ? 1 : 0 }),
        ...(body.operator !== undefined && { operator: body.operator ? 1 : 0 }),
      }
      if (Object.keys(set).length === 0) return undefined
      await tx.updateTable('accounts').set(set).where('id', '=', id).execute()
      if (!(await hasOperator(tx))) return LAST_OPERATOR
      await endSessions(tx, id, context.actor.session)
      await touchGrantsOf(tx, changing, id)
      return undefined
    })
    return found ?? done
  },
})

export const makeAdmin = route({
  id: 'accounts.make_admin',
  method: 'PUT',
  path: '/accounts/{account}/admin-of/{of}',
  tag,
  summary: 'Makes somebody admin of an organisation, such as one whose last admin is gone. Asks for a young proof.',
  description: 'The organisation’s own log of changes says so.',
  permission: 'operator',
  shapes: { params: params.extend({ of: slug }) },
  async run(context, { params: { account, of: organisation } }) {
    const unproved = proofProblem(context)
    if (unproved !== undefined) return unproved
    const { db } = context.control
    const there = await db.selectFrom('organisations').select('id').where('id', '=', organisation).executeTakeFirst()
    const person = await db.selectFrom('accounts').select('id').where('id', '=', account).executeTakeFirst()
    if (there === undefined || person === undefined) return notFound
    const change = { action: 'member.rescue', object: { kind: 'account', id: account } }
    await mutate({ ...context, organisation }, change, (tx) =>
      giveRole(tx, context, { organisation, account, role: 'admin', server: '', origin: 'given' }),
    )
    return done
  },
})

const LAST_OPERATOR = problem('conflict', 'The installation would have no operator any more.', {
  remedy: 'Make somebody else an operator first.',
})

async function hasOperator(tx: Transaction): Promise<boolean> {
  const row = await tx
    .selectFrom('accounts')
    .select('id')
    .where('operator', '=', 1)
    .where('disabled', '=', 0)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export const linkToNewPassword = route({
  id: 'accounts.reset_link',
  method: 'POST',
  path: '/accounts/{account}/reset-link',
  tag,
  summary:
    'A link by which the owner of an account sets a new password: hand it over yourself. Asks for a young proof.',
  permission: 'operator',
  once: true,
  shapes: { params, answer: z.object({ link: z.string() }) },
  async run(context, { params: { account: id } }) {
    const unproved = proofProblem(context)
    if (unproved !== undefined) return unproved
    const row = await context.control.db.selectFrom('accounts').select('email').where('id', '=', id).executeTakeFirst()
    if (row === undefined) return notFound
    if (row.email === null) {
      return problem('conflict', 'The account has no password: its owner comes in by single sign-on.', {
        remedy: 'Let its owner log in at the identity provider.',
      })
    }
    const change = { action: 'account.reset_link', object: { kind: 'account', id } }
    await mutate({ ...context, organisation: '' }, change, () => Promise.resolve())
    return answer({ link: await resetLink(context, id) })
  },
})

export const dropSecondFactorOf = route({
  id: 'accounts.drop_second_factor',
  method: 'DELETE',
  path: '/accounts/{account}/second-factor',
  tag,
  summary: 'Removes the second factor of somebody who lost it; ends the account’s sessions. Asks for a young proof.',
  permission: 'operator',
  shapes: { params },
  async run(context, { params: { account: id } }) {
    const unproved = proofProblem(context)
    if (unproved !== undefined) return unproved
    const change = { action: 'second_factor.remove', object: { kind: 'account', id } }
    const found = await mutate({ ...context, organisation: '' }, change, async (tx) => {
      const row = await tx
        .updateTable('accounts')
        .set({ code_secret: null, code_confirmed: 0 })
        .where('id', '=', id)
        .returning('id')
        .executeTakeFirst()
      if (row === undefined) return notFound
      await tx.deleteFrom('recovery_codes').where('account', '=', id).execute()
      await endSessions(tx, id, context.actor.session)
      return undefined
    })
    return found ?? done
  },
})
