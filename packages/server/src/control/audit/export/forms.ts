/** Decisions and changes in forms that other systems read. No form holds facts of arguments. */

import type { DecisionView } from '../decision-view.ts'
import type { ChangeView } from '../find-changes.ts'

/** What is exported, one after the other. */
export type Exported =
  | { readonly of: 'decisions'; readonly organisation: string; readonly view: DecisionView }
  | { readonly of: 'changes'; readonly organisation: string; readonly view: ChangeView }

/** A form: what comes before, and each record. */
export interface ExportForm {
  readonly type: string
  readonly ending: string
  readonly head: (of: Exported['of']) => string
  readonly record: (record: Exported) => string
}

const DECISION_COLUMNS = [
  ...['id', 'at', 'grant', 'server', 'method', 'tool', 'target', 'category', 'risk', 'effect', 'code', 'rule'],
  ...['policy', 'policy_version', 'outcome', 'withheld_by', 'redacted', 'warned', 'shadow'],
  ...['approval', 'approval_state', 'approval_narrowed'],
  ...['micros', 'upstream_micros', 'own_micros', 'count'],
] as const
const CHANGE_COLUMNS = ['seq', 'at', 'actor', 'action', 'object', 'detail', 'previous', 'hash'] as const

/** Cells of a record, by column; instants as ISO 8601. */
function cellsOf({ of, view }: Exported): readonly string[] {
  const columns: readonly string[] = of === 'decisions' ? DECISION_COLUMNS : CHANGE_COLUMNS
  const values: Readonly<Record<string, unknown>> = of === 'decisions' ? flatDecision(view) : view
  return columns.map((column) => {
    const value = values[column]
    if (column === 'at') return iso(view.at)
    if (value === undefined) return ''
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  })
}

/** The question to people as members of its own, for forms whose records have but one level. */
function flatDecision({ approval, ...view }: DecisionView): Readonly<Record<string, unknown>> {
  if (approval === undefined) return view
  const { id, state, narrowed } = approval
  return { ...view, approval: id, approval_state: state, approval_narrowed: narrowed }
}

const iso = (at: number): string => new Date(at).toISOString()

/**
 * A cell of CSV (RFC 4180). What a spreadsheet would take for a formula begins with an apostrophe; line breaks are spaces, so
 * that a record is a line.
 */
export function csvCell(value: string): string {
  const line = value.replaceAll(/[\r\n\t]/g, ' ')
  const safe = /^\s*[=+\-@|%]/.test(line) ? `'${line}` : line
  return /[",;]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
}

const csv: ExportForm = {
  type: 'text/csv; charset=utf-8',
  ending: 'csv',
  head: (of) => `${(of === 'decisions' ? DECISION_COLUMNS : CHANGE_COLUMNS).join(',')}\r\n`,
  record: (record) => `${cellsOf(record).map(csvCell).join(',')}\r\n`,
}

/** A text of CEF's header: `\` and `|` are escaped, line breaks are spaces. */
export const cefHeader = (value: string): string => value.replaceAll(/[\\|]/g, '\\$&').replaceAll(/[\r\n]/g, ' ')

/** A value of CEF's extension: `\` and `=` are escaped, line breaks are written as `\n` and `\r`. */
export const cefValue = (value: string): string =>
  value.replaceAll(/[\\=]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')

const cefSeverity = (record: Exported): number => {
  if (record.of === 'changes') return 3
  if (record.view.effect === 'allow') return record.view.warned ? 4 : 1
  return record.view.risk === 'critical' || record.view.risk === 'high' ? 7 : 5
}

/** Common Event Format 0.1: a header of seven fields, then keys and values. */
function cefRecord(record: Exported): string {
  const { view, organisation } = record
  const isDecision = record.of === 'decisions'
  const signature = isDecision ? (record.view.code ?? record.view.effect) : record.view.action
  const name = isDecision ? `${record.view.server} ${record.view.tool ?? record.view.method}` : record.view.action
  const fields: readonly (readonly [string, string | undefined])[] = isDecision
    ? [
        ['externalId', record.view.id],
        ['act', record.view.effect],
        ['outcome', record.view.outcome],
        ['suser', record.view.grant],
        ['dhost', record.view.server],
        ['requestMethod', record.view.method],
        ['cs1Label', record.view.tool && 'tool'],
        ['cs1', record.view.tool],
        ['cs2Label', record.view.rule && 'rule'],
        ['cs2', record.view.rule],
        ['cs3Label', record.view.policy && 'policy'],
        ['cs3', record.view.policy],
        ['cs4Label', record.view.risk && 'risk'],
        ['cs4', record.view.risk],
        ['cs5Label', record.view.approval && 'approval'],
        ['cs5', record.view.approval?.id],
        ['flexString1Label', record.view.approval && 'approvalState'],
        ['flexString1', record.view.approval?.state],
        ['flexString2Label', record.view.approval && 'approvalNarrowed'],
        ['flexString2', record.view.approval && String(record.view.approval.narrowed)],
        ['cnt', String(record.view.count)],
      ]
    : [
        ['externalId', String(record.view.seq)],
        ['suser', record.view.actor.name],
        ['suid', record.view.actor.id],
        ['cs1Label', 'object'],
        ['cs1', `${record.view.object.kind} ${record.view.object.id}`],
        ['fileHash', record.view.hash],
        ['msg', JSON.stringify(record.view.detail)],
      ]
  const told = [['rt', String(view.at)] as const, ['cs6Label', 'organisation'] as const, ['cs6', organisation] as const]
  const extension = [...told, ...fields]
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${cefValue(value)}`]))
    .join(' ')
  const head = ['Portcullis', 'Portcullis', '1', signature, name].map(cefHeader).join('|')
  return `CEF:0|${head}|${cefSeverity(record)}|${extension}\n`
}

const cef: ExportForm = { type: 'text/plain; charset=utf-8', ending: 'cef', head: () => '', record: cefRecord }

/** A record of OTLP logs in its JSON encoding: a whole `ExportLogsServiceRequest` a line. */
function otlpRecord(record: Exported): string {
  const { view, organisation, of } = record
  const flat = of === 'decisions' ? flatDecision(view) : view
  const attributes = Object.entries({ ...flat, organisation }).flatMap(([key, value]) =>
    value === undefined || key === 'at' ? [] : [{ key: `portcullis.${key}`, value: otlpValue(value) }],
  )
  const denied = of === 'decisions' && view.effect === 'deny'
  const logRecord = {
    timeUnixNano: `${view.at}000000`,
    severityNumber: denied ? 13 : 9,
    severityText: denied ? 'WARN' : 'INFO',
    eventName: of === 'decisions' ? 'portcullis.decision' : 'portcullis.change',
    body: {
      stringValue: of === 'decisions' ? `${view.effect} ${view.server} ${view.tool ?? view.method}` : view.action,
    },
    attributes,
  }
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'portcullis' } }] }
  const scopeLogs = [{ scope: { name: 'portcullis.audit' }, logRecords: [logRecord] }]
  return `${JSON.stringify({ resourceLogs: [{ resource, scopeLogs }] })}\n`
}

function otlpValue(value: unknown): object {
  if (typeof value === 'boolean') return { boolValue: value }
  // 64-bit integers are texts in the JSON encoding.
  if (typeof value === 'number') return { intValue: String(value) }
  return { stringValue: typeof value === 'string' ? value : JSON.stringify(value) }
}

const otlp: ExportForm = { type: 'application/x-ndjson', ending: 'otlp.jsonl', head: () => '', record: otlpRecord }

/** One record, one object; the whole is signed (`envelope.ts`). */
const jsonl: ExportForm = {
  type: 'application/x-ndjson',
  ending: 'jsonl',
  head: () => '',
  record: ({ of, view }) => JSON.stringify({ type: of === 'decisions' ? 'decision' : 'change', ...view }),
}

/** All forms, by name. */
export const EXPORT_FORMS = { jsonl, csv, cef, otlp } as const

export type ExportFormName = keyof typeof EXPORT_FORMS

/** Their names. */
export const EXPORT_FORM_NAMES = Object.keys(EXPORT_FORMS) as [ExportFormName, ...ExportFormName[]]
