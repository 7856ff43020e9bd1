import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../ports/clock.ts'
import { counterStoreContract, type OpenedStore } from '../../ports/counter-store.contract.ts'
import { openDataFolder } from '../data-folder.ts'
import { steadyTime } from '../steady-time.ts'
import { openSqliteCounters } from './counters.ts'

/** What a process that dies leaves is what the system has of its files: a copy of them, taken at that instant. */
function open(path: string, clock: Clock): Promise<OpenedStore> {
  const folder = openDataFolder(path, clock.now())
  if (folder.outcome === 'refused') throw new Error(folder.problem)
  const opened = openSqliteCounters(folder, steadyTime(clock))
  if (opened.outcome === 'refused') throw new Error(opened.problem)
  const { store } = opened
  return Promise.resolve({
    store,
    crash() {
      const copy = mkdtempSync(join(tmpdir(), 'portcullis-'))
      for (const file of ['counters.db', 'counters.db-wal']) copyFileSync(join(path, file), join(copy, file))
      return open(copy, clock)
    },
    async close() {
      await store.close()
      folder.release()
      rmSync(path, { recursive: true })
    },
  })
}

counterStoreContract('SQLite', ({ clock }) => open(mkdtempSync(join(tmpdir(), 'portcullis-')), clock))
