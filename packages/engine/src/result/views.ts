/** A string of JSON as its readers have it: with its escapes undone, and again where it carries JSON itself. */
import { hasEscapes, hasLongEscapes, originsOf, unescaped, unescapedJson } from './escapes.ts'

/** So many times escapes are undone; what is still hidden behind them then cannot be judged. */
const DEEPEST = 4

/** One reading of a string. */
export interface View {
  readonly text: string
  /** How many times escapes were undone: so many times what is put here must be escaped. */
  readonly depth: number
  /** Characters can still hide behind escapes. */
  readonly isObscure: boolean
  /** Indexes in the string as it is written, of indexes here in rising order. */
  readonly places: Places
}

type Places = (indexes: readonly number[]) => readonly number[]

const themselves: Places = (indexes) => indexes

/** The reading of a string without escapes. */
export const plainView = (written: string): View => ({ text: written, depth: 1, isObscure: false, places: themselves })

/**
 * The readings of a string, the plain one first.
 * @param written as it stands between its quotes
 */
export function viewsOf(written: string): readonly View[] {
  if (!hasEscapes(written)) return [plainView(written)]
  const views: View[] = []
  let source = written
  let places = themselves
  for (let depth = 1; depth <= DEEPEST; depth++) {
    const read = depth === 1 ? unescapedJson(source) : unescaped(source)
    places = placedIn(source, read, places)
    source = read
    const goesOn = hasEscapes(source)
    views.push({ text: source, depth, isObscure: depth === DEEPEST && hasLongEscapes(source), places })
    if (!goesOn) break
  }
  return views
}

/** From one reading to the one before it, and so on. */
const placedIn =
  (source: string, read: string, outer: Places): Places =>
  (indexes) =>
    outer(originsOf(source, read, indexes))
