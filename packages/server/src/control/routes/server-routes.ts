/** Routes of servers: what they are, their tools, and how calls prove themselves to them. */
import { dropConnection, listConnections } from './connections.ts'
import { beginConsentRoute, finishConsentRoute, readConsent } from './consents.ts'
import { beginAuthorizationRoute, dropCredential, listCredentials, setAuthentication } from './server-credentials.ts'
import { listOffers, listServerStates, readServerHealth } from './server-states.ts'
import { acceptTools, listTools, readPins, rejectTools, setPinsRoute } from './server-tools.ts'
import {
  createServerRoute,
  deleteServerRoute,
  editServerRoute,
  listServers,
  listTemplates,
  probeServer,
  readServerRoute,
} from './servers.ts'

/** In the order in which they are described. */
export const SERVER_ROUTES = [
  listServers,
  createServerRoute,
  readServerRoute,
  editServerRoute,
  deleteServerRoute,
  probeServer,
  listServerStates,
  readServerHealth,
  listOffers,
  listTemplates,
  listTools,
  acceptTools,
  rejectTools,
  readPins,
  setPinsRoute,
  setAuthentication,
  listCredentials,
  dropCredential,
  beginAuthorizationRoute,
  readConsent,
  beginConsentRoute,
  finishConsentRoute,
  listConnections,
  dropConnection,
] as const
