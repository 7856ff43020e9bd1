/** All words of the index, and where each stands. */
import { byText } from '../import/merge.ts'
import { bits, distance, lettersOf } from './distance.ts'

/** A word of the index that a typed word may mean. */
export interface Meant {
  /** Its place in the dictionary. */
  readonly term: number
  /** 1 for the word itself, less for a beginning or a slip. */
  readonly nearness: number
}

/** Words in order, and for each the documents that have it. */
export interface Dictionary {
  readonly terms: readonly string[]
  /** `places[t]` … `places[t + 1]`: where term `t`'s documents stand in `postings`. */
  readonly places: Uint32Array
  /** Ascending documents in each term's part. */
  readonly postings: Uint32Array
  /** The ascending documents that have exactly this word. */
  readonly exact: (word: string) => Uint32Array
  /** The words that a typed word may mean, itself first. */
  readonly meant: (word: string) => readonly Meant[]
}

/** Longest list of words begun by a typed word, or near to it. */
const MOST = 64

function slipsAllowed(word: string): number {
  if (word.length < 4) return 0
  return word.length < 8 ? 1 : 2
}

function firstAt(terms: readonly string[], word: string): number {
  let [low, high] = [0, terms.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((terms[middle] ?? '') < word) low = middle + 1
    else high = middle
  }
  return low
}

function begun(terms: readonly string[], word: string): readonly Meant[] {
  const from = firstAt(terms, word)
  const meant: Meant[] = []
  for (let term = from; term < terms.length && meant.length < MOST; term++) {
    const found = terms[term] ?? ''
    if (!found.startsWith(word)) break
    meant.push({ term, nearness: found === word ? 1 : 0.35 + 0.4 * (word.length / found.length) })
  }
  return word.length >= 2 ? meant : meant.filter(({ nearness }) => nearness === 1)
}

function near(terms: readonly string[], letters: Int32Array, word: string): readonly Meant[] {
  const most = slipsAllowed(word)
  if (most === 0) return []
  const own = lettersOf(word)
  const meant: Meant[] = []
  for (let term = 0; term < letters.length; term++) {
    if (bits(own ^ (letters[term] ?? 0)) > 2 * most) continue
    const slips = distance(word, terms[term] ?? '', most)
    if (slips === 0 || slips > most) continue
    const sameStart = terms[term]?.charCodeAt(0) === word.charCodeAt(0) ? 0 : 0.1
    meant.push({ term, nearness: (slips === 1 ? 0.55 : 0.3) - sameStart })
  }
  return meant.sort((a, b) => b.nearness - a.nearness || a.term - b.term).slice(0, MOST)
}

/** Builds the dictionary of documents' words: `words[w]` has the ascending documents of word `w`. */
export function createDictionary(words: ReadonlyMap<string, readonly number[]>): Dictionary {
  const terms = [...words.keys()].sort(byText)
  const places = new Uint32Array(terms.length + 1)
  let count = 0
  for (const list of words.values()) count += list.length
  const postings = new Uint32Array(count)
  let at = 0
  terms.forEach((term, index) => {
    postings.set(words.get(term) ?? [], at)
    at += words.get(term)?.length ?? 0
    places[index + 1] = at
  })
  const letters = Int32Array.from(terms, lettersOf)
  const meant = (word: string) => {
    const exact = begun(terms, word)
    const known = new Set(exact.map(({ term }) => term))
    return [...exact, ...near(terms, letters, word).filter(({ term }) => !known.has(term))]
  }
  const exact = (word: string) => {
    const term = firstAt(terms, word)
    return terms[term] === word ? postings.subarray(places[term], places[term + 1]) : postings.subarray(0, 0)
  }
  return { terms, places, postings, exact, meant }
}
