/** Recorded calls out of the index, and the keys with which their facts were kept. No value of a call is in them. */
import type { Subject } from '@portcullis/engine'
import type { Keyring, RecordedCall } from '@portcullis/workbench'
import { z } from 'zod'
import { recordedCall } from '../../../recorded/recorded-call.ts'
import { readLine } from '../../../store/jsonl/read-line.ts'
import type { DecisionTable } from '../../../store/sql/tables/audit.ts'
import { type Problem, problem } from '../../api/problem.ts'
import { findDecisions } from '../../audit/find-decisions.ts'
import type { Context } from '../../context.ts'
import type { Control } from '../../control.ts'
import { readGrant } from '../../grant/grant.ts'

/** Records that one question looks at: the latest ones. */
const MOST = 20_000

/** Which calls are meant. */
export const RECORDED = {
  server: z.string().min(1).max(64).describe('Slug of the server that was called.'),
  grant: z.string().max(64).optional().describe('Id: only calls of this grant.'),
  since: z.int().min(0).optional().describe('Only calls from this instant on, milliseconds since 1970.'),
  until: z.int().min(0).optional().describe('Only calls before this instant.'),
}

/** Which calls are meant. */
export interface RecordedWish {
  readonly server: string
  readonly grant?: string | undefined
  readonly since?: number | undefined
  readonly until?: number | undefined
}

/** What is asked. */
export interface Recorded {
  /** In the order of time. */
  readonly calls: readonly RecordedCall[]
  /** There are earlier ones that were not looked at. */
  readonly cut: boolean
  readonly keyring: Keyring
}

/** Reads them. */
export async function readRecorded(context: Context, wish: RecordedWish): Promise<Recorded | Problem> {
  const { control, organisation } = context
  const keyring = control.factKeyring()
  if ('problem' in keyring) {
    return problem('unavailable', keyring.problem, { remedy: 'Ask the operator to look at the data folder.' })
  }
  const query = { organisation, filter: wish, servers: undefined }
  const rows = await findDecisions(control.audit.db, query, undefined, MOST + 1)
  const subjects = await subjectsOf(control, organisation)
  const calls = rows.slice(0, MOST).flatMap((row) => callOf(row, subjects) ?? [])
  return { calls: calls.reverse(), cut: rows.length > MOST, keyring }
}

function callOf(row: DecisionTable, subjects: ReadonlyMap<string, Subject>): RecordedCall | undefined {
  const line = readLine(row.line)
  return line?.type === 'decision' ? recordedCall(line, row.outcome || undefined, subjects) : undefined
}

async function subjectsOf({ db }: Control, organisation: string): Promise<ReadonlyMap<string, Subject>> {
  const rows = await db.selectFrom('grants').selectAll().where('organisation', '=', organisation).execute()
  return new Map(
    rows
      .map(readGrant)
      .map(({ id, label, owner, tags }): [string, Subject] => [
        id,
        { organisation, grant: id, label, owner: owner ?? id, tags },
      ]),
  )
}
