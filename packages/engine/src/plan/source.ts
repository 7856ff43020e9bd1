/** Where rules come from: one document, as everything that is made of it names it. */
import type { DocumentRef } from '../decide/decision.ts'
import { type KeyFinder, keyFinder } from '../limit/counter-key.ts'

/** A document on its way to being compiled. */
export interface Source {
  readonly document: DocumentRef
  readonly timezone: string
  /** Keys of the document's counters. */
  readonly keys: KeyFinder
}

/** No id of a document begins so: counters in shadow mode are never those that count. */
const SHADOW = '\u0000shadow:'

/** @param inShadow whether its counters are apart from those that are enforced */
export function sourceOf(document: DocumentRef, timezone: string | undefined, inShadow: boolean): Source {
  return { document, timezone: timezone ?? 'UTC', keys: keyFinder(inShadow ? SHADOW + document.id : document.id) }
}
