/** Tables of audit: the index of decisions, which can be made anew out of the logs, and webhooks. */

/** One decision, with how its call ended. */
export interface DecisionTable {
  organisation: string
  id: string
  at: number
  grant_id: string
  server: string
  method: string
  /** Empty: the method calls no tool. */
  tool: string
  /** Empty: none. */
  target: string
  /** `allow` or `deny`. */
  effect: string
  /** Empty for what was allowed. */
  code: string
  rule: string
  policy: string
  policy_version: string
  category: string
  risk: string
  /** Empty: not heard of yet, or not forwarded. */
  outcome: string
  micros: number
  upstream_micros: number
  own_micros: number
  redacted: number
  withheld_by: string
  /** 1: a share of a limit was reached. */
  warned: number
  /** What shadow mode would have done, if it would have been something else; empty: nothing else. */
  shadow: string
  count: number
  /** The line as it is in the log: holds digests, which only auditors are shown. */
  line: string
}

/** How many decisions of one kind an hour had. */
export interface DecisionHourTable {
  organisation: string
  /** Instant at which the hour began. */
  hour: number
  server: string
  tool: string
  effect: string
  code: string
  count: number
}

/** Requests of nobody, and records that were lost, by hour. */
export interface AuditNoticeTable {
  organisation: string
  hour: number
  /** `unidentified` or `lost`. */
  kind: string
  /** Why they were refused; empty for what was lost. */
  reason: string
  count: number
}

/** How far a log was read. */
export interface LogPlaceTable {
  organisation: string
  /** Which process's log it is: several may write into one database. */
  writer: string
  /** Digest of the first line of the file. */
  file: string
  offset: number
}

/** An address that is told of what happens. */
export interface WebhookTable {
  id: string
  organisation: string
  label: string
  url: string
  /** Kinds of events, JSON. */
  events: string
  /** An envelope. */
  sealed: string
  /** 0: nothing is sent. */
  active: number
  revision: number
  created: number
  created_by: string
}

/** Something that was sent to an address, or is to be. */
export interface WebhookDeliveryTable {
  id: string
  organisation: string
  webhook: string
  /** What is sent: JSON, without any secret. */
  body: string
  /** `waiting`, `delivered` or `dead`. */
  state: string
  attempts: number
  /** When it is tried next. */
  due: number
  /** HTTP status of the last answer; 0: there was none. */
  status: number
  /** What went wrong last; empty: nothing. */
  failure: string
  created: number
}

/** How far an organisation's events were turned into deliveries. */
export interface WebhookPlaceTable {
  organisation: string
  /** Number of the last change. */
  change_seq: number
}

export interface AuditTables {
  decisions: DecisionTable
  decision_hours: DecisionHourTable
  audit_notices: AuditNoticeTable
  log_places: LogPlaceTable
  webhooks: WebhookTable
  webhook_deliveries: WebhookDeliveryTable
  webhook_places: WebhookPlaceTable
}
