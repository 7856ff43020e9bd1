/** How many processes take calls. */
import { availableParallelism } from 'node:os'
import type { Draft } from './draft.ts'
import type { ConfigurationFile } from './schema.ts'
import { MOST_WORKERS, type WorkersField } from './section/workers.ts'

/** How many that are on this machine. */
export const countWorkers = (written: WorkersField): number =>
  written === 'auto' ? Math.min(availableParallelism(), MOST_WORKERS) : written

/** What is written, as a number; `auto` is one for each processor. What is wrong with it is reported. */
export function workersOf(draft: Draft, { workers, database }: ConfigurationFile): number {
  const count = countWorkers(workers)
  if (count > 1 && database !== undefined) {
    draft.report({
      path: ['workers'],
      code: 'wrong_combination',
      message: 'Gateways that share a database know each other as whole processes: none of them has workers.',
      remedy:
        'Leave `workers` out, and start one gateway for each core, each with a data folder and addresses of its own.',
    })
    return 1
  }
  return count
}
