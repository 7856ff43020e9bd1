/** All routes of audit. */
import {
  listChanges,
  listDecisions,
  listInstallationChanges,
  readDecision,
  readFacts,
  readOverview,
  watchDecisions,
} from './audit.ts'
import { exportChangesRoute, exportDecisionsRoute, readAuditKey } from './audit-export.ts'
import {
  createWebhookRoute,
  deleteWebhookRoute,
  editWebhookRoute,
  listDeliveries,
  listWebhooks,
  readWebhook,
  sendAgain,
} from './webhooks.ts'

export const AUDIT_ROUTES = [
  listDecisions,
  exportDecisionsRoute,
  readDecision,
  readFacts,
  watchDecisions,
  readOverview,
  listChanges,
  listInstallationChanges,
  exportChangesRoute,
  readAuditKey,
  listWebhooks,
  createWebhookRoute,
  readWebhook,
  editWebhookRoute,
  deleteWebhookRoute,
  listDeliveries,
  sendAgain,
] as const
