/** Routes: who answers in whose stead. */
import { z } from 'zod'
import type { ApprovalDelegationTable } from '../../store/sql/tables/approvals.ts'
import { paged, pageOf, pageQuery } from '../api/page.ts'
import { isProblem } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'
import { delegate, endOne } from '../approval/delegation.ts'
import { may } from '../permissions.ts'

const PATH = '/organisations/{organisation}/approval-delegations'
const inOrganisation = z.object({ organisation: z.string() })

const DELEGATION_VIEW = z.object({
  id: z.string(),
  from: z.string().describe('Id of the account in whose stead somebody answers.'),
  to: z.string().describe('Id of the account that answers.'),
  until: z.int(),
  reason: z.string(),
  created: z.int(),
  created_by: z.string(),
  state: z.enum(['holds', 'over']),
})

const view = (row: ApprovalDelegationTable, at: number): z.input<typeof DELEGATION_VIEW> => ({
  ...{ id: row.id, from: row.from_account, to: row.to_account, until: row.until, reason: row.reason },
  ...{ created: row.created, created_by: row.created_by },
  state: row.ended === null && row.until > at ? 'holds' : 'over',
})

export const listDelegations = route({
  id: 'approval_delegations.list',
  method: 'GET',
  path: PATH,
  tag: 'Approvals',
  summary: 'Who answers in whose stead: the latest first.',
  description: 'Who belongs to the organisation for one server alone sees what they gave or got.',
  permission: 'member.read',
  perServer: true,
  shapes: { params: inOrganisation, query: z.object(pageQuery), answer: pageOf(DELEGATION_VIEW) },
  async run(context, { query }) {
    const { control, organisation, actor, at } = context
    const seesAll = may(actor, 'member.read', organisation)
    const page = await paged(context, {
      list: 'approval-delegations',
      filter: seesAll ? null : actor.id,
      query,
      read(after: readonly [string] | undefined, most) {
        const all = control.db.selectFrom('approval_delegations').selectAll().where('organisation', '=', organisation)
        const some = seesAll
          ? all
          : all.where((eb) => eb.or([eb('from_account', '=', actor.id), eb('to_account', '=', actor.id)]))
        const next = after === undefined ? some : some.where('id', '<', after[0])
        return next.orderBy('id', 'desc').limit(most).execute()
      },
      key: (row: ApprovalDelegationTable): readonly [string] => [row.id],
    })
    return isProblem(page) ? page : answer({ ...page, items: page.items.map((row) => view(row, at)) })
  },
})

export const createDelegation = route({
  id: 'approval_delegations.create',
  method: 'POST',
  path: PATH,
  tag: 'Approvals',
  summary: 'Lets another member answer in your stead, until an instant.',
  description:
    'They answer what you may answer, and count as you: never beside you. What they say is written down with both names.',
  permission: 'approval.decide',
  perServer: true,
  status: 201,
  shapes: {
    params: inOrganisation,
    body: z.strictObject({
      to: z.string().min(1).max(254).describe('E-mail address or id of a member.'),
      until: z.int().describe('Milliseconds since 1970-01-01, UTC; within 90 days.'),
      reason: z.string().trim().max(500).default(''),
    }),
    answer: DELEGATION_VIEW,
  },
  async run(context, { body }) {
    const made = await delegate(context, body)
    return isProblem(made) ? made : answer(view(made, context.at))
  },
})

export const endDelegation = route({
  id: 'approval_delegations.end',
  method: 'DELETE',
  path: `${PATH}/{delegation}`,
  tag: 'Approvals',
  summary: 'Ends a delegation at once.',
  description: 'Whoever gave or got it may, and admins.',
  permission: 'organisation.read',
  perServer: true,
  shapes: { params: inOrganisation.extend({ delegation: z.string().max(100) }) },
  async run(context, { params }) {
    return (await endOne(context, params.delegation)) ?? done
  },
})
