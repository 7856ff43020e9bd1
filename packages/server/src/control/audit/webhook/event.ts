/** What webhooks tell of. */

import type { DecisionTable } from '../../../store/sql/tables/audit.ts'
import type { ChangeTable } from '../../../store/sql/tables/change.ts'

/** Kinds of events, by which an address says what it wants to hear. */
export const EVENT_KINDS = [
  'change',
  'kill',
  'drift',
  'refusal',
  'limit_warning',
  'approval.pending',
  'approval.expiring',
  'approval.decided',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** An event as it is sent. Never an argument's value, never a digest of one. */
export interface WebhookEvent {
  readonly type: EventKind
  /** ISO 8601. */
  readonly at: string
  readonly [member: string]: unknown
}

/** The events of a change: all are `change`, some are something special beside. */
export function eventsOfChange(row: ChangeTable): readonly WebhookEvent[] {
  const change = {
    at: new Date(row.at).toISOString(),
    seq: row.seq,
    action: row.action,
    object: { kind: row.object_kind, id: row.object },
    actor: { kind: row.actor_kind, id: row.actor, name: row.actor_name },
  }
  const special = SPECIAL.find(([begins]) => row.action.startsWith(begins))?.[1]
  const all: WebhookEvent[] = [{ type: 'change', ...change }]
  if (special !== undefined) all.push({ type: special, ...change })
  return all
}

const SPECIAL: readonly (readonly [string, EventKind])[] = [
  ['kill.', 'kill'],
  ['server.tools_differ', 'drift'],
  ['pin.', 'drift'],
]

/** The events of a decision: nothing of calls that were simply allowed. */
export function eventsOfDecision(row: DecisionTable): readonly WebhookEvent[] {
  const decision = {
    at: new Date(row.at).toISOString(),
    decision: row.id,
    grant: row.grant_id,
    server: row.server,
    method: row.method,
    ...(row.tool !== '' && { tool: row.tool }),
    ...(row.rule !== '' && { rule: row.rule }),
    ...(row.policy !== '' && { policy: row.policy }),
  }
  const all: WebhookEvent[] = []
  if (row.effect === 'deny') all.push({ type: 'refusal', ...decision, code: row.code, count: row.count })
  if (row.warned === 1) all.push({ type: 'limit_warning', ...decision })
  return all
}
