/** Decisions of the index: narrowed, in the order of time, page by page. */
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import { z } from 'zod'
import type { DecisionTable } from '../../store/sql/tables/audit.ts'
import type { Database, Tables } from '../../store/sql/tables.ts'

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
  { organisation, filter, servers, order = 'newest' }: DecisionQuery,
  after: DecisionKey | undefined,
  limit: number,
): Promise<readonly DecisionTable[]> {
  const direction = order === 'newest' ? 'desc' : 'asc'
  let query = db.selectFrom('decisions').selectAll().where('organisation', '=', organisation)
  if (servers !== undefined) query = query.where('server', 'in', servers.length === 0 ? [''] : servers)
  if (after !== undefined) query = query.where((eb) => beyond(eb, after, order))
  for (const wanted of conditionsOf(filter)) query = query.where(wanted)
  return query.orderBy('at', direction).orderBy('id', direction).limit(limit).execute()
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

const EQUALS = ['server', 'tool', 'effect', 'code', 'policy', 'category', 'risk'] as const

const conditionsOf = (filter: DecisionFilter): readonly Wanted[] => [
  ...given(filter.since, (value) => (eb) => eb('at', '>=', value)),
  ...given(filter.until, (value) => (eb) => eb('at', '<', value)),
  ...given(filter.grant, (value) => (eb) => eb('grant_id', '=', value)),
  ...EQUALS.flatMap((column) => given(filter[column], (value) => (eb) => eb(column, '=', value))),
  ...given(filter.outcome, (value) => (eb) => ended(eb, value)),
  ...given(filter.warned, (value) => (eb) => eb('warned', '=', value === 'true' ? 1 : 0)),
  ...given(filter.shadow, (value) => (eb) => eb('shadow', value === 'true' ? '!=' : '=', '')),
  ...given(filter.text, (value) => (eb) => containing(eb, value)),
]

function ended(eb: Builder, outcome: string): Expression<SqlBool> {
  if (outcome !== 'unknown') return eb('outcome', '=', outcome)
  return eb.and([eb('effect', '=', 'allow'), eb('outcome', 'in', ['', 'unknown'])])
}

/** Anywhere, in any case; what the text means to `like` is taken as it is. */
function containing(eb: Builder, text: string): Expression<SqlBool> {
  const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
  const columns = ['tool', 'target', 'code', 'rule', 'withheld_by'] as const
  return eb.or(columns.map((column) => sql<boolean>`lower(${eb.ref(column)}) like ${pattern} escape '\\'`))
}
