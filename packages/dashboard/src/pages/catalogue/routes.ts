/** Addresses of this area's pages. */
import { type PageRoute, pageRoute } from '../../shell/page-route.ts'

export const CATALOGUE_PAGES: readonly PageRoute[] = [
  pageRoute('/catalogue', async () => (await import('./catalogue-page.tsx')).CataloguePage),
  pageRoute('/catalogue/:entry', async () => (await import('./entry-page.tsx')).EntryPage),
]
