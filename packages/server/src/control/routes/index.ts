/** All routes of the API, in the order in which they are described. */
import { ACCOUNT_ROUTES } from './account-routes.ts'
import { APPROVAL_ROUTES } from './approval-routes.ts'
import { AUDIT_ROUTES } from './audit-routes.ts'
import { readCatalogue, searchCatalogue } from './catalogue.ts'
import { adjustCounter, listCounters } from './counters.ts'
import { listGateways } from './gateways.ts'
import { GRANT_ROUTES } from './grant-routes.ts'
import { liftRoute, listKills, stopRoute } from './kills.ts'
import { readOperatorFile } from './operator-file.ts'
import { watchOrganisation } from './organisation-events.ts'
import {
  createOrganisation,
  editOrganisation,
  editOrganisationSettings,
  listOrganisations,
  readOrganisation,
  readOrganisationSettings,
} from './organisations.ts'
import { POLICY_ROUTES } from './policy-routes.ts'
import { SERVER_ROUTES } from './server-routes.ts'

export const ROUTES = [
  listOrganisations,
  createOrganisation,
  readOrganisation,
  editOrganisation,
  readOrganisationSettings,
  editOrganisationSettings,
  watchOrganisation,
  readOperatorFile,
  ...ACCOUNT_ROUTES,
  ...SERVER_ROUTES,
  searchCatalogue,
  readCatalogue,
  ...POLICY_ROUTES,
  ...GRANT_ROUTES,
  ...APPROVAL_ROUTES,
  listCounters,
  adjustCounter,
  ...AUDIT_ROUTES,
  listKills,
  stopRoute,
  liftRoute,
  listGateways,
] as const
