/** SQLite stores for the contract of counters: each in a folder of its own, and in a copy of it after a crash. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../ports/clock.ts'
import type { OpenedStore, OpenStore } from '../../ports/counter-store.contract.ts'
import { steadyTime } from '../steady-time.ts'
import { openCounterRecord } from './counter-record.ts'
import { createSqliteCounters } from './counters.ts'

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'portcullis-'))

/** Opens an empty store. */
export const openSqliteCopies: OpenStore = ({ clock }) => open(newFolder(), clock)

/** What a process that dies leaves is what the system has of its files: a copy of them, taken at that instant. */
function open(folder: string, clock: Clock): Promise<OpenedStore> {
  const record = openCounterRecord({ path: join(folder, 'counters.db'), epoch: 1 })
  if (record.outcome === 'refused') throw new Error(record.problem)
  const store = createSqliteCounters(record, steadyTime(clock))
  return Promise.resolve({
    store,
    crash() {
      const copy = newFolder()
      for (const file of ['counters.db', 'counters.db-wal']) copyFileSync(join(folder, file), join(copy, file))
      return open(copy, clock)
    },
    async close() {
      await store.close()
      rmSync(folder, { recursive: true })
    },
  })
}
