/** The two logs: what agents called, and what people changed. */
import { PageTabs } from '../../ui/page-tabs.tsx'

const LOGS = [
  ['/audit', 'Calls'],
  ['/audit/changes', 'Changes'],
] as const

/** Ways to both. */
export function AuditTabs() {
  return <PageTabs label="Logs" pages={LOGS} />
}
