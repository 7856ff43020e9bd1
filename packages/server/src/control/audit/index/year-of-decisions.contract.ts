/** A year of decisions in an index on PostgreSQL: many, of many kinds, with things among them that are rare or long ago. */
import { sql } from 'kysely'
import { type Month, makeMonths, monthAfter, monthAt } from '../../../store/sql/decision-months.ts'
import type { Database } from '../../../store/sql/tables.ts'

/** When it began, and how long it is. */
export const YEAR = { from: Date.UTC(2025, 10, 1), days: 365 } as const

const DAY = 86_400_000

/** The organisation that has nine in ten of them; the rest is another's. */
export const ORGANISATION = 'acme'

/**
 * Columns of decision `n`. Eight hundred tools of thirty servers, three hundred grants of which the first makes a quarter of
 * all calls, sixty policies; one in eleven refused, one in twenty a resource. Spread over the year in their order.
 */
function columnsOf(rows: number): Readonly<Record<string, string>> {
  const step = Math.floor((YEAR.days * DAY) / rows)
  const isResource = 'n % 20 = 7'
  const isDenied = 'n % 11 = 3'
  return {
    organisation: `case when n % 10 = 9 then 'globex' else '${ORGANISATION}' end`,
    id: `'b' || (n % 4) || 'mlrZxx7oAm-' || n`,
    at: `${YEAR.from} + n * ${step}`,
    grant_id: `'grt_01k0000000000000000000' || lpad((case when n % 4 = 0 then 0 else n * 31 % 300 end)::text, 4, '0')`,
    server: `'server-' || (n * 7919 % 800 % 30)`,
    method: `case when ${isResource} then 'resources/read' else 'tools/call' end`,
    tool: `case when ${isResource} then '' else 'tool_' || (n * 7919 % 800) end`,
    target: `case when ${isResource} then 'https://host' || (n / 20 % 50) || '#' || (n / 20 % 2000) else '' end`,
    effect: `case when ${isDenied} then 'deny' else 'allow' end`,
    code: `case when n = 777 then 'rare_code' when ${isDenied} then (array['policy_denied', 'limit_exceeded', 'approval_pending', 'arguments_invalid', 'pin_drift'])[1 + n / 11 % 5] else '' end`,
    rule: `case when ${isResource} then '/resources/allow/0' else '/tools/tool_' || (n * 7919 % 800) end`,
    policy: `'pol_' || (n * 7919 % 800 % 30) || '_' || (n / 7 % 2)`,
    policy_version: `'3'`,
    category: `case when n * 7919 % 800 < 8 then 'financial' when n * 7919 % 800 < 200 then 'write' else 'read' end`,
    risk: `case when n * 7919 % 800 < 8 then 'critical' when n * 7919 % 800 < 200 then 'medium' else 'low' end`,
    outcome: `case when ${isDenied} then '' when n % 1000 = 500 then 'timeout' when n % 100003 = 5 then '' when n % 40 = 0 then 'tool_error' else 'ok' end`,
    withheld_by: `''`,
    shadow: `case when n % 400 = 1 then 'deny' else '' end`,
    approval: `case when n % 1000 = 8 then 'apr_' || n else null end`,
    approval_state: `case when n % 1000 = 8 then 'consumed' else '' end`,
    line: `'{"v":1,"type":"decision","id":"b0mlrZxx7oAm-' || n || '","args":{"path":"ABCDEFGHIJKLMNOPQRSTUV.s3","limit":"BCDEFGHIJKLMNOPQRSTUVW.n2"},"claims":[{"counter":"calls","amount":"1"}],"answers":"AAECAwQFBgcICQoLDA0ODw","policyVersion":"3","micros":123,"count":1,"otherArgs":0,"label":{"category":"read","risk":"low"},"era":"modern"}'`,
    kind_id: `''`,
    writer: `'w' || (n % 4)`,
    ...{ micros: '120', upstream_micros: '900', own_micros: '60', redacted: '0', approval_narrowed: '0', count: '1' },
    warned: `case when n % 200 = 4 then 1 else 0 end`,
  }
}

const SHARED = 'server, method, tool, target, effect, code, rule, policy, category, risk, withheld_by'
const KIND = `left(encode(sha256(convert_to(${SHARED.replaceAll(', ', " || E'\\n' || ")}, 'UTF8')), 'hex'), 32)`

/** Fills an empty index, a portion a transaction. @param told of how far it is */
export async function fillYear(
  db: Database,
  rows: number,
  told: (done: number) => void = () => undefined,
): Promise<void> {
  const columns = columnsOf(rows)
  const names = Object.keys(columns).join(', ')
  const values = Object.entries(columns).map(([name, value]) => `${value} as ${name}`)
  const kept = Object.keys(columns).map((name) => (name === 'kind_id' ? KIND : name))
  const months = monthsOfYear()
  await makeMonths(db, months)
  for (let from = 0; from < rows; from += PORTION) {
    const numbers = `generate_series(${from}::bigint, ${Math.min(rows, from + PORTION) - 1})`
    await within(
      db,
      `insert into decisions (${names}) select ${kept.join(', ')} from (select ${values.join(', ')} from ${numbers} as series(n)) as made`,
    )
    told(Math.min(rows, from + PORTION))
  }
  for (const { from, to } of months) {
    const month = `from decisions where at >= ${from} and at < ${to}`
    await within(
      db,
      `insert into decision_kinds (organisation, id, ${SHARED}, text) select distinct organisation, kind_id, ${SHARED}, lower(tool || E'\\n' || target || E'\\n' || code || E'\\n' || rule || E'\\n' || withheld_by) ${month} on conflict do nothing`,
    )
    const counted = (instant: string, parts: string): string =>
      `select organisation, at - at % ${instant}, ${parts}, count(*) ${month} group by organisation, 2, ${parts} on conflict do nothing`
    await within(db, `insert into decision_hours ${counted('3600000', 'server, tool, effect, code')}`)
    await within(db, `insert into decision_days ${counted('86400000', 'server, tool, effect, code')}`)
    await within(db, `insert into decision_totals ${counted('3600000', 'server, method, effect')}`)
  }
  await within(db, 'analyze')
}

const PORTION = 200_000

function monthsOfYear(): readonly Month[] {
  const months: Month[] = []
  for (let month = monthAt(YEAR.from); month.from <= YEAR.from + YEAR.days * DAY; month = monthAfter(month))
    months.push(month)
  return months
}

async function within(db: Database, statement: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`set local statement_timeout = 0`.execute(tx)
    await sql.raw(statement).execute(tx)
  })
}
