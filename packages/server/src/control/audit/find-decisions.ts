/** Decisions of the index: narrowed, in the order of time, page by page. */
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import { z } from 'zod'
import type { DecisionTable } from '../../store/sql/tables/audit.ts'
import type { Database, Tables } from '../../store/sql/tables.ts'
import { textsContaining, textsWith } from './index/decision-text.ts'

/** Texts whose decisions are looked up one by one, and that are named one by one. */
const FEW = 100
const LISTED = 1000
/** Filters that have an index of their own. */
const OF_AN_INDEX = ['grant', 'tool', 'effect', 'code', 'approval'] as const

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
  const narrowed = narrow(db, query, after)
  const direction = query.order === 'oldest' ? 'asc' : 'desc'
  const page = narrowed.orderBy('at', direction).orderBy('id', direction).limit(limit)
  if (query.filter.text === undefined) return page.selectAll().execute()
  const texts = await textsWith(db, { organisation: query.organisation, wanted: query.filter.text, most: LISTED + 1 })
  if (texts.length === 0) return []
  if (texts.length > LISTED)
    // Of so many texts there are so many decisions that some are soon met on the way through time.
    return page
      .where('text_id', 'in', textsContaining(db, query.organisation, query.filter.text))
      .selectAll()
      .execute()
  if (texts.length > FEW || OF_AN_INDEX.some((name) => query.filter[name] !== undefined))
    return page.where('text_id', 'in', texts).selectAll().execute()
  // The index has the decisions of a text in order: of the first of each, the first.
  const ofText = (id: string) =>
    db.selectFrom(page.where('text_id', '=', id).select(['at', 'id']).as('of_text')).selectAll()
  const [first, ...others] = texts.map(ofText)
  if (first === undefined) return []
  const all = others.reduce((before, next) => before.unionAll(next), first)
  const keys = db
    .selectFrom(all.as('of_texts'))
    .selectAll()
    .orderBy('at', direction)
    .orderBy('id', direction)
    .limit(limit)
  return db
    .selectFrom(keys.as('keys'))
    .innerJoin('decisions', 'decisions.id', 'keys.id')
    .selectAll('decisions')
    .where('decisions.organisation', '=', query.organisation)
    .orderBy('keys.at', direction)
    .orderBy('keys.id', direction)
    .execute()
}

function narrow(
  db: Database,
  { organisation, filter, servers, order = 'newest' }: DecisionQuery,
  after: DecisionKey | undefined,
) {
  let query = db.selectFrom('decisions').where('organisation', '=', organisation)
  if (servers !== undefined) query = query.where('server', 'in', servers.length === 0 ? [''] : servers)
  if (after !== undefined) query = query.where((eb) => beyond(eb, after, order))
  for (const wanted of conditionsOf(filter)) query = query.where(wanted)
  return query
}

type Builder = ExpressionBuilder<Tables, 'decisions'>
type Wanted = (eb: Builder) => Expression<SqlBool>

/** The rows after one: the bound of the instant is apart, so that an index is used. */
function beyond(eb: Builder, [at, id]: DecisionKey, order: 'newest' | 'oldest'): Expression<SqlBool> {
  const [beside, upTo] = order === 'newest' ? (['<', '<='] as const) : (['>', '>='] as const)
  return eb.and([eb('at', upTo, at), eb.or([eb('at', beside, at), eb('id', beside, id)])])
}

/** A condition where a value was given. */
function given<Value>(value: Value | undefined, wanted: (value: Value) => Wanted): readonly Wanted[] {
  return value === undefined ? [] : [wanted(value)]
}

const EQUALS = ['server', 'tool', 'effect', 'code', 'policy', 'category', 'risk', 'approval'] as const

const conditionsOf = (filter: DecisionFilter): readonly Wanted[] => [
  ...given(filter.since, (value) => (eb) => eb('at', '>=', value)),
  ...given(filter.until, (value) => (eb) => eb('at', '<', value)),
  ...given(filter.grant, (value) => (eb) => eb('grant_id', '=', value)),
  ...EQUALS.flatMap((column) => given(filter[column], (value) => (eb) => eb(column, '=', value))),
  ...given(filter.outcome, (value) => (eb) => ended(eb, value)),
  ...given(filter.warned, (value) => (eb) => eb('warned', '=', value === 'true' ? 1 : 0)),
  ...given(filter.shadow, (value) => (eb) => eb('shadow', value === 'true' ? '!=' : '=', '')),
]

function ended(eb: Builder, outcome: string): Expression<SqlBool> {
  if (outcome !== 'unknown') return eb('outcome', '=', outcome)
  return eb.and([eb('effect', '=', 'allow'), eb('outcome', 'in', ['', 'unknown'])])
}
