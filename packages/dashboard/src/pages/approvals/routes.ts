/** Addresses of this area's pages. */
import { type PageRoute, pageRoute } from '../../shell/page-route.ts'

export const APPROVALS_PAGES: readonly PageRoute[] = [
  pageRoute('/approvals', async () => (await import('./approvals-page.tsx')).ApprovalsPage),
  pageRoute('/approvals/delegations', async () => (await import('./delegations/delegations-page.tsx')).DelegationsPage),
  pageRoute('/approvals/:approval', async () => (await import('./one/approval-page.tsx')).ApprovalPage),
]
