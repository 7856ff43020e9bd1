/** Lines of the log → rows of the index. */

import type { DecisionLine, OutcomeLine } from '../../../store/jsonl/read-line.ts'
import { EARLIEST, LATEST } from '../../../store/sql/decision-months.ts'
import type { DecisionTable } from '../../../store/sql/tables/audit.ts'

/** How a call ended, as columns. */
export type OutcomeColumns = Pick<
  DecisionTable,
  'outcome' | 'upstream_micros' | 'own_micros' | 'redacted' | 'withheld_by'
>

const NOT_ENDED: OutcomeColumns = { outcome: '', upstream_micros: 0, own_micros: 0, redacted: 0, withheld_by: '' }

/**
 * The row of a decision; undefined where its instant cannot be read. All columns in one literal: a row that is put together
 * out of parts is a table of names to the engine, and takes ten times the work.
 * @param ended how its call ended, where that was heard
 */
export function decisionRow(organisation: string, line: DecisionLine, ended = NOT_ENDED): DecisionTable | undefined {
  const told = Date.parse(line.at)
  if (Number.isNaN(told)) return undefined
  const { raw, approval } = line
  const version = raw['policyVersion']
  const row: DecisionTable = {
    organisation,
    id: line.id,
    at: Math.min(LATEST, Math.max(EARLIEST, told)),
    grant_id: line.grant,
    server: line.server,
    method: line.method,
    tool: line.tool ?? '',
    target: line.target ?? '',
    effect: line.effect,
    code: line.code ?? '',
    rule: line.rule ?? '',
    policy: line.policy ?? '',
    policy_version: typeof version === 'string' ? version : '',
    category: line.category ?? '',
    risk: line.risk ?? '',
    outcome: ended.outcome,
    micros: line.micros,
    upstream_micros: ended.upstream_micros,
    own_micros: ended.own_micros,
    redacted: ended.redacted,
    withheld_by: ended.withheld_by,
    warned: Array.isArray(raw['warnings']) && raw['warnings'].length > 0 ? 1 : 0,
    approval: approval?.id ?? null,
    approval_state: approval?.state ?? '',
    approval_narrowed: approval?.narrowed === true ? 1 : 0,
    shadow: otherInShadow(line),
    count: Math.max(1, line.count),
    line: JSON.stringify(raw),
  }
  return ODD.test(row.line) ? storable(row) : row
}

/** Escapes that JSON needs for what PostgreSQL has no text for: U+0000, and halves of characters. A stranger may name a tool so. */
const ODD = /\\u(?:0000|d[89a-f])/

/** The same with U+FFFD for those, in whatever was named by others; the line as it is has them escaped. */
function storable(row: DecisionTable): DecisionTable {
  const { grant_id, server, method, tool, target, code, rule, policy } = row
  const all = { grant_id, server, method, tool, target, code, rule, policy }
  for (const name of Object.keys(all) as (keyof typeof all)[])
    all[name] = all[name].replace(/[\0\p{Surrogate}]/gu, '\ufffd')
  return { ...row, ...all }
}

/** What shadow mode would have done; empty where that is what was done, or nothing was in it. */
function otherInShadow({ shadow, effect }: DecisionLine): string {
  if (shadow === undefined) return ''
  return (shadow.effect === 'allow' ? 'allow' : 'deny') === effect ? '' : shadow.effect
}

/** The columns of an outcome. */
export const outcomeColumns = (line: OutcomeLine): OutcomeColumns => ({
  outcome: line.outcome,
  upstream_micros: line.upstreamMicros,
  own_micros: line.ownMicros,
  redacted: line.redacted,
  withheld_by: line.withheldBy ?? '',
})
