/** Addresses of this area's pages. */
import { type PageRoute, pageRoute } from '../../shell/page-route.ts'

export const WELCOME_PAGES: readonly PageRoute[] = [
  pageRoute('/welcome', async () => (await import('./welcome-page.tsx')).WelcomePage),
]
