/** Addresses of this area's pages. */
import { type PageRoute, pageRoute } from '../../shell/page-route.ts'

export const GRANTS_PAGES: readonly PageRoute[] = [
  pageRoute('/grants', async () => (await import('./grants-page.tsx')).GrantsPage),
  pageRoute('/grants/new', async () => (await import('./mint/mint-page.tsx')).MintPage),
  pageRoute('/grants/templates', async () => (await import('./templates/templates-page.tsx')).TemplatesPage),
  pageRoute('/grants/:grant', async () => (await import('./one/grant-page.tsx')).GrantPage),
]
