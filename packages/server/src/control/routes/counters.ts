/** Routes: budgets. */
import { z } from 'zod'
import { paged, pageOf, pageQuery } from '../api/page.ts'
import { isProblem } from '../api/problem.ts'
import { answer, route } from '../api/route.ts'
import type { Context } from '../context.ts'
import { adjustBudget } from '../counter/adjust.ts'
import { BUDGET_VIEW, budgetsOf, viewBudgets } from '../counter/budgets.ts'
import { budgetsOfFile, isOfFile } from '../counter/file-budgets.ts'
import { findGrant, reachProblem, serversOf } from '../grant/find-grant.ts'
import { listGrantRows } from '../grant/list-grants.ts'

const tag = 'Budgets'
const inOrganisation = z.object({ organisation: z.string() })

export const listCounters = route({
  id: 'counters.list',
  method: 'GET',
  path: '/organisations/{organisation}/counters',
  tag,
  summary: 'What of each budget is used now: all counters of the policies that hold for grants.',
  description:
    'Baselines, and what is raised for a while, are part of it; what is in shadow mode is not. A page holds the counters of so many grants; those of the operator’s file stand on the first page. A counter with a wider scope stands with each grant that shares it, under the same `id`.',
  permission: 'grant.read',
  perServer: true,
  shapes: {
    params: inOrganisation,
    query: z.object({
      ...pageQuery,
      grant: z.string().max(64).optional().describe('Id of the only grant to look at.'),
      server: z.string().max(64).optional().describe('Slug of the only server to look at.'),
    }),
    answer: pageOf(BUDGET_VIEW),
  },
  async run(context, { query: { grant, server, cursor, limit } }) {
    const filter = { server, state: 'active' } as const
    const ofFile = cursor === undefined ? budgetsOfFile(context, { grant, server }) : []
    const page =
      grant === undefined
        ? await paged(context, {
            list: 'counters',
            filter: { server: server ?? null },
            query: { cursor, limit },
            read: (after, most) => listGrantRows(context, filter, { after: after && String(after[0]), most }),
            key: ({ id }): [string] => [id],
          })
        : await onlyGrant(context, grant)
    if (isProblem(page)) return page
    const items = await viewBudgets(context, [...ofFile, ...(await budgetsOf(context, page.items, server))])
    return isProblem(items) ? items : answer({ ...page, items: [...items] })
  },
})

async function onlyGrant(context: Context, id: string) {
  const { control, organisation } = context
  const found = await findGrant(control.db, organisation, id)
  if (isProblem(found)) return isOfFile(context, id) ? { items: [] } : found
  return reachProblem(context, 'grant.read', await serversOf(control.db, found)) ?? { items: [found] }
}

const amount = z.string().max(20)

export const adjustCounter = route({
  id: 'counters.adjust',
  method: 'POST',
  path: '/organisations/{organisation}/counters/adjust',
  tag,
  summary: 'Sets a counter to an amount, or takes an amount off it; recorded with what it was and is.',
  description:
    'It holds for the next call, and survives a crash, once this is answered. What calls under way took before is not given back afterwards. A limit by value (`by`) can only be set to "0": all its values.',
  permission: 'counter.edit',
  shapes: {
    params: inOrganisation,
    body: z.strictObject({
      grant: z.string().max(64).describe('Id.'),
      server: z.string().max(64).describe('Slug.'),
      document: z.string().max(64).describe('Id or name of the policy that declares the counter.'),
      counter: z.string().max(1024),
      window: z.string().max(20).describe('As the list shows it.'),
      id: z.string().max(64).optional().describe('Of the counter, where several are called so.'),
      set: amount.optional().describe('The amount that is used from now on, an exact decimal: "0" resets.'),
      release: amount.optional().describe('The amount to take off; never more than is used.'),
      reason: z.string().trim().min(1).max(500),
    }),
    answer: z.object({ before: BUDGET_VIEW, after: BUDGET_VIEW }),
  },
  async run(context, { body }) {
    const adjusted = await adjustBudget(context, body)
    return isProblem(adjusted) ? adjusted : answer(adjusted)
  },
})
