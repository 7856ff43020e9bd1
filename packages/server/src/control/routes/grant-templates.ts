/** Routes: templates of grants, which members turn into grants by giving consent to an OAuth client. */
import { z } from 'zod'
import type { GrantTemplateTable } from '../../store/sql/tables/grants.ts'
import { isProblem, notFound, type Problem } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import type { Context } from '../context.ts'
import { ADDRESSES, GRANT_LABEL, OWNER, SERVERS, TAGS } from '../grant/grant.ts'
import { createTemplate, deleteTemplate, editTemplate, findTemplate } from '../grant/template.ts'
import { TEMPLATE_VIEW, viewTemplates } from '../grant/template-view.ts'

const tag = 'Grant templates'
const inOrganisation = z.object({ organisation: z.string() })
const oneTemplate = z.object({ organisation: z.string(), template: z.string().max(64) })
const ALL = '/organisations/{organisation}/grant-templates'
const ONE = `${ALL}/{template}`

const member = OWNER.describe('Id or e-mail address of the member that may use it; null: every member.')

async function shown({ control, organisation }: Context, row: GrantTemplateTable | Problem) {
  if (isProblem(row)) return row
  const [view] = await viewTemplates(control.db, organisation, [row])
  return view === undefined ? notFound : answer(view, { revision: view.revision })
}

export const listTemplatesRoute = route({
  id: 'grant_templates.list',
  method: 'GET',
  path: ALL,
  tag,
  summary: 'All templates of grants.',
  permission: 'grant.read',
  shapes: { params: inOrganisation, answer: z.object({ items: z.array(TEMPLATE_VIEW).readonly() }) },
  async run({ control, organisation }) {
    const rows = await control.db
      .selectFrom('grant_templates')
      .selectAll()
      .where('organisation', '=', organisation)
      .orderBy('label')
      .execute()
    return answer({ items: await viewTemplates(control.db, organisation, rows) })
  },
})

export const createTemplateRoute = route({
  id: 'grant_templates.create',
  method: 'POST',
  path: ALL,
  tag,
  summary: 'Makes a template: members may turn it into a grant of their own when an OAuth client asks for access.',
  description:
    'A consent gives no more than a template: its servers under its policies. Each member has one grant of a template, whatever clients they allow: counters are never begun anew by consenting again.',
  permission: 'grant.edit',
  status: 201,
  shapes: {
    params: inOrganisation,
    body: z.strictObject({
      label: GRANT_LABEL,
      member: member.default(null),
      servers: SERVERS,
      tags: TAGS.default({}),
      addresses: ADDRESSES.default([]),
    }),
    answer: TEMPLATE_VIEW,
  },
  run: async (context, { body }) => shown(context, await createTemplate(context, body)),
})

export const readTemplateRoute = route({
  id: 'grant_templates.read',
  method: 'GET',
  path: ONE,
  tag,
  summary: 'One template.',
  permission: 'grant.read',
  shapes: { params: oneTemplate, answer: TEMPLATE_VIEW },
  run: async (context, { params }) =>
    shown(context, await findTemplate(context.control.db, context.organisation, params.template)),
})

export const editTemplateRoute = route({
  id: 'grant_templates.edit',
  method: 'PATCH',
  path: ONE,
  tag,
  summary: 'Changes a template; grants that came of it follow at once.',
  description: 'Another `member` revokes the grants of all others.',
  permission: 'grant.edit',
  ifMatch: 'required',
  shapes: {
    params: oneTemplate,
    body: z.strictObject({ label: GRANT_LABEL, member, servers: SERVERS, tags: TAGS, addresses: ADDRESSES }).partial(),
    answer: TEMPLATE_VIEW,
  },
  run: async (context, { params, body }) => shown(context, await editTemplate(context, params.template, body)),
})

export const deleteTemplateRoute = route({
  id: 'grant_templates.delete',
  method: 'DELETE',
  path: ONE,
  tag,
  summary: 'Deletes a template, and revokes the grants that came of it.',
  permission: 'grant.edit',
  shapes: { params: oneTemplate },
  run: async (context, { params }) => (await deleteTemplate(context, params.template)) ?? done,
})
