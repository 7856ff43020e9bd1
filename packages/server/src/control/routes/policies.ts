/** Routes: policies, and which of them stands over everything. */
import { z } from 'zod'
import { paged, pageOf, pageQuery } from '../api/page.ts'
import { isProblem } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import { setBaseline } from '../policy/baseline.ts'
import { findPolicy, POLICY_NAME, POLICY_TEXT, type PolicyRow, REASON, versionInForce } from '../policy/policy.ts'
import { POLICY_SUMMARY, POLICY_VIEW, SAVED_VIEW, viewPolicy, viewSaved } from '../policy/policy-view.ts'
import { createPolicy, deletePolicy, editPolicy } from '../policy/save-policy.ts'

const inOrganisation = z.object({ organisation: z.string() })
const onePolicy = z.object({ organisation: z.string(), policy: z.string().describe('Name or id.') })
const description = z.string().trim().max(2000)

/** Largest body with a document in it, bytes. */
export const DOCUMENT_BODY: number = 2 * 1024 * 1024

export const listPolicies = route({
  id: 'policies.list',
  method: 'GET',
  path: '/organisations/{organisation}/policies',
  tag: 'Policies',
  summary: 'Policies of the organisation.',
  permission: 'policy.read',
  shapes: { params: inOrganisation, query: z.object(pageQuery), answer: pageOf(POLICY_SUMMARY) },
  async run(context, { query }) {
    const { control, organisation } = context
    const page = await paged(context, {
      list: 'policies',
      query,
      key: ({ name }: PolicyRow) => [name],
      async read(after, limit) {
        const rows = control.db
          .selectFrom('policies')
          .selectAll()
          .where('organisation', '=', organisation)
          .where('name', 'is not', null)
        const next = after === undefined ? rows : rows.where('name', '>', String(after[0]))
        const found = await next.orderBy('name').limit(limit).execute()
        return found.map((row) => ({ ...row, name: row.name ?? row.known_as }))
      },
    })
    return isProblem(page) ? page : answer({ ...page, items: [...page.items] })
  },
})

export const createPolicyRoute = route({
  id: 'policies.create',
  method: 'POST',
  path: '/organisations/{organisation}/policies',
  tag: 'Policies',
  summary: 'Adds a policy with its first version.',
  permission: 'policy.edit',
  status: 201,
  maxBody: DOCUMENT_BODY,
  shapes: {
    params: inOrganisation,
    body: z.strictObject({
      name: POLICY_NAME,
      description: description.default(''),
      text: POLICY_TEXT,
      reason: REASON.default(''),
    }),
    answer: SAVED_VIEW,
  },
  async run(context, { body }) {
    const saved = await createPolicy(context, body)
    if (isProblem(saved)) return saved
    return answer(viewSaved(saved.policy, saved.version, saved.warnings), { revision: saved.policy.revision })
  },
})

export const readPolicyRoute = route({
  id: 'policies.read',
  method: 'GET',
  path: '/organisations/{organisation}/policies/{policy}',
  tag: 'Policies',
  summary: 'One policy with the version that is in force, and where it holds.',
  permission: 'policy.read',
  shapes: { params: onePolicy, answer: POLICY_VIEW },
  async run({ control: { db }, organisation }, { params }) {
    const found = await findPolicy(db, organisation, params.policy)
    if (isProblem(found)) return found
    return answer(await viewPolicy(db, found, await versionInForce(db, found)), { revision: found.revision })
  },
})

export const editPolicyRoute = route({
  id: 'policies.edit',
  method: 'PATCH',
  path: '/organisations/{organisation}/policies/{policy}',
  tag: 'Policies',
  summary: 'Renames a policy, or describes it anew.',
  description: 'The document is changed by saving a version.',
  permission: 'policy.edit',
  shapes: {
    params: onePolicy,
    body: z.strictObject({ name: POLICY_NAME, description }).partial(),
    answer: POLICY_SUMMARY,
  },
  async run(context, { params, body }) {
    const edited = await editPolicy(context, params.policy, body)
    return isProblem(edited) ? edited : answer(edited, { revision: edited.revision })
  },
})

export const deletePolicyRoute = route({
  id: 'policies.delete',
  method: 'DELETE',
  path: '/organisations/{organisation}/policies/{policy}',
  tag: 'Policies',
  summary: 'Deletes a policy that holds nowhere.',
  permission: 'policy.edit',
  shapes: { params: onePolicy },
  async run(context, { params }) {
    return (await deletePolicy(context, params.policy)) ?? done
  },
})

export const readBaselineRoute = route({
  id: 'organisations.baseline.read',
  method: 'GET',
  path: '/organisations/{organisation}/baseline',
  tag: 'Policies',
  summary: 'The policy that stands over every grant of the organisation.',
  permission: 'policy.read',
  shapes: {
    params: inOrganisation,
    answer: z.object({ policy: z.string().nullable().describe('Id; null: none.') }),
  },
  async run({ control: { db }, organisation }) {
    const row = await db
      .selectFrom('organisations')
      .select('baseline')
      .where('id', '=', organisation)
      .executeTakeFirstOrThrow()
    return answer({ policy: row.baseline })
  },
})

export const setBaselineRoute = route({
  id: 'organisations.baseline',
  method: 'PUT',
  path: '/organisations/{organisation}/baseline',
  tag: 'Policies',
  summary: 'Puts a policy over every grant of the organisation, or takes it away.',
  description: 'The most restrictive answer counts, and the limits of both hold.',
  permission: 'organisation.edit',
  shapes: {
    params: inOrganisation,
    body: z.strictObject({ policy: z.string().max(64).nullable().describe('Name or id; null: none.') }),
    answer: z.object({ policy: z.string().nullable() }),
  },
  async run(context, { body }) {
    const policy = await setBaseline(context, body.policy)
    return isProblem(policy) ? policy : answer({ policy })
  },
})
