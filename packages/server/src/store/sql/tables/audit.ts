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
  /** Id of the question to people; null: nobody was asked. */
  approval: string | null
  /** As the decision found or left it; empty: nobody was asked. */
  approval_state: string
  /** 1: a person changed the arguments. */
  approval_narrowed: number
  /** What shadow mode would have done, if it would have been something else; empty: nothing else. */
  shadow: string
  count: number
  /** The line as it is in the log: holds digests, which only auditors are shown. */
  line: string
}

/** The same with what finds it, and whose it is. */
export interface IndexedDecisionTable extends DecisionTable {
  /** Of its kind in `decision_kinds`. */
  kind_id: string
  /** Whose log holds the line: of `log_places`. Empty: it was written by an earlier version. */
  writer: string
}

/** What many decisions share, each once. */
export interface DecisionKindTable {
  organisation: string
  /** A digest of what follows but the text. */
  id: string
  server: string
  method: string
  tool: string
  target: string
  effect: string
  code: string
  rule: string
  policy: string
  category: string
  risk: string
  withheld_by: string
  /** What is searched: tool, target, code, rule and the rule of withholding, in small letters, a line each. */
  text: string
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

/** The same of a day. */
export interface DecisionDayTable extends Omit<DecisionHourTable, 'hour'> {
  /** Instant at which the day began in UTC. */
  day: number
}

/** How many decisions of all tools an hour had. */
export interface DecisionTotalTable extends Omit<DecisionHourTable, 'tool' | 'code'> {
  method: string
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
  /** Whose log it is: several gateways write into one database. */
  writer: string
  /** Digest of the first line of the file. */
  file: string
  offset: number
  /** For people: the machine and the file. */
  known_as: string
  /** Number and hash of the last seal that was read, and when it was made; 0 and empty: none. */
  seq: number
  hash: string
  sealed: number
}

/** An address that is told of what happens. */
export interface WebhookTable {
  id: string
  organisation: string
  label: string
  /** `signed`, or `slack`: a message in words, for an address that is itself the secret. */
  form: string
  /** As it is shown: what follows the host may be secret. Of a row without `sealed_url`, all of it. */
  url: string
  /** An envelope of the whole; null: of an earlier version, sealed at the next start. */
  sealed_url: string | null
  /** Kinds of events, JSON. */
  events: string
  /** An envelope: the secret for signatures; of nothing where none is made. */
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
  decisions: IndexedDecisionTable
  decision_days: DecisionDayTable
  decision_hours: DecisionHourTable
  decision_totals: DecisionTotalTable
  decision_kinds: DecisionKindTable
  audit_notices: AuditNoticeTable
  log_places: LogPlaceTable
  webhooks: WebhookTable
  webhook_deliveries: WebhookDeliveryTable
  webhook_places: WebhookPlaceTable
}
