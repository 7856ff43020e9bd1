/** Where the parts of a document stand in its text: for whoever has more to say about a document than the engine. */
import { readDocument } from './document.ts'
import { pointerOf } from './pointer.ts'

/** The place of a part. */
export interface DocumentPlace {
  /** JSON Pointer into the document. */
  readonly pointer: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 code units. */
  readonly column: number
}

/** Unescaped segments of a part's place, and whether its key is meant rather than its value. */
export type FindPlace = (path: readonly (string | number)[], atKey?: boolean) => DocumentPlace

/** Prepares a text for being asked; of something that is missing, the place is that of what it is missing in. */
export function placesOf(text: string): FindPlace {
  const { place } = readDocument(text)
  return (path, atKey = false) => {
    const { line, column } = place({ severity: 'warning', path, atKey, code: 'internal', message: '', remedy: '' })
    return { pointer: pointerOf(path), line, column }
  }
}
