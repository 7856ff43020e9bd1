/** One string of an answer with everything taken out that redactions find in it. */
import { areBare, looksLikeJson, wholeValue } from './bare.ts'
import type { Report } from './detector.ts'
import { behindEscape, escapedTimes } from './escapes.ts'
import type { Redactor } from './redactor.ts'
import type { SearchBudget } from './search-budget.ts'
import { plainView, type View, viewsOf } from './views.ts'

/** A place that was found, in the string as it is written. */
interface Hit {
  readonly start: number
  readonly end: number
  readonly redactor: Redactor
  /** As it has to be written there. */
  readonly replacement: string
}

/** Told of each replacement. */
export type Count = (redactor: Redactor) => void

/** What became of a string. */
export type Redacted = { readonly text: string } | 'unsearched' | undefined

/** How often what was put together is searched again; what then is still found is replaced as a whole. */
const MOST_ROUNDS = 3

/** What strings are searched with. */
export interface Search {
  readonly redactors: readonly Redactor[]
  /** Of the whole answer. */
  readonly budget: SearchBudget
  readonly collector: Collector
}

/**
 * Replaces what is found, in every reading of the string. What is put together by that is searched again.
 * @param written a JSON string as it stands between its quotes
 * @returns the string as it is to be written; undefined where nothing was found; or that it could not be searched
 */
export function redactString(written: string, parts: Search, count: Count): Redacted {
  const first = search(written, parts)
  if (first === undefined) return 'unsearched'
  if (first.length === 0) return undefined
  const merged = merge(first)
  for (const { redactor } of merged) count(redactor)
  let { text, inserted } = splice(written, merged)
  if (merged.every((hit) => isApart(written, hit))) return { text }
  const lasting = { ...parts, redactors: parts.redactors.filter(({ name }) => name !== 'regex') }
  for (let round = 1; ; round++) {
    const found = search(text, lasting)
    if (found === undefined) return 'unsearched'
    const again = merge(found).filter((hit) => !inserted.has(`${hit.start} ${hit.end}`))
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

/** @returns undefined where it could not be searched to its end */
function search(written: string, parts: Search): readonly Hit[] | undefined {
  const hits: Hit[] = []
  // Nearly all: what is written is what is read.
  if (!written.includes('\\')) return searchView(plainView(written), parts, hits) ? hits : undefined
  for (const view of viewsOf(written)) {
    const [strictest] = parts.redactors
    if (view.isObscure && strictest !== undefined) {
      return [{ start: 0, end: written.length, redactor: strictest, replacement: escapedTimes(strictest.with, 1) }]
    }
    if (!searchView(view, parts, hits)) return undefined
  }
  return hits
}

interface Found {
  readonly start: number
  readonly end: number
  readonly redactor: Redactor
}

function searchView(view: View, search: Search, hits: Hit[]): boolean {
  const { text } = view
  // Longer texts are not counted through. In most short ones nothing can be.
  const digits = text.length > COUNTED ? text.length : countDigits(text)
  const found = findIn(text, search, digits)
  if (found === undefined) return false
  if (found.length > 0) keep(view, found, hits)
  return true
}

const COUNTED = 512

const cannotFind = ({ least }: Redactor, text: string, digits: number): boolean =>
  text.length < least.characters || digits < least.digits

/** @returns undefined where the text could not be searched to its end */
function findIn(text: string, { redactors, budget, collector }: Search, digits: number): Found[] | undefined {
  const found = collector.begin(text)
  for (const redactor of redactors) {
    if (cannotFind(redactor, text, digits)) continue
    collector.redactor = redactor
    if (!redactor.find(text, collector.report, budget)) return undefined
  }
  return found.length === 0 ? found : collector.take()
}

/** Takes what is found: one for all strings of an answer, of which most hold nothing. */
export class Collector {
  redactor: Redactor | undefined
  private text = ''
  private found: Found[] = []

  readonly report: Report = (start, end) => {
    const { redactor, text } = this
    if (end <= start || redactor === undefined) return
    this.found.push({ start: behindEscape(text, start), end: behindEscape(text, end), redactor })
  }

  /** @returns what will be found in the text */
  begin(text: string): Found[] {
    this.text = text
    if (this.found.length > 0) this.found = []
    return this.found
  }

  /** What was found, for whoever keeps it. */
  take(): Found[] {
    const { found } = this
    this.found = []
    return found
  }
}

/** No search needs more. */
const ENOUGH = 12

function countDigits(text: string): number {
  let count = 0
  for (let i = 0; i < text.length && count < ENOUGH; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 48 && unit <= 57) count++
  }
  return count
}

function keep(view: View, found: Found[], hits: Hit[]): void {
  const { text } = view
  if (view.depth > 1 || !looksLikeJson(text)) {
    for (const each of found) hits.push(hitOf(view, each, 'text'))
    return
  }
  found.sort((left, right) => left.start - right.start)
  const bare = areBare(
    text,
    found.map(({ start }) => start),
  )
  let behind = 0
  found.forEach((each, index) => {
    const isBare = bare[index] === true
    // All that is found within one bare value is one.
    if (isBare && each.start < behind) return
    const hit = hitOf(view, each, isBare ? 'value' : 'within')
    if (isBare) behind = wholeValue(text, each.start, each.end)[1]
    hits.push(hit)
  })
}

/** @param stands as a value of JSON outside of its strings, within one of them, or in a text that is no JSON */
function hitOf({ text, depth, place }: View, found: Found, stands: 'value' | 'within' | 'text'): Hit {
  const { redactor } = found
  const [start, end] = stands === 'value' ? wholeValue(text, found.start, found.end) : [found.start, found.end]
  const replacement =
    stands === 'value'
      ? escapedTimes(JSON.stringify(redactor.with), depth)
      : escapedTimes(redactor.with, stands === 'within' ? depth + 1 : depth)
  return { start: place(start), end: place(end), redactor, replacement }
}

/** Of places that overlap one is made: named by the first, of these the longest, of these the first redaction. */
function merge(hits: readonly Hit[]): readonly Hit[] {
  const sorted = [...hits].sort((left, right) => left.start - right.start || right.end - left.end)
  const merged: Hit[] = []
  for (const hit of sorted) {
    const last = merged.at(-1)
    if (last === undefined || hit.start >= last.end) merged.push(hit)
    else if (hit.end > last.end) merged[merged.length - 1] = { ...last, end: hit.end }
  }
  return merged
}

/** What is put in a place can look like what was there, for what stands around it; so it is known by its place. */
interface Spliced {
  readonly text: string
  readonly inserted: ReadonlySet<string>
}

function splice(text: string, hits: readonly Hit[]): Spliced {
  const inserted = new Set<string>()
  let out = ''
  let from = 0
  for (const { start, end, replacement } of hits) {
    out += text.slice(from, start)
    inserted.add(`${out.length} ${out.length + replacement.length}`)
    out += replacement
    from = end
  }
  return { text: out + text.slice(from), inserted }
}
