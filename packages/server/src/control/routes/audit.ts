/** Routes: decisions and changes, read. */
import { isObject } from '@portcullis/engine'
import { z } from 'zod'
import type { DecisionTable, IndexedDecisionTable } from '../../store/sql/tables/audit.ts'
import type { ChangeTable } from '../../store/sql/tables/change.ts'
import { paged, pageOf, pageQuery } from '../api/page.ts'
import { isProblem, notFound } from '../api/problem.ts'
import { answer, route } from '../api/route.ts'
import { decisionStream } from '../audit/decision-stream.ts'
import { DECISION_VIEW, viewDecision } from '../audit/decision-view.ts'
import { EXPLAINED_DECISION, explainDecision, lineOf } from '../audit/explain-decision.ts'
import { CHANGE_FILTER, CHANGE_VIEW, type ChangeFilter, findChanges, viewChange } from '../audit/find-changes.ts'
import { DECISION_FILTER, type DecisionKey, findDecisions } from '../audit/find-decisions.ts'
import { AUDIT_OVERVIEW, auditOverview } from '../audit/overview.ts'
import { seenServers } from '../audit/seen-servers.ts'
import type { Context } from '../context.ts'

/** The installation's own changes belong to no organisation. */
const INSTALLATION = ''

const inOrganisation = z.object({ organisation: z.string() })
const oneDecision = z.object({ organisation: z.string(), decision: z.string() })
const instant = z.coerce.number().int().min(0)
const shared = { method: 'GET', tag: 'Audit' } as const
const DAY = 86_400_000

export const listDecisions = route({
  ...shared,
  id: 'audit.decisions.list',
  path: '/organisations/{organisation}/audit/decisions',
  summary: 'Decisions, the latest first.',
  description: 'A decision appears within about a second, and its outcome when its call has ended.',
  permission: 'audit.read',
  perServer: true,
  shapes: {
    params: inOrganisation,
    query: z.object({ ...pageQuery, ...DECISION_FILTER }),
    answer: pageOf(DECISION_VIEW),
  },
  async run(context, { query: { cursor, limit, ...filter } }) {
    const { control, organisation } = context
    const servers = await seenServers(context, 'audit.read')
    const page = await paged(context, {
      list: 'decisions',
      filter: { ...filter, servers: servers ?? null },
      query: { cursor, limit },
      read: (after: DecisionKey | undefined, most) =>
        findDecisions(control.audit.db, { organisation, filter, servers }, after, most),
      key: (row: DecisionTable): DecisionKey => [row.at, row.id],
    })
    return isProblem(page) ? page : answer({ ...page, items: page.items.map(viewDecision) })
  },
})

async function rowOf(context: Context, id: string, facts = false): Promise<IndexedDecisionTable | undefined> {
  const row = await context.control.audit.db
    .selectFrom('decisions')
    .selectAll()
    .where('organisation', '=', context.organisation)
    .where('id', '=', id)
    .executeTakeFirst()
  const servers = await seenServers(context, facts ? 'facts.read' : 'audit.read')
  return row !== undefined && (servers === undefined || servers.includes(row.server)) ? row : undefined
}

export const readDecision = route({
  ...shared,
  id: 'audit.decisions.read',
  path: '/organisations/{organisation}/audit/decisions/{decision}',
  summary: 'One decision, with what explains it.',
  permission: 'audit.read',
  perServer: true,
  shapes: { params: oneDecision, answer: EXPLAINED_DECISION },
  async run(context, { params }) {
    const row = await rowOf(context, params.decision)
    return row === undefined ? notFound : answer(await explainDecision(context.control, row))
  },
})

export const readFacts = route({
  ...shared,
  id: 'audit.decisions.facts',
  path: '/organisations/{organisation}/audit/decisions/{decision}/facts',
  summary: 'What was kept of a call’s arguments: digests and kinds, and what rules found.',
  description:
    'For auditors alone, and part of no export: whoever can make calls could find values by comparing digests.',
  permission: 'facts.read',
  shapes: {
    params: oneDecision,
    answer: z.object({
      arguments: z.record(z.string(), z.unknown()),
      answers: z.string().optional(),
      defaults: z.array(z.string()).optional(),
    }),
  },
  async run(context, { params }) {
    const row = await rowOf(context, params.decision, true)
    if (row === undefined) return notFound
    const { args, answers, defaults } = lineOf(row)
    return answer({
      arguments: isObject(args) ? args : {},
      ...(typeof answers === 'string' && { answers }),
      ...(Array.isArray(defaults) && { defaults: defaults.filter((name) => typeof name === 'string') }),
    })
  },
})

export const watchDecisions = route({
  ...shared,
  id: 'audit.decisions.events',
  path: '/organisations/{organisation}/audit/events',
  summary: 'Decisions as they are made.',
  description:
    'Events `decision`, each as in the list; `outcome`, when a call that was told without one has ended; `missing`, where the reader was too slow, or what other gateways recorded could not be heard (`count` is 0 then): the list has them. A stream ends after five minutes.',
  permission: 'audit.read',
  perServer: true,
  stream: true,
  shapes: { params: inOrganisation },
  async run(context) {
    return decisionStream(context, await seenServers(context, 'audit.read'))
  },
})

export const readOverview = route({
  ...shared,
  id: 'audit.overview',
  path: '/organisations/{organisation}/audit/overview',
  summary: 'Calls of tools counted: by hour, by tool, by what they were refused for.',
  permission: 'audit.read',
  perServer: true,
  shapes: {
    params: inOrganisation,
    query: z.object({
      since: instant.optional().describe('Milliseconds since 1970; a day ago unless given. The whole hour counts.'),
      until: instant.optional().describe('Now unless given.'),
    }),
    answer: AUDIT_OVERVIEW,
  },
  async run(context, { query }) {
    const { control, organisation, at } = context
    const { since = at - DAY, until = at + 1 } = query
    const servers = await seenServers(context, 'audit.read')
    return answer(await auditOverview(control.audit.db, { organisation, since, until, servers }))
  },
})

export const listChanges = route({
  ...shared,
  id: 'audit.changes.list',
  path: '/organisations/{organisation}/audit/changes',
  summary: 'Changes, the latest first: who changed what.',
  permission: 'audit.read',
  shapes: {
    params: inOrganisation,
    query: z.object({ ...pageQuery, ...CHANGE_FILTER }),
    answer: pageOf(CHANGE_VIEW),
  },
  run: (context, { query }) => changesPage(context, context.organisation, query),
})

export const listInstallationChanges = route({
  ...shared,
  id: 'audit.installation.changes',
  path: '/audit/changes',
  summary: 'Changes of the installation itself, the latest first.',
  permission: 'operator',
  shapes: { query: z.object({ ...pageQuery, ...CHANGE_FILTER }), answer: pageOf(CHANGE_VIEW) },
  run: (context, { query }) => changesPage(context, INSTALLATION, query),
})

/** A page of one chain. */
async function changesPage(
  context: Context,
  organisation: string,
  { cursor, limit, ...filter }: ChangeFilter & { readonly cursor?: string | undefined; readonly limit: number },
) {
  const page = await paged(context, {
    list: 'changes',
    filter,
    query: { cursor, limit },
    read: (after: readonly [number] | undefined, most) =>
      findChanges(context.control.db, { organisation, filter }, after?.[0], most),
    key: (row: ChangeTable): readonly [number] => [row.seq],
  })
  return isProblem(page) ? page : answer({ ...page, items: page.items.map(viewChange) })
}
