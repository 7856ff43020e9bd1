/** Records for an export, oldest first, read from the databases a portion at a time. */
import type { Database } from '../../../store/sql/tables.ts'
import { viewDecision } from '../decision-view.ts'
import { type ChangeQuery, findChanges, viewChange } from '../find-changes.ts'
import { type DecisionKey, type DecisionQuery, findDecisions } from '../find-decisions.ts'
import type { Exported } from './forms.ts'

const AT_ONCE = 500

/** Decisions of the index. */
export async function* exportDecisions(index: Database, query: DecisionQuery): AsyncGenerator<Exported> {
  let after: DecisionKey | undefined
  for (;;) {
    const rows = await findDecisions(index, { ...query, order: 'oldest' }, after, AT_ONCE)
    for (const row of rows) yield { of: 'decisions', organisation: query.organisation, view: viewDecision(row) }
    const last = rows.at(-1)
    if (last === undefined || rows.length < AT_ONCE) return
    after = [last.at, last.id]
  }
}

/** Changes. */
export async function* exportChanges(db: Database, query: ChangeQuery): AsyncGenerator<Exported> {
  let after: number | undefined
  for (;;) {
    const rows = await findChanges(db, { ...query, order: 'oldest' }, after, AT_ONCE)
    for (const row of rows) yield { of: 'changes', organisation: query.organisation, view: viewChange(row) }
    const last = rows.at(-1)
    if (last === undefined || rows.length < AT_ONCE) return
    after = last.seq
  }
}
