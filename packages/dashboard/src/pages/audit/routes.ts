/** Addresses of this area's pages. */
import { type PageRoute, pageRoute } from '../../shell/page-route.ts'

export const AUDIT_PAGES: readonly PageRoute[] = [
  pageRoute('/audit', async () => (await import('./decisions-page.tsx')).DecisionsPage),
  pageRoute('/audit/changes', async () => (await import('./changes-page.tsx')).ChangesPage),
  pageRoute('/audit/decisions/:decision', async () => (await import('./decision-page.tsx')).DecisionPage),
]
