/** Routes: versions and drafts of policies. */
import { z } from 'zod'
import type { PolicyVersionTable } from '../../store/sql/tables/policies.ts'
import { paged, pageOf, pageQuery } from '../api/page.ts'
import { isProblem, notFound } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import { dropDraft, readDraft, saveDraft } from '../policy/draft.ts'
import { findPolicy, POLICY_TEXT, REASON, versionOf } from '../policy/policy.ts'
import {
  DRAFT_VIEW,
  SAVED_VIEW,
  VERSION_SUMMARY,
  VERSION_VIEW,
  viewDraft,
  viewSaved,
  viewVersion,
} from '../policy/policy-view.ts'
import { rollBack, savePolicy } from '../policy/save-policy.ts'
import { DOCUMENT_BODY } from './policies.ts'

const onePolicy = z.object({ organisation: z.string(), policy: z.string().describe('Name or id.') })
const number = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)

export const listVersions = route({
  id: 'policies.versions.list',
  method: 'GET',
  path: '/organisations/{organisation}/policies/{policy}/versions',
  tag: 'Policies',
  summary: 'Versions of a policy, the latest first.',
  permission: 'policy.read',
  shapes: { params: onePolicy, query: z.object(pageQuery), answer: pageOf(VERSION_SUMMARY) },
  async run(context, { params, query }) {
    const { control, organisation } = context
    const policy = await findPolicy(control.db, organisation, params.policy)
    if (isProblem(policy)) return policy
    const page = await paged(context, {
      list: 'policy-versions',
      filter: policy.id,
      query,
      key: (row: PolicyVersionTable) => [row.number],
      read(after, limit) {
        const rows = control.db.selectFrom('policy_versions').selectAll().where('policy', '=', policy.id)
        const next = after === undefined ? rows : rows.where('number', '<', Number(after[0]))
        return next.orderBy('number', 'desc').limit(limit).execute()
      },
    })
    return isProblem(page) ? page : answer({ ...page, items: page.items.map(viewVersion) })
  },
})

export const readVersion = route({
  id: 'policies.versions.read',
  method: 'GET',
  path: '/organisations/{organisation}/policies/{policy}/versions/{number}',
  tag: 'Policies',
  summary: 'One version of a policy.',
  permission: 'policy.read',
  shapes: { params: onePolicy.extend({ number }), answer: VERSION_VIEW },
  async run({ control: { db }, organisation }, { params }) {
    const policy = await findPolicy(db, organisation, params.policy)
    if (isProblem(policy)) return policy
    const found = await versionOf(db, policy.id, params.number)
    return found === undefined ? notFound : answer(viewVersion(found))
  },
})

export const saveVersion = route({
  id: 'policies.versions.save',
  method: 'POST',
  path: '/organisations/{organisation}/policies/{policy}/versions',
  tag: 'Policies',
  summary: 'Saves a document as the next version: in force from the next request on.',
  permission: 'policy.edit',
  status: 201,
  ifMatch: 'required',
  maxBody: DOCUMENT_BODY,
  shapes: {
    params: onePolicy,
    body: z.strictObject({ text: POLICY_TEXT, reason: REASON.default('') }),
    answer: SAVED_VIEW,
  },
  async run(context, { params, body }) {
    const saved = await savePolicy(context, params.policy, body)
    if (isProblem(saved)) return saved
    return answer(viewSaved(saved.policy, saved.version, saved.warnings), { revision: saved.policy.revision })
  },
})

export const rollBackPolicy = route({
  id: 'policies.rollback',
  method: 'POST',
  path: '/organisations/{organisation}/policies/{policy}/rollback',
  tag: 'Policies',
  summary: 'Brings an earlier version back, as a new one.',
  permission: 'policy.edit',
  status: 201,
  ifMatch: 'required',
  shapes: {
    params: onePolicy,
    body: z.strictObject({ version: z.int().min(1), reason: REASON.default('') }),
    answer: SAVED_VIEW,
  },
  async run(context, { params, body }) {
    const saved = await rollBack(context, params.policy, body)
    if (isProblem(saved)) return saved
    return answer(viewSaved(saved.policy, saved.version, saved.warnings), { revision: saved.policy.revision })
  },
})

export const readDraftRoute = route({
  id: 'policies.draft.read',
  method: 'GET',
  path: '/organisations/{organisation}/policies/{policy}/draft',
  tag: 'Policies',
  summary: 'The text that somebody works on; in force for nobody.',
  permission: 'policy.read',
  shapes: { params: onePolicy, answer: DRAFT_VIEW },
  async run(context, { params }) {
    const draft = await readDraft(context, params.policy)
    return isProblem(draft) ? draft : answer(viewDraft(draft))
  },
})

export const saveDraftRoute = route({
  id: 'policies.draft.save',
  method: 'PUT',
  path: '/organisations/{organisation}/policies/{policy}/draft',
  tag: 'Policies',
  summary: 'Keeps a text to go on with; it may be wrong.',
  permission: 'policy.edit',
  maxBody: DOCUMENT_BODY,
  shapes: { params: onePolicy, body: z.strictObject({ text: POLICY_TEXT }), answer: DRAFT_VIEW },
  async run(context, { params, body }) {
    const draft = await saveDraft(context, params.policy, body.text)
    return isProblem(draft) ? draft : answer(viewDraft(draft))
  },
})

export const dropDraftRoute = route({
  id: 'policies.draft.drop',
  method: 'DELETE',
  path: '/organisations/{organisation}/policies/{policy}/draft',
  tag: 'Policies',
  summary: 'Throws the draft away.',
  permission: 'policy.edit',
  shapes: { params: onePolicy },
  async run(context, { params }) {
    return (await dropDraft(context, params.policy)) ?? done
  },
})
