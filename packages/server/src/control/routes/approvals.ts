/** Routes: questions to people, and their answers. */
import { z } from 'zod'
import { paged, pageOf, pageQuery } from '../api/page.ts'
import { isProblem } from '../api/problem.ts'
import { answer, route } from '../api/route.ts'
import { acknowledge } from '../approval/acknowledge.ts'
import { approvalStream } from '../approval/approval-stream.ts'
import { listApprovals } from '../approval/list-approvals.ts'
import { openLink } from '../approval/page-link.ts'
import { APPROVAL_VIEW, readApproval } from '../approval/read-approval.ts'
import { APPROVAL_ITEM, APPROVAL_STATES, type ApprovalItem } from '../approval/show-approval.ts'
import { say } from '../approval/verdict.ts'
import type { Context } from '../context.ts'

const inOrganisation = z.object({ organisation: z.string() })
const oneApproval = inOrganisation.extend({ approval: z.string().max(100) })
const PATH = '/organisations/{organisation}/approvals'
/** Policies may name anybody who belongs to the organisation: who may answer what is judged for each question. */
const shared = { tag: 'Approvals', permission: 'organisation.read', perServer: true } as const

const seen = z.string().max(100).describe('The `seen` of the arguments that you saw.')
const why = z.string().trim().max(500).describe('A sentence for the agent.')
const VERDICT_RULES =
  'For people in a session of their own: keys and tokens never answer. What is risky asks for a proof of who you are that is at most five minutes old.'

export const listApprovalsRoute = route({
  ...shared,
  id: 'approvals.list',
  method: 'GET',
  path: PATH,
  summary: 'Questions to people: the latest first.',
  description:
    'Approvers see those of their servers; others those that a policy lets them answer, and those of their own grants.',
  shapes: {
    params: inOrganisation,
    query: z.object({
      ...pageQuery,
      state: z.enum(APPROVAL_STATES).optional(),
      server: z.string().max(100).optional().describe('Slug.'),
      grant: z.string().max(100).optional().describe('Id.'),
      mine: z.enum(['true', 'false']).optional().describe('`true`: only what you may answer now.'),
      text: z
        .string()
        .trim()
        .min(1)
        .max(200)
        .optional()
        .describe('Stands in the name of the tool or the server, the grant’s label, its owner, or the reason.'),
    }),
    answer: pageOf(APPROVAL_ITEM),
  },
  async run(context, { query: { cursor, limit, mine, ...narrowed } }) {
    const filter = { ...narrowed, mine: mine === 'true' }
    const page = await paged(context, {
      list: 'approvals',
      filter: { ...filter, reader: context.actor.id },
      query: { cursor, limit },
      read: (after: readonly [string] | undefined, most) => listApprovals(context, filter, after?.[0], most),
      key: ({ id }: ApprovalItem): readonly [string] => [id],
    })
    return isProblem(page) ? page : answer({ ...page, items: [...page.items] })
  },
})

export const readApprovalRoute = route({
  ...shared,
  id: 'approvals.read',
  method: 'GET',
  path: `${PATH}/{approval}`,
  summary: 'One question: the exact call, who asks, why, and what people said of such calls before.',
  shapes: { params: oneApproval, answer: APPROVAL_VIEW },
  async run(context, { params }) {
    const found = await readApproval(context, params.approval)
    return isProblem(found) ? found : answer(found)
  },
})

/** The question afterwards. */
async function afterwards(context: Context, id: string) {
  const found = await readApproval(context, id)
  return isProblem(found) ? found : answer(found)
}

export const approveRoute = route({
  ...shared,
  id: 'approvals.approve',
  method: 'POST',
  path: `${PATH}/{approval}/approve`,
  summary: 'Lets the call pass, as far as you are concerned.',
  description: VERDICT_RULES,
  shapes: { params: oneApproval, body: z.strictObject({ seen }), answer: APPROVAL_VIEW },
  async run(context, { params, body }) {
    const refused = await say(context, { id: params.approval, seen: body.seen, verdict: { kind: 'approve' } })
    return refused ?? afterwards(context, params.approval)
  },
})

export const rejectRoute = route({
  ...shared,
  id: 'approvals.reject',
  method: 'POST',
  path: `${PATH}/{approval}/reject`,
  summary: 'Refuses the call, with the reason that the agent is told. One rejection ends the question.',
  description: `${VERDICT_RULES} The same call stays rejected for ten minutes.`,
  shapes: { params: oneApproval, body: z.strictObject({ seen, reason: why.min(1) }), answer: APPROVAL_VIEW },
  async run(context, { params, body: { seen: digest, reason } }) {
    const verdict = { kind: 'reject', reason } as const
    return (await say(context, { id: params.approval, seen: digest, verdict })) ?? afterwards(context, params.approval)
  },
})

export const narrowRoute = route({
  ...shared,
  id: 'approvals.narrow',
  method: 'POST',
  path: `${PATH}/{approval}/narrow`,
  summary: 'Lets less pass than was asked: the call as you narrowed it, once.',
  description: `Numbers may be lower, lists hold fewer of their elements, members that the tool does not need be left out. The narrowed call is judged by the policy again, and the agent is told. Where the policy wants four eyes, somebody else has to approve what you made of it. ${VERDICT_RULES}`,
  shapes: {
    params: oneApproval,
    body: z.strictObject({
      seen,
      arguments: z.record(z.string(), z.unknown()).describe('All arguments as they would be sent.'),
      reason: z.string().trim().max(500).default('').describe('A sentence for the record.'),
    }),
    answer: APPROVAL_VIEW,
  },
  async run(context, { params, body }) {
    const verdict = { kind: 'narrow', arguments: body.arguments, reason: body.reason } as const
    const refused = await say(context, { id: params.approval, seen: body.seen, verdict })
    return refused ?? afterwards(context, params.approval)
  },
})

export const acknowledgeRoute = route({
  ...shared,
  id: 'approvals.acknowledge',
  method: 'POST',
  path: `${PATH}/{approval}/acknowledge`,
  summary: 'Says that somebody looked after a call of unknown outcome: the same call may be asked about anew.',
  shapes: { params: oneApproval, answer: APPROVAL_VIEW },
  async run(context, { params }) {
    return (await acknowledge(context, params.approval)) ?? afterwards(context, params.approval)
  },
})

export const answerManyRoute = route({
  ...shared,
  id: 'approvals.answer_many',
  method: 'POST',
  path: '/organisations/{organisation}/approval-answers',
  summary: 'Answers identical calls of several grants at once.',
  description: `All of them send the same arguments to the same tool, or are left as they are. ${VERDICT_RULES}`,
  shapes: {
    params: inOrganisation,
    body: z.strictObject({
      approvals: z.array(z.string().max(100)).min(1).max(50),
      seen,
      verdict: z.enum(['approve', 'reject']),
      reason: why.default('').describe('A sentence for the agents; needed to reject.'),
    }),
    answer: z.object({
      items: z.array(z.object({ id: z.string(), answered: z.boolean(), problem: z.string().optional() })),
    }),
  },
  async run(context, { body: { approvals, seen: digest, verdict: kind, reason } }) {
    const verdict = kind === 'approve' ? { kind } : { kind, reason: reason || 'A person rejected it.' }
    const items: { id: string; answered: boolean; problem?: string }[] = []
    for (const id of new Set(approvals)) {
      const refused = await say(context, { id, seen: digest, verdict })
      items.push(refused === undefined ? { id, answered: true } : { id, answered: false, problem: refused.detail })
    }
    return answer({ items })
  },
})

export const watchApprovals = route({
  ...shared,
  id: 'approvals.events',
  method: 'GET',
  path: '/organisations/{organisation}/approvals/events',
  summary: 'Questions as they are asked, answered, and over.',
  description:
    'Events named `approval`, each with `id`, `state` and `moved` of a question: what they do not say is read. A stream tells what moves from now on and ends after five minutes; whoever asks again reads the list first.',
  stream: true,
  shapes: { params: inOrganisation },
  run: (context) => approvalStream(context),
})

export const findApproval = route({
  id: 'approvals.find',
  method: 'POST',
  path: '/approvals/find',
  tag: 'Approvals',
  summary: 'The organisation of a question, for the page that a link leads to.',
  description:
    'A link that was made for somebody is good for them alone, and until its time is over; what it opens asks for rights all the same.',
  permission: 'signed_in',
  shapes: {
    body: z.strictObject({
      approval: z.string().max(100),
      link: z.string().max(500).optional().describe('What stands in the link after `#by=`.'),
    }),
    answer: z.object({ approval: z.string(), organisation: z.string() }),
  },
  async run(context, { body }) {
    const found = await openLink(context, body.approval, body.link)
    return isProblem(found) ? found : answer({ approval: body.approval, organisation: found })
  },
})
