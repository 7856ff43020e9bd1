/** The laws of counters over many more histories than `npm test` has time for. */
import { describe } from 'vitest'
import { counterStoreLaws } from '../../packages/server/src/ports/counter-store-laws.contract.ts'
import { createMemoryCounters } from '../../packages/server/src/store/memory/counters.ts'
import { openSqliteCopies } from '../../packages/server/src/store/sqlite/copies.contract.ts'
import { steadyTime } from '../../packages/server/src/store/steady-time.ts'

describe('counters in memory', () => {
  const open: Parameters<typeof counterStoreLaws>[0] = ({ clock }) => {
    const store = createMemoryCounters(steadyTime(clock))
    return Promise.resolve({ store, close: () => store.close() })
  }
  counterStoreLaws(open, { crash: 'memory is gone with its process' }, 10_000)
})

describe('counters in SQLite, through crashes', () => {
  counterStoreLaws(openSqliteCopies, {}, 1_000)
})
