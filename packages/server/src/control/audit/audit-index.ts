/** Where decisions are found, and who watches them. */
import type { Database } from '../../store/sql/tables.ts'
import type { LiveDecisions } from './live-decisions.ts'

/** The index of decisions. It can be made anew out of the logs. */
export interface AuditIndex {
  /** The tables `decisions`, `decision_kinds`, `decision_hours`, `audit_notices` and `log_places`; the control plane's own where that is PostgreSQL. */
  readonly db: Database
  readonly live: LiveDecisions
}
