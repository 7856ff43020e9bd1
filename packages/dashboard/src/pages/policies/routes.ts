/** Addresses of this area's pages. */
import '../../lib/no-eval.ts'
import { type PageRoute, pageRoute } from '../../shell/page-route.ts'

export const POLICIES_PAGES: readonly PageRoute[] = [
  pageRoute('/policies', async () => (await import('./policies-page.tsx')).PoliciesPage),
  pageRoute('/policies/new', async () => (await import('./new-policy-page.tsx')).NewPolicyPage),
  pageRoute('/policies/:policy', async () => (await import('./policy-page.tsx')).PolicyPage),
]
