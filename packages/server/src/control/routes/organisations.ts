/** Routes: organisations. */
import { z } from 'zod'
import { giveRole } from '../account/account.ts'
import { personOf } from '../actor.ts'
import { unlessChanged } from '../api/etag.ts'
import { paged, pageOf, pageQuery } from '../api/page.ts'
import { isProblem, notFound, type Problem, wrongField } from '../api/problem.ts'
import { type Answer, answer, route } from '../api/route.ts'
import { mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { createOrganisation as create, editRow, visibleOrganisations } from '../organisation/organisation.ts'
import {
  type OrganisationSettings,
  organisationSettings,
  readSettings,
  wantsSecondFactor,
} from '../organisation/settings.ts'

const slug = z
  .string()
  .regex(/^[a-z0-9-]{1,63}$/)
  .describe('What the organisation is called in addresses; it never changes.')
const label = z.string().trim().min(1).max(200).describe('What people call it.')
const inOrganisation = z.object({ organisation: slug })

const organisation = z.object({
  id: slug,
  label,
  revision: z.int().describe('Counts its changes; the `ETag`.'),
  created: z.int().describe('Milliseconds since 1970.'),
})

const settingsAnswer = z.object(organisationSettings.shape)

export const listOrganisations = route({
  id: 'organisations.list',
  method: 'GET',
  path: '/organisations',
  tag: 'Organisations',
  summary: 'Organisations: all for operators, for others those to which they belong.',
  permission: 'signed_in',
  shapes: { query: z.object(pageQuery), answer: pageOf(organisation) },
  async run(context, { query }) {
    const page = await paged(context, {
      ...{ list: 'organisations', filter: context.actor.id, query },
      read: (after: readonly [string] | undefined, limit) => visibleOrganisations(context, after?.[0], limit),
      key: ({ id }) => [id] as const,
    })
    return isProblem(page) ? page : answer({ ...page, items: [...page.items] })
  },
})

export const createOrganisation = route({
  id: 'organisations.create',
  method: 'POST',
  path: '/organisations',
  tag: 'Organisations',
  summary: 'Creates an organisation.',
  description: 'Whoever creates it in a session becomes its admin.',
  permission: 'operator',
  status: 201,
  shapes: { body: z.strictObject({ id: slug, label }), answer: organisation },
  async run(context, { body }) {
    const change = { action: 'organisation.create', object: { kind: 'organisation', id: body.id }, detail: { ...body } }
    return mutate(context, change, async (tx, changing) => {
      const made = await create(tx, body, context.at)
      if (!made) return wrongField('/body/id', `There is an organisation \`${body.id}\` already.`, 'Choose another id.')
      const { actor } = context
      const account = personOf(actor)
      if (account !== undefined) {
        const admin = { organisation: body.id, account, role: 'admin', server: '', origin: 'given' } as const
        await giveRole(tx, context, admin)
        changing.note({ admin: account })
      }
      changing.touch('organisations', body.id)
      return answer({ ...body, created: context.at, revision: 1 }, { revision: 1 })
    })
  },
})

export const readOrganisation = route({
  id: 'organisations.read',
  method: 'GET',
  path: '/organisations/{organisation}',
  tag: 'Organisations',
  summary: 'One organisation.',
  permission: 'organisation.read',
  shapes: { params: inOrganisation, answer: organisation },
  async run({ control: { db } }, { params }) {
    const row = await db
      .selectFrom('organisations')
      .select(['id', 'label', 'revision', 'created'])
      .where('id', '=', params.organisation)
      .executeTakeFirst()
    return row === undefined ? notFound : answer(row, { revision: row.revision })
  },
})

export const editOrganisation = route({
  id: 'organisations.edit',
  method: 'PATCH',
  path: '/organisations/{organisation}',
  tag: 'Organisations',
  summary: 'Renames an organisation.',
  permission: 'organisation.edit',
  shapes: { params: inOrganisation, body: z.strictObject({ label }), answer: organisation },
  async run(context, { body }) {
    const change = { action: 'organisation.edit', detail: { label: body.label } }
    return edited(context, change, body, ({ id, created }, revision) => ({ id, created, revision, ...body }))
  },
})

export const readOrganisationSettings = route({
  id: 'organisations.settings',
  method: 'GET',
  path: '/organisations/{organisation}/settings',
  tag: 'Organisations',
  summary: 'Settings of an organisation.',
  permission: 'organisation.read',
  shapes: { params: inOrganisation, answer: settingsAnswer },
  async run({ control: { db } }, { params }) {
    const row = await db
      .selectFrom('organisations')
      .select(['settings', 'revision'])
      .where('id', '=', params.organisation)
      .executeTakeFirst()
    return row === undefined ? notFound : answer(readSettings(row.settings), { revision: row.revision })
  },
})

export const editOrganisationSettings = route({
  id: 'organisations.settings.edit',
  method: 'PUT',
  path: '/organisations/{organisation}/settings',
  tag: 'Organisations',
  summary: 'Replaces the settings of an organisation.',
  description:
    'What is left out is as it is usually. Who requires a second factor has given one: nobody locks himself out.',
  permission: 'organisation.edit',
  shapes: { params: inOrganisation, body: organisationSettings, answer: settingsAnswer },
  async run(context, { body }) {
    if (await locksOut(context, body)) return YOURS_FIRST
    const change = { action: 'organisation.settings', detail: { ...body } }
    return edited(context, change, { settings: JSON.stringify(body) }, () => body)
  },
})

const YOURS_FIRST = wrongField(
  '/body/second_factor',
  'You logged in without a second factor, so you would lock yourself out.',
  'Set yours up under `/account` first, or log in with it.',
)

/** Whether who asks would not get in any more. */
async function locksOut({ control, actor }: Context, settings: OrganisationSettings): Promise<boolean> {
  if (personOf(actor) === undefined) return false
  const session = await control.db
    .selectFrom('sessions')
    .select(['factors', 'organisation'])
    .where('id', '=', actor.session ?? '')
    .executeTakeFirst()
  return wantsSecondFactor(settings, session ?? { factors: 1, organisation: '' })
}

interface EditedRow {
  readonly id: string
  readonly created: number
}

/** Edits the row of the context's organisation, unless it is not as the client last saw it. */
function edited<Shown>(
  context: Context,
  change: { readonly action: string; readonly detail: { readonly [key: string]: string | number | boolean | null } },
  to: { readonly label?: string; readonly settings?: string },
  shown: (row: EditedRow, revision: number) => Shown,
): Promise<Answer<Shown> | Problem> {
  const object = { kind: 'organisation', id: context.organisation }
  return mutate(context, { ...change, object }, async (tx) => {
    const row = await editRow(tx, context.organisation, to, (revision) => unlessChanged(context.expected, revision))
    return isProblem(row) ? row : answer(shown(row, row.revision), { revision: row.revision })
  })
}
