/** Addresses of this area's pages. */
import { type PageRoute, pageRoute } from '../../shell/page-route.ts'

export const SERVERS_PAGES: readonly PageRoute[] = [
  pageRoute('/servers', async () => (await import('./servers-page.tsx')).ServersPage),
  pageRoute('/servers/new', async () => (await import('./add/add-server-page.tsx')).AddServerPage),
  pageRoute('/servers/:server', async () => (await import('./one/server-page.tsx')).ServerPage),
]
