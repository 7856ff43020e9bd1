/** Lines of the decision log, read back. */
import type { JsonObject, JsonValue } from '@portcullis/engine'
import { LINE_VERSION } from './line.ts'

interface Read {
  /** ISO 8601. */
  readonly at: string
  /** The line's object, with whatever a later version added. */
  readonly raw: JsonObject
}

export interface DecisionLine extends Read {
  readonly type: 'decision'
  readonly id: string
  readonly grant: string
  readonly server: string
  readonly method: string
  readonly tool: string | undefined
  readonly target: string | undefined
  /** What the tool can do, where that was known: words of `docs/reference/decision-log.md`. */
  readonly category: string | undefined
  readonly risk: string | undefined
  readonly effect: 'allow' | 'deny'
  readonly code: string | undefined
  readonly rule: string | undefined
  /** Id of the document that the rule stands in. */
  readonly policy: string | undefined
  /** What shadow mode would have done; undefined where nothing was in it. */
  readonly shadow: ShadowLine | undefined
  /** The question to people about it; undefined where nobody was asked. */
  readonly approval: ApprovalLine | undefined
  /** Shares of limits that this very call reached. */
  readonly warnings: readonly WarningLine[]
  /** The counters could not be written, and the call's limits let it go on. */
  readonly unwritten: boolean
  readonly args: readonly string[]
  readonly otherArgs: number
  readonly micros: number
  readonly count: number
}

/** A share of a limit that was reached. */
export interface WarningLine {
  readonly counter: string
  readonly rule: string
  /** The limit's, as a decimal. */
  readonly max: string
}

/** A question to people, as the decision found or left it. */
export interface ApprovalLine {
  readonly id: string
  readonly state: string
  /** A person changed the arguments first. */
  readonly narrowed: boolean
}

/** What shadow mode would have decided. */
export interface ShadowLine {
  readonly effect: 'allow' | 'ask' | 'deny'
  readonly code: string | undefined
  readonly rule: string
  /** Id of the document that the rule stands in. */
  readonly policy: string
}

export interface OutcomeLine extends Read {
  readonly type: 'outcome'
  readonly id: string
  readonly outcome: string
  readonly upstreamMicros: number
  readonly ownMicros: number
  /** How much redactions replaced. */
  readonly redacted: number
  /** The rule by which the result was withheld. */
  readonly withheldBy: string | undefined
}

export interface UnidentifiedLine extends Read {
  readonly type: 'unidentified'
  readonly reason: string
  readonly count: number
}

export interface GapLine extends Read {
  readonly type: 'gap'
  readonly since: string
  readonly dropped: number
}

export type LogLine = DecisionLine | OutcomeLine | UnidentifiedLine | GapLine

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const own = (object: JsonObject, name: string): JsonValue | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined

function optional(object: JsonObject, name: string): string | undefined {
  const value = own(object, name)
  return typeof value === 'string' ? value : undefined
}

const text = (object: JsonObject, name: string): string => optional(object, name) ?? ''

function figure(object: JsonObject, name: string): number {
  const value = own(object, name)
  return typeof value === 'number' ? value : 0
}

function decisionLine(raw: JsonObject, at: string): DecisionLine {
  const args = own(raw, 'args')
  const label = own(raw, 'label')
  return {
    type: 'decision',
    at,
    raw,
    id: text(raw, 'id'),
    grant: text(raw, 'grant'),
    server: text(raw, 'server'),
    method: text(raw, 'method'),
    tool: optional(raw, 'tool'),
    target: optional(raw, 'target'),
    category: isObject(label) ? optional(label, 'category') : undefined,
    risk: isObject(label) ? optional(label, 'risk') : undefined,
    effect: own(raw, 'effect') === 'allow' ? 'allow' : 'deny',
    code: optional(raw, 'code'),
    rule: optional(raw, 'rule'),
    policy: optional(raw, 'policy'),
    shadow: shadowLine(own(raw, 'shadow')),
    approval: approvalLine(own(raw, 'approval')),
    warnings: warningLines(own(raw, 'warnings')),
    unwritten: own(raw, 'unwritten') === true,
    args: isObject(args) ? Object.keys(args) : [],
    otherArgs: figure(raw, 'otherArgs'),
    micros: figure(raw, 'micros'),
    count: figure(raw, 'count'),
  }
}

function warningLines(raw: JsonValue | undefined): readonly WarningLine[] {
  const rows = Array.isArray(raw) ? raw.filter(isObject) : []
  return rows.map((row) => ({ counter: text(row, 'counter'), rule: text(row, 'rule'), max: text(row, 'max') }))
}

function approvalLine(raw: JsonValue | undefined): ApprovalLine | undefined {
  if (!isObject(raw)) return undefined
  return { id: text(raw, 'id'), state: text(raw, 'state'), narrowed: own(raw, 'narrowed') === true }
}

function shadowLine(raw: JsonValue | undefined): ShadowLine | undefined {
  if (!isObject(raw)) return undefined
  const effect = own(raw, 'effect')
  return {
    effect: effect === 'allow' || effect === 'ask' ? effect : 'deny',
    code: optional(raw, 'code'),
    rule: text(raw, 'rule'),
    policy: text(raw, 'policy'),
  }
}

function outcomeLine(raw: JsonObject, at: string): OutcomeLine {
  const redacted = own(raw, 'redacted')
  const rows = Array.isArray(redacted) ? redacted.filter(isObject) : []
  return {
    type: 'outcome',
    at,
    raw,
    id: text(raw, 'id'),
    outcome: text(raw, 'outcome'),
    upstreamMicros: figure(raw, 'upstreamMicros'),
    ownMicros: figure(raw, 'ownMicros'),
    redacted: rows.reduce((sum, row) => sum + figure(row, 'count'), 0),
    withheldBy: optional(raw, 'withheldBy'),
  }
}

function typed(raw: JsonObject, at: string): LogLine | undefined {
  switch (own(raw, 'type')) {
    case 'decision':
      return decisionLine(raw, at)
    case 'outcome':
      return outcomeLine(raw, at)
    case 'unidentified':
      return { type: 'unidentified', at, raw, reason: text(raw, 'reason'), count: figure(raw, 'count') }
    case 'gap':
      return { type: 'gap', at, raw, since: text(raw, 'since'), dropped: figure(raw, 'dropped') }
    default:
      return undefined
  }
}

/** One line without its line feed; undefined for what is no record of this version: half a line, or a stranger's. */
export function readLine(line: string): LogLine | undefined {
  let raw: JsonValue
  try {
    raw = JSON.parse(line)
  } catch {
    return undefined
  }
  return isObject(raw) && own(raw, 'v') === LINE_VERSION ? typed(raw, text(raw, 'at')) : undefined
}
