/** The facts of this installation: those that ship, overlaid with what its operator imported. */
import { type FactLines, overlayFacts, replaceFacts } from '@portcullis/catalogue'
import { digestOf, readOwnFacts } from './own.ts'
import { readShippedFacts } from './shipped.ts'

/**
 * The facts that ship, with the imports under the data folder laid over them; for `openIndex` and `openKnown`. Without
 * imports, or without a data folder, it is as quick as `readShippedFacts`. Throws where files of ours cannot be read, and
 * names them.
 */
export function openFacts(dataFolder: string | undefined): FactLines {
  const shipped = readShippedFacts()
  const own = dataFolder === undefined ? undefined : readOwnFacts(dataFolder)
  if (own === undefined) return shipped
  return own.base === digestOf(shipped) ? replaceFacts(shipped, own) : overlayFacts(shipped, own)
}
