/** Promises about gateways whose calls are taken by several processes. */
import type { Row } from './requirements.ts'

const WORKERS = 'docs/decisions/0084-one-owner-many-workers.md'

export const WORKERS_PROMISES: readonly Row[] = [
  ['workers.exact', WORKERS, 'Processes of one gateway admit together exactly what fits.'],
  ['workers.killed', WORKERS, 'What a process took that is killed stays taken, and calls without an end are reported.'],
  ['workers.owner-gone', WORKERS, 'Without the owner of the counters nothing is admitted.'],
  ['workers.recorded', WORKERS, 'What a process accepted for the log is lost by no want of room.'],
  ['workers.flow', WORKERS, 'What was read at one process is known at the others when a rule goes by it.'],
  ['workers.in-force', WORKERS, 'A change is in force once it is at every process that answers calls.'],
  ['workers.any', WORKERS, 'A session goes on through whichever process its client’s connections come to.'],
  ['workers.again', WORKERS, 'A process that dies or hangs is replaced, and the others go on.'],
  ['workers.stop', WORKERS, 'A gateway that stops lets all of its processes finish.'],
  ['workers.measured', WORKERS, 'Metrics and checks are those of all processes together.'],
]
