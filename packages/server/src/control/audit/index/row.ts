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

/** The row of a decision of which no outcome was heard; undefined where its instant cannot be read. */
export function decisionRow(organisation: string, line: DecisionLine): DecisionTable | undefined {
  const told = Date.parse(line.at)
  if (Number.isNaN(told)) return undefined
  const at = Math.min(LATEST, Math.max(EARLIEST, told))
  const { raw } = line
  const version = raw['policyVersion']
  const { shadow } = line
  const differs = shadow !== undefined && (shadow.effect === 'allow' ? 'allow' : 'deny') !== line.effect
  return {
    ...NOT_ENDED,
    ...{ organisation, id: line.id, at, grant_id: line.grant, server: line.server, method: line.method },
    ...{ tool: line.tool ?? '', target: line.target ?? '', effect: line.effect, code: line.code ?? '' },
    ...{ rule: line.rule ?? '', policy: line.policy ?? '', category: line.category ?? '', risk: line.risk ?? '' },
    policy_version: typeof version === 'string' ? version : '',
    micros: line.micros,
    warned: Array.isArray(raw['warnings']) && raw['warnings'].length > 0 ? 1 : 0,
    shadow: differs ? shadow.effect : '',
    ...approvalColumns(line),
    count: Math.max(1, line.count),
    line: JSON.stringify(raw),
  }
}

function approvalColumns({
  approval,
}: DecisionLine): Pick<DecisionTable, 'approval' | 'approval_state' | 'approval_narrowed'> {
  if (approval === undefined) return { approval: null, approval_state: '', approval_narrowed: 0 }
  const { id, state, narrowed } = approval
  return { approval: id, approval_state: state, approval_narrowed: narrowed ? 1 : 0 }
}

/** The columns of an outcome. */
export const outcomeColumns = (line: OutcomeLine): OutcomeColumns => ({
  outcome: line.outcome,
  upstream_micros: line.upstreamMicros,
  own_micros: line.ownMicros,
  redacted: line.redacted,
  withheld_by: line.withheldBy ?? '',
})
