/** One string of an answer with everything taken out that redactions find in it. */
import { escapedTimes } from './escapes.ts'
import { type Hit, hitsOf, mergeHits } from './hits.ts'
import type { Redactor } from './redactor.ts'
import type { TextSearch } from './text-search.ts'
import { plainView, viewsOf } from './views.ts'

/** Told of each replacement. */
export type Count = (redactor: Redactor) => void

/** What became of a string. */
export type Redacted = { readonly text: string } | 'unsearched' | undefined

/** How often what was put together is searched again; what then is still found is replaced as a whole. */
const MOST_ROUNDS = 3

/** What strings are searched with. */
export interface Search {
  readonly texts: TextSearch
  /** What takes a string out as a whole where it cannot be read to its end. */
  readonly strictest: Redactor | undefined
}

/**
 * Replaces what is found, in every reading of the string. What is put together by that is searched again.
 * @param written a JSON string as it stands between its quotes
 * @returns the string as it is to be written; undefined where nothing was found; or that it could not be searched
 */
export function redactString(written: string, parts: Search, count: Count): Redacted {
  const first = search(written, parts, true)
  if (first === undefined) return 'unsearched'
  if (first.length === 0) return undefined
  const merged = mergeHits(first)
  for (const { redactor } of merged) count(redactor)
  const spliced = splice(written, merged)
  return merged.every((hit) => isApart(written, hit)) ? { text: spliced.text } : redactAgain(spliced, parts)
}

function redactAgain(first: Spliced, parts: Search): Redacted {
  let { text, inserted } = first
  for (let round = 1; ; round++) {
    const found = search(text, parts, false)
    if (found === undefined) return 'unsearched'
    const again = withoutInserted(mergeHits(found), inserted)
    const [hit] = again
    if (hit === undefined) return { text }
    if (round === MOST_ROUNDS) return { text: escapedTimes(hit.redactor.with, 1) }
    ;({ text, inserted } = splice(text, again))
  }
}

/**
 * Whether quotes, brackets or the like stand around a place, beyond which no search looks from what is beside them: so
 * that nothing is put together by taking it out.
 */
function isApart(written: string, { start, end }: Hit): boolean {
  const next = written[end] === '\\' ? written[end + 1] : written[end]
  return isEdge(written[start - 1]) && isEdge(next)
}

const isEdge = (mark: string | undefined): boolean => mark === undefined || '",{}[]<>'.includes(mark)

const NONE: readonly Hit[] = []

/**
 * @param patterns whether those of the policy are looked for as well
 * @returns undefined where it could not be searched to its end
 */
function search(text: string, { texts, strictest }: Search, patterns: boolean): readonly Hit[] | undefined {
  // Nearly all: what is written is what is read.
  if (!text.includes('\\')) {
    const found = texts.find(text, patterns)
    return found === undefined || found.length > 0 ? found && hitsOf(plainView(text), found) : NONE
  }
  const hits: Hit[] = []
  for (const view of viewsOf(text)) {
    if (view.isObscure && strictest !== undefined) {
      return [{ start: 0, end: text.length, redactor: strictest, replacement: escapedTimes(strictest.with, 1) }]
    }
    const found = texts.find(view.text, patterns)
    if (found === undefined) return undefined
    if (found.length > 0) hits.push(...hitsOf(view, found))
  }
  return hits
}

/** What is put in a place can look like what was there, for what stands around it; so it is known by its place. */
interface Spliced {
  readonly text: string
  /** Of each place its start and its end, in order. */
  readonly inserted: readonly number[]
}

function splice(text: string, hits: readonly Hit[]): Spliced {
  const inserted: number[] = []
  const pieces: string[] = []
  let length = 0
  let from = 0
  for (const { start, end, replacement } of hits) {
    pieces.push(text.slice(from, start), replacement)
    const at = length + start - from
    length = at + replacement.length
    inserted.push(at, length)
    from = end
  }
  pieces.push(text.slice(from))
  return { text: pieces.join(''), inserted }
}

function withoutInserted(hits: readonly Hit[], inserted: readonly number[]): readonly Hit[] {
  let at = 0
  return hits.filter(({ start, end }) => {
    while ((inserted[at] ?? start) < start) at += 2
    return inserted[at] !== start || inserted[at + 1] !== end
  })
}
