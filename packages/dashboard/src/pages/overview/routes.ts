/** Addresses of this area's pages. */
import { type PageRoute, pageRoute } from '../../shell/page-route.ts'

export const OVERVIEW_PAGES: readonly PageRoute[] = [
  pageRoute('/', async () => (await import('./overview-page.tsx')).OverviewPage),
]
