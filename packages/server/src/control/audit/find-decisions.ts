/** Decisions of the index: narrowed, in the order of time, page by page. */
import { type Expression, expressionBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import { z } from 'zod'
import { speaksPostgres } from '../../store/sql/decision-months.ts'
import type { DecisionTable } from '../../store/sql/tables/audit.ts'
import type { Database, Tables } from '../../store/sql/tables.ts'
import { contains, kindsWith } from './index/decision-kind.ts'

/** Kinds whose decisions are looked up one by one: SQLite takes no more than 500 parts of one statement. */
const FEW = 100
const LISTED = 1000

const name = z.string().min(1).max(200)

/** What a list is narrowed to. */
export const DECISION_FILTER = {
  since: z.coerce.number().int().min(0).optional().describe('Not before this instant, milliseconds since 1970.'),
  until: z.coerce.number().int().min(0).optional().describe('Before this instant.'),
  grant: name.optional().describe('Id.'),
  server: name.optional().describe('Slug.'),
  tool: name.optional(),
  effect: z.enum(['allow', 'deny']).optional(),
  code: name.optional().describe('Why it was refused.'),
  rule: name.optional().describe('The rule that decided: a JSON Pointer into the policy.'),
  policy: name.optional().describe('Id of the policy that the rule stands in.'),
  category: name.optional().describe('`read`, `write`, `execute`, `destructive`, `financial`.'),
  risk: name.optional().describe('`low`, `medium`, `high`, `critical`.'),
  outcome: name.optional().describe('How the call ended; `unknown`: nothing was heard.'),
  warned: z.enum(['true', 'false']).optional().describe('Only where a share of a limit was reached.'),
  shadow: z.enum(['true', 'false']).optional().describe('Only where shadow mode would have done something else.'),
  approval: name.optional().describe('Id of the question to people that they were about.'),
  text: name.optional().describe('What tool, target, code, rule or the rule of withholding contain, in any case.'),
}

export type DecisionFilter = z.output<z.ZodObject<typeof DECISION_FILTER>>

/** Where a page goes on: instant and id of its last row. */
export type DecisionKey = readonly [at: number, id: string]

/** Which decisions. */
export interface DecisionQuery {
  readonly organisation: string
  readonly filter: DecisionFilter
  /** Slugs of servers that may be seen; undefined: all. */
  readonly servers: readonly string[] | undefined
  /** `newest` first, unless told otherwise. */
  readonly order?: 'newest' | 'oldest'
}

/** Rows after a key. */
export async function findDecisions(
  db: Database,
  query: DecisionQuery,
  after: DecisionKey | undefined,
  limit: number,
): Promise<readonly DecisionTable[]> {
  const { organisation, filter, order = 'newest' } = query
  const direction = order === 'oldest' ? 'asc' : 'desc'
  const page = narrow(db, query, after).orderBy('at', direction).orderBy('id', direction).limit(limit)
  const conditions = kindConditions(query)
  const rare = isRare(filter)
  if (conditions.length === 0) return rare ? rowsOf(db, query, only(db, page)) : page.selectAll().execute()
  const wanted = kindsWith(db, organisation, conditions)
  const most = speaksPostgres(db) ? LISTED : FEW
  const kinds = (await wanted.limit(most + 1).execute()).map(({ id }) => id)
  if (kinds.length === 0) return []
  const ofKinds = page.where('kind_id', 'in', kinds.length > most ? wanted : kinds)
  if (rare) return rowsOf(db, query, only(db, ofKinds))
  // So many kinds are so many decisions that some are soon met on the way through time.
  if (kinds.length > most) return ofKinds.selectAll().execute()
  const firsts = (speaksPostgres(db) ? ofEach : ofAll)(db, page, kinds)
  return rowsOf(db, query, firsts.orderBy('at', direction).orderBy('id', direction).limit(limit))
}

/** The rows of keys, in the order that is asked for. */
function rowsOf(db: Database, { organisation, order = 'newest' }: DecisionQuery, keys: Keys) {
  const direction = order === 'oldest' ? 'asc' : 'desc'
  return db
    .selectFrom(keys.as('keys'))
    .innerJoin('decisions', (join) => join.onRef('decisions.id', '=', 'keys.id').onRef('decisions.at', '=', 'keys.at'))
    .selectAll('decisions')
    .where('decisions.organisation', '=', organisation)
    .orderBy('keys.at', direction)
    .orderBy('keys.id', direction)
    .execute()
}

/** The keys of a page: of what is rare an index holds all that it is narrowed by, so that other rows are not read. */
const only = (db: Database, page: Page): Keys => db.selectFrom(page.select(['at', 'id']).as('of_kinds')).selectAll()

type Page = SelectQueryBuilder<Tables, 'decisions', object>
type Keys = SelectQueryBuilder<
  { of_kinds: Pick<DecisionTable, 'at' | 'id'> },
  'of_kinds',
  Pick<DecisionTable, 'at' | 'id'>
>

/** The first of each kind, of which an index has the decisions in order. */
function ofEach(db: Database, page: Page, kinds: readonly string[]): Keys {
  const ofKind = page.where('kind_id', '=', sql<string>`kinds.id`).select(['at', 'id'])
  const listed = sql<{ id: string }>`unnest(${kinds}::text[])`.as<'kinds'>(sql`kinds(id)`)
  const all = db
    .selectFrom(listed)
    .innerJoinLateral(ofKind.as('firsts'), (join) => join.onTrue())
    .select(['firsts.at', 'firsts.id'])
  return db.selectFrom(all.as('of_kinds')).selectAll()
}

/** The same as one statement with a part for each kind. */
function ofAll(db: Database, page: Page, kinds: readonly string[]): Keys {
  const [first, ...others] = kinds.map((id) =>
    db.selectFrom(page.where('kind_id', '=', id).select(['at', 'id']).as('of_kind')).selectAll(),
  )
  if (first === undefined) throw new Error('There is no kind to look up.')
  const all = others.reduce((before, next) => before.unionAll(next), first)
  return db.selectFrom(all.as('of_kinds')).selectAll()
}

function narrow(db: Database, { organisation, filter, order = 'newest' }: DecisionQuery, after?: DecisionKey) {
  let query = db.selectFrom('decisions').where('organisation', '=', organisation)
  if (after !== undefined) query = query.where(beyond(after, order))
  for (const wanted of conditionsOf(filter)) query = query.where(wanted)
  return query
}

const kind = expressionBuilder<Tables, 'decision_kinds'>()
const decision = expressionBuilder<Tables, 'decisions'>()

/** What is asked of kinds. */
function kindConditions({ filter, servers }: DecisionQuery): readonly Expression<SqlBool>[] {
  return [
    ...given(servers, (value) => kind('server', 'in', value.length === 0 ? [''] : value)),
    ...SHARED_FILTERS.flatMap((column) => given(filter[column], (value) => kind(column, '=', value))),
    ...given(filter.text, contains),
    // Only what was allowed has an end.
    ...(filter.outcome === 'ok' ? [kind('effect', '=', 'allow')] : []),
  ]
}

/** Whether few decisions are left, which an index of their own has in the order of time. */
const isRare = ({ approval, warned, shadow, outcome }: DecisionFilter): boolean =>
  approval !== undefined || warned === 'true' || shadow === 'true' || (outcome !== undefined && outcome !== 'ok')

const SHARED_FILTERS = ['server', 'tool', 'effect', 'code', 'rule', 'policy', 'category', 'risk'] as const

/** The rows after one: the bound of the instant is apart, so that an index is used. */
function beyond([at, id]: DecisionKey, order: 'newest' | 'oldest'): Expression<SqlBool> {
  const [beside, upTo] = order === 'newest' ? (['<', '<='] as const) : (['>', '>='] as const)
  return decision.and([decision('at', upTo, at), decision.or([decision('at', beside, at), decision('id', beside, id)])])
}

/** A condition where a value was given. */
const given = <Value>(
  value: Value | undefined,
  wanted: (value: Value) => Expression<SqlBool>,
): readonly Expression<SqlBool>[] => (value === undefined ? [] : [wanted(value)])

/** What is asked of decisions themselves; of what is rare in the words of its index. */
const conditionsOf = (filter: DecisionFilter): readonly Expression<SqlBool>[] => [
  ...given(filter.since, (value) => decision('at', '>=', value)),
  ...given(filter.until, (value) => decision('at', '<', value)),
  ...given(filter.grant, (value) => decision('grant_id', '=', value)),
  ...given(filter.approval, (value) => decision('approval', '=', value)),
  ...given(filter.outcome, ended),
  ...given(filter.warned, (value) => (value === 'true' ? sql<SqlBool>`warned = 1` : sql<SqlBool>`warned = 0`)),
  ...given(filter.shadow, (value) => (value === 'true' ? sql<SqlBool>`shadow <> ''` : sql<SqlBool>`shadow = ''`)),
]

/** In the words of the indexes over the ends that few calls have: a database takes such an index where it reads them again. */
function ended(outcome: string): Expression<SqlBool> {
  if (outcome === 'unknown') return sql<SqlBool>`effect = 'allow' and (outcome = '' or outcome = 'unknown')`
  const isIt = decision('outcome', '=', outcome)
  return outcome === 'ok' ? isIt : decision.and([isIt, sql<SqlBool>`outcome <> '' and outcome <> 'ok'`])
}
