/**
 * Waiting for the disk to have the write-ahead log. The log is synced by a descriptor of our own, off the event loop
 * and once for all who wait, instead of by SQLite within each commit: other calls go on meanwhile.
 */
import { groupSync } from './group-sync.ts'

/**
 * A shared wait that does not trust the disk after a failure: the system may have dropped what it could not write, and
 * a later sync would not tell.
 * @param sync resolves once everything written so far survives a loss of power
 * @param renew carries the whole log over into the main file, durably, and begins it anew; throws where it cannot
 */
export function logSync(sync: () => Promise<void>, renew: () => void): () => Promise<void> {
  let doubtful = false
  return groupSync(async () => {
    if (doubtful) renew()
    doubtful = true
    await sync()
    doubtful = false
  })
}
