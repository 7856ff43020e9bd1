/** What agents have read, in a file of its own: one row for each slot of a grant. */
import { join } from 'node:path'
import type { SessionSlot } from '@portcullis/engine'
import type { FlowRecord, FlowRow } from '../../ports/flow-facts.ts'
import type { DataFolder } from '../data-folder.ts'
import { openDatabase, type RefusedDatabase } from './database.ts'

const MIGRATIONS = [
  `CREATE TABLE seen (
    grant_id TEXT NOT NULL,
    slot INTEGER NOT NULL,
    private INTEGER NOT NULL,
    untrusted INTEGER NOT NULL,
    secrets INTEGER NOT NULL,
    PRIMARY KEY (grant_id, slot)
  ) STRICT, WITHOUT ROWID`,
]

/** Opens or creates the file in the data folder, or says why it cannot. */
export function openFlowRecord(
  folder: DataFolder,
): { readonly outcome: 'opened'; readonly record: FlowRecord } | RefusedDatabase {
  const opened = openDatabase({
    path: join(folder.path, 'flow.db'),
    holds: 'what agents have read',
    loss: 'rules about what was read before begin anew',
    migrations: MIGRATIONS,
    pageSize: 4096,
  })
  if (opened.outcome === 'refused') return opened
  const { db } = opened
  // The death of the process loses nothing; the loss of power may lose the last seconds.
  db.pragma('synchronous = NORMAL')
  const read = db.prepare<[], FlowRow & { readonly slot: SessionSlot }>(
    'SELECT grant_id AS "grant", slot, private, untrusted, secrets FROM seen ORDER BY max(private, untrusted, secrets)',
  )
  const write = db.prepare<FlowRow>(
    'INSERT OR REPLACE INTO seen VALUES (@grant, @slot, @private, @untrusted, @secrets)',
  )
  const forget = db.prepare<[string, number]>('DELETE FROM seen WHERE grant_id = ? AND slot = ?')
  return {
    outcome: 'opened',
    record: {
      known: read.all(),
      write: (row) => void write.run(row),
      forget: ({ grant, slot }) => void forget.run(grant, slot),
      close: () => void db.close(),
    },
  }
}
