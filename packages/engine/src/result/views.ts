/** A string of JSON as its readers have it: with its escapes undone, and again where it carries JSON itself. */
import { hasEscapes, hasLongEscapes, originFinder, unescaped, unescapedJson } from './escapes.ts'

/** So many times escapes are undone; what is still hidden behind them then cannot be judged. */
const DEEPEST = 4

/** One reading of a string. */
export interface View {
  readonly text: string
  /** How many times escapes were undone: so many times what is put here must be escaped. */
  readonly depth: number
  /** Characters can still hide behind escapes. */
  readonly isObscure: boolean
  /** Index in the string as it is written, of an index here. */
  readonly place: (index: number) => number
}

const itself = (index: number): number => index

/** The reading of a string without escapes. */
export const plainView = (written: string): View => ({ text: written, depth: 1, isObscure: false, place: itself })

/**
 * The readings of a string, the plain one first.
 * @param written as it stands between its quotes
 */
export function viewsOf(written: string): readonly View[] {
  if (!hasEscapes(written)) return [plainView(written)]
  const views: View[] = []
  let source = written
  let place = itself
  for (let depth = 1; depth <= DEEPEST; depth++) {
    place = placedIn(source, place)
    source = depth === 1 ? unescapedJson(source) : unescaped(source)
    const goesOn = hasEscapes(source)
    views.push({ text: source, depth, isObscure: depth === DEEPEST && hasLongEscapes(source), place })
    if (!goesOn) break
  }
  return views
}

/** Prepared when the first place is asked for, which is seldom. */
function placedIn(source: string, outer: (index: number) => number): (index: number) => number {
  let found: ((index: number) => number) | undefined
  return (index) => {
    found ??= originFinder(source)
    return outer(found(index))
  }
}
