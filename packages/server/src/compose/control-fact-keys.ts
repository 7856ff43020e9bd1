/** Keys of the digests of arguments, shared with the other gateways of the database. */
import { join } from 'node:path'
import type { Control } from '../control/control.ts'
import { shareFactKeys } from '../control/gateways/share-fact-keys.ts'
import type { ControlStart } from '../control/messages.ts'
import { MONTH_KEYS } from '../crypto/month-keys.ts'

/** Done at the start and again and again; with a file instead of a database, the gateway makes its keys itself. */
export function factKeysOf(
  { database, dataFolder, factsMonths: months }: ControlStart,
  parts: Pick<Control, 'db' | 'clock' | 'sealer'>,
): () => Promise<void> {
  if (database === undefined) return async () => undefined
  return () => shareFactKeys(parts, { path: join(dataFolder, MONTH_KEYS), months })
}
