/** All pages. */
import { APPROVALS_PAGES } from '../pages/approvals/routes.ts'
import { AUDIT_PAGES } from '../pages/audit/routes.ts'
import { CATALOGUE_PAGES } from '../pages/catalogue/routes.ts'
import { GRANTS_PAGES } from '../pages/grants/routes.ts'
import { MEMBERS_PAGES } from '../pages/members/routes.ts'
import { OVERVIEW_PAGES } from '../pages/overview/routes.ts'
import { POLICIES_PAGES } from '../pages/policies/routes.ts'
import { SERVERS_PAGES } from '../pages/servers/routes.ts'
import { SETTINGS_PAGES } from '../pages/settings/routes.ts'
import { WELCOME_PAGES } from '../pages/welcome/routes.ts'
import type { PageRoute } from './page-route.ts'

export const PAGES: readonly PageRoute[] = [
  ...OVERVIEW_PAGES,
  ...APPROVALS_PAGES,
  ...SERVERS_PAGES,
  ...GRANTS_PAGES,
  ...POLICIES_PAGES,
  ...AUDIT_PAGES,
  ...CATALOGUE_PAGES,
  ...MEMBERS_PAGES,
  ...SETTINGS_PAGES,
  ...WELCOME_PAGES,
]
