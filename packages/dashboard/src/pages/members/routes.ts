/** Addresses of this area's pages. */
import { type PageRoute, pageRoute } from '../../shell/page-route.ts'

export const MEMBERS_PAGES: readonly PageRoute[] = [
  pageRoute('/members', async () => (await import('./members-page.tsx')).MembersPage),
  pageRoute('/members/teams', async () => (await import('./teams/teams-page.tsx')).TeamsPage),
]
