/** What became of each construct of a foreign policy. */
import type { Path, Place } from '../yaml/place.ts'

/**
 * `exact`: it means the same here. `narrower`: what it becomes allows less in some cases. `dropped`: it decides nothing.
 * `refused`: it cannot be carried over, and whatever it stood on is closed.
 */
export type Fate = 'exact' | 'narrower' | 'dropped' | 'refused'

/** One construct of the source and its fate. */
export interface Note extends Place {
  /** Where it stands in the source. */
  readonly path: Path
  readonly fate: Fate
  /** What it was and what it became, or why not: one or two sentences. */
  readonly says: string
}

/** Collects notes while a source is read. */
export interface Notes {
  readonly add: (path: Path, fate: Fate, says: string) => void
  /** In the order of the source. */
  readonly all: () => readonly Note[]
}

/** @param place finds the place of a path in the source */
export function createNotes(place: (path: Path) => Place): Notes {
  const notes: Note[] = []
  return {
    add: (path, fate, says) => notes.push({ path, ...place(path), fate, says }),
    all: () => notes.sort((left, right) => left.line - right.line || left.column - right.column),
  }
}
