/** From what was found in a reading of a string to what gives way in the string as it is written. */
import { BareWalk, looksLikeJson, wholeValue } from './bare.ts'
import { escapedTimes } from './escapes.ts'
import type { Redactor } from './redactor.ts'
import { areApart, type Found, mergeFound } from './text-search.ts'
import type { View } from './views.ts'

const QUOTE = '"'

/** A place in the string as it is written. */
export interface Hit {
  readonly start: number
  readonly end: number
  readonly redactor: Redactor
  /** As it has to be written there. */
  readonly replacement: string
}

/** What a place is: a value of JSON outside of its strings, a part of one of them, or a part of what is no JSON. */
type Stands = 'value' | 'within' | 'text'

/** Places of a reading: of each its start and its end, what it is, and what found it. */
interface Places {
  readonly edges: number[]
  readonly stands: Stands[]
  readonly redactors: Redactor[]
}

/** The places of a reading, of which those that overlap are one, in order. */
export function hitsOf(view: View, found: readonly Found[]): readonly Hit[] {
  const { text, depth } = view
  const merged = mergeFound(found)
  const { edges, stands, redactors } = depth > 1 || !looksLikeJson(text) ? inText(merged) : inJson(text, merged)
  const origins = view.places(edges)
  return redactors.map((redactor, index) => ({
    start: origins[2 * index] ?? 0,
    end: origins[2 * index + 1] ?? 0,
    redactor,
    replacement: replacementOf(redactor, stands[index] ?? 'text', depth),
  }))
}

function inText(merged: readonly Found[]): Places {
  const places: Places = { edges: [], stands: [], redactors: [] }
  for (const { start, end, redactor } of merged) {
    places.edges.push(start, end)
    places.redactors.push(redactor)
  }
  return places
}

/** All that is found within one bare value is one, and the whole value gives way. */
function inJson(text: string, merged: readonly Found[]): Places {
  const walk = new BareWalk(text)
  const { edges, stands, redactors }: Places = { edges: [], stands: [], redactors: [] }
  let behind = 0
  for (const found of merged) {
    if (found.start < behind) continue
    // Nearly all fill a whole string.
    const isBare = !isQuoted(text, found) && walk.isBare(found.start)
    const [start, end] = isBare ? wholeValue(text, found.start, found.end) : [found.start, found.end]
    if (isBare) behind = end
    edges.push(start, end)
    stands.push(isBare ? 'value' : 'within')
    redactors.push(found.redactor)
  }
  return { edges, stands, redactors }
}

/** Written as it is, in JSON of any depth. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/

const isQuoted = (text: string, { start, end }: Found): boolean => text[start - 1] === QUOTE || text[end] === QUOTE

function replacementOf(redactor: Redactor, stands: Stands, depth: number): string {
  const { with: replacement } = redactor
  if (stands === 'value') return escapedTimes(JSON.stringify(replacement), depth)
  if (PLAIN.test(replacement)) return replacement
  return escapedTimes(replacement, stands === 'within' ? depth + 1 : depth)
}

/** Of places that overlap one is made: named by the first, of these the longest, of these the first redaction. */
export function mergeHits(hits: readonly Hit[]): readonly Hit[] {
  if (areApart(hits)) return hits
  const sorted = [...hits].sort((left, right) => left.start - right.start || right.end - left.end)
  const merged: Hit[] = []
  for (const hit of sorted) {
    const last = merged.at(-1)
    if (last === undefined || hit.start >= last.end) merged.push(hit)
    else if (hit.end > last.end) merged[merged.length - 1] = { ...last, end: hit.end }
  }
  return merged
}
