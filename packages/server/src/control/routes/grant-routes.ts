/** Routes of grants and their templates. */
import {
  decideAuthorization,
  endGrantClient,
  endOwnAuthorization,
  listGrantClients,
  listOwnAuthorizations,
  readAuthorizationRequest,
} from './authorization.ts'
import {
  confirmAllGrants,
  confirmGrant,
  endRaiseRoute,
  raiseGrantRoute,
  revokeGrant,
  rotateGrant,
  suspendGrant,
} from './grant-changes.ts'
import {
  createTemplateRoute,
  deleteTemplateRoute,
  editTemplateRoute,
  listTemplatesRoute,
  readTemplateRoute,
} from './grant-templates.ts'
import { createGrantRoute, editGrantRoute, grantTools, listGrants, readGrantRoute } from './grants.ts'
import {
  createIssuerRoute,
  deleteIssuerRoute,
  editIssuerRoute,
  listIssuers,
  readIssuerRoute,
  tryIssuer,
} from './issuers.ts'

export const GRANT_ROUTES = [
  listGrants,
  createGrantRoute,
  readGrantRoute,
  editGrantRoute,
  grantTools,
  rotateGrant,
  suspendGrant,
  confirmGrant,
  confirmAllGrants,
  revokeGrant,
  raiseGrantRoute,
  endRaiseRoute,
  listTemplatesRoute,
  createTemplateRoute,
  readTemplateRoute,
  editTemplateRoute,
  deleteTemplateRoute,
  listGrantClients,
  endGrantClient,
  readAuthorizationRequest,
  decideAuthorization,
  listOwnAuthorizations,
  endOwnAuthorization,
  listIssuers,
  createIssuerRoute,
  readIssuerRoute,
  editIssuerRoute,
  deleteIssuerRoute,
  tryIssuer,
] as const
