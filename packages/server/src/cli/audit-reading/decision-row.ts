/** Decisions as rows of a table. */
import type { z } from 'zod'
import type { DECISION_VIEW } from '../../control/audit/decision-view.ts'

/** A decision as the API shows it. */
export type ShownDecision = z.output<typeof DECISION_VIEW>

export const DECISION_HEADINGS = ['time', 'decision', 'grant', 'server', 'what', 'why', 'id'] as const

/** Its cells. */
export function decisionCells(one: ShownDecision): readonly string[] {
  const { id, at, effect, outcome, grant, server, tool, method, code, rule, count } = one
  const said = effect === 'allow' ? `allow, ${outcome ?? 'unknown'}` : 'deny'
  const times = count > 1 ? ` (${count} times)` : ''
  return [
    new Date(at).toISOString(),
    said,
    grant,
    server,
    (tool ?? method) + times,
    [code, rule].filter(Boolean).join(' ') || '-',
    id,
  ]
}
