/** Routes: cases that a policy has to hold. */
import { z } from 'zod'
import { isProblem } from '../api/problem.ts'
import { answer, route } from '../api/route.ts'
import { CASES_TEXT, CASES_VIEW, readCases, saveCases } from '../policy/cases.ts'
import { DOCUMENT_BODY } from './policies.ts'

const onePolicy = z.object({ organisation: z.string(), policy: z.string().describe('Name or id.') })
const shared = { path: '/organisations/{organisation}/policies/{policy}/cases', tag: 'Policies' } as const

export const readCasesRoute = route({
  ...shared,
  id: 'policies.cases.read',
  method: 'GET',
  summary: 'Cases of a policy: calls, and what it has to say of them.',
  permission: 'policy.read',
  shapes: { params: onePolicy, answer: CASES_VIEW },
  async run(context, { params }) {
    const found = await readCases(context, params.policy)
    return isProblem(found) ? found : answer(found.view, { revision: found.revision })
  },
})

export const saveCasesRoute = route({
  ...shared,
  id: 'policies.cases.save',
  method: 'PUT',
  summary: 'Keeps the cases of a policy; they may be wrong.',
  description: 'They change nothing that is in force: `judge.test` runs them against a document.',
  permission: 'policy.edit',
  ifMatch: 'required',
  maxBody: DOCUMENT_BODY,
  shapes: { params: onePolicy, body: z.strictObject({ text: CASES_TEXT }), answer: CASES_VIEW },
  async run(context, { params, body }) {
    const saved = await saveCases(context, params.policy, body.text)
    return isProblem(saved) ? saved : answer(saved.view, { revision: saved.revision })
  },
})
