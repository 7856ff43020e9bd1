/** `portcullis audit export`: decisions out of the log's files, changes out of the database. Needs no running gateway. */
import { resolve } from 'node:path'
import type { Configuration } from '../config/configuration.ts'
import { viewDecision } from '../control/audit/decision-view.ts'
import type { Exported, ExportFormName } from '../control/audit/export/forms.ts'
import { printExport } from '../control/audit/export/print-export.ts'
import { viewChange } from '../control/audit/find-changes.ts'
import { decisionRow, outcomeColumns } from '../control/audit/index/row.ts'
import { changesOf } from '../control/audit/verify/sources.ts'
import { openKey } from '../crypto/keys.ts'
import { CHECKPOINT_KEY, createSigner } from '../crypto/signing.ts'
import { systemClock } from '../ports/clock.ts'
import { organisationLogPath } from '../ports/log-places.ts'
import type { ChainHead } from '../store/checkpoints/entry.ts'
import { lastSealOf } from '../store/jsonl/chain-end.ts'
import { readLog } from '../store/jsonl/log-reader.ts'
import type { CommandOutput } from './command-output.ts'
import { type Joined, join as joinLines } from './log-join.ts'
import { problemLines, readConfiguration } from './read-configuration.ts'

/** What is exported. */
export interface ExportOptions {
  readonly config: string
  readonly form: ExportFormName
  readonly of: 'decisions' | 'changes'
  readonly organisation: string
  /** ISO 8601. */
  readonly since: string | undefined
  readonly until: string | undefined
}

/** Runs it; ends with 1 where it cannot. */
export async function exportAudit(options: ExportOptions, output: CommandOutput): Promise<void> {
  try {
    const problem = await run(options, output)
    if (problem === undefined) return
    output.error(`${problem}\n`)
  } catch (cause) {
    output.error(`The export broke off: ${cause instanceof Error ? cause.message : String(cause)}\n`)
  }
  output.exit(1)
}

async function run(options: ExportOptions, output: CommandOutput): Promise<string | undefined> {
  const { config, organisation, of, form, since, until } = options
  if (!/^[a-z0-9-]{1,63}$/.test(organisation)) return `"${organisation}" is no organisation.`
  for (const time of [since, until])
    if (time !== undefined && Number.isNaN(Date.parse(time)))
      return `"${time}" is no time: write it as 2026-11-21 or 2026-11-21T09:00:00Z.`
  const found = await readConfiguration(resolve(config))
  if (!('settings' in found)) return problemLines(found)
  const key = openKey(found.settings.keys.installation, process.env)
  if (!key.ok) return key.problem
  const at = new Date(systemClock.now()).toISOString()
  const filter = { ...(since !== undefined && { since }), ...(until !== undefined && { until }) }
  const start = { at, organisation, of, filter, heads: await headsOf(found, options) }
  const signer = createSigner(key.derive(CHECKPOINT_KEY))
  const records = within(of === 'decisions' ? decisions(found, organisation) : changes(found, organisation), options)
  for await (const text of printExport({ form, start, signer, records })) output.out(text)
  return undefined
}

async function headsOf(
  { settings }: Configuration,
  { of, organisation }: ExportOptions,
): Promise<readonly ChainHead[]> {
  if (of === 'changes') return []
  const head = await lastSealOf(organisationLogPath(settings.log.file, organisation))
  return head === undefined ? [] : [{ kind: 'log', organisation, ...head }]
}

async function* within(
  records: AsyncIterable<Exported>,
  { since, until }: Pick<ExportOptions, 'since' | 'until'>,
): AsyncGenerator<Exported> {
  const from = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since)
  const to = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until)
  for await (const record of records) if (record.view.at >= from && record.view.at < to) yield record
}

async function* decisions({ settings }: Configuration, organisation: string): AsyncGenerator<Exported> {
  const joined = joinLines()
  const path = organisationLogPath(settings.log.file, organisation)
  for await (const line of readLog(path, { tail: undefined, counts: () => true })) {
    const record = joined.next(line)
    if (record !== undefined) yield* exported(organisation, record)
  }
  for (const record of joined.open()) yield* exported(organisation, record)
}

function* exported(organisation: string, record: Joined): Generator<Exported> {
  const row = 'outcome' in record ? decisionRow(organisation, record.line) : undefined
  if (row === undefined || !('outcome' in record)) return
  const ended = record.outcome === undefined ? row : { ...row, ...outcomeColumns(record.outcome) }
  yield { of: 'decisions', organisation, view: viewDecision(ended) }
}

async function* changes({ settings }: Configuration, organisation: string): AsyncGenerator<Exported> {
  const place = { folder: settings.dataFolder, log: settings.log.file, database: settings.admin.database }
  const all = await changesOf(place)
  for (const row of all?.get(organisation) ?? []) yield { of: 'changes', organisation, view: viewChange(row) }
}
