/** All addresses beside the API. */
import { PEOPLE_PAGES } from '../account/pages/routes.ts'
import type { RawRoute } from '../api/raw.ts'
import { authorizationEndpoints } from '../authorization/endpoints.ts'
import { DASHBOARD_PAGES } from '../dashboard/routes.ts'
import { OPERATIONS_PAGES } from '../operations/pages.ts'
import { UPSTREAM_PAGES } from '../upstream-auth/pages.ts'

export const RAW_ROUTES: readonly RawRoute[] = [
  ...PEOPLE_PAGES,
  ...DASHBOARD_PAGES,
  ...UPSTREAM_PAGES,
  ...OPERATIONS_PAGES,
  ...authorizationEndpoints(),
]
