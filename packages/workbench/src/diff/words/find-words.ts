/** One short text for every way in which texts can fit, or not fit, several patterns. */
import { type Automaton, accepts, after, beginning, type Positions } from './automaton.ts'
import { type CharSet, holds } from './char-set.ts'

/** What is looked for. */
export interface WordSearch {
  readonly automata: readonly Automaton[]
  /** Characters that words may have. */
  readonly alphabet: CharSet
  /** Lengths up to this one, in characters, are told apart. */
  readonly lengths: number
}

/** What was found. */
export interface FoundWords {
  /** A word for each way to fit, the shortest first. */
  readonly words: readonly string[]
  /** Whether there is no other way. */
  readonly whole: boolean
}

/** So many states are looked at. */
const MOST_VISITS = 3_000
/** So many characters are tried in all. */
const MOST_STEPS = 60_000

interface Visit {
  readonly word: string
  readonly length: number
  readonly positions: readonly Positions[]
}

/** Goes through all states that several automata can be in together, breadth first. */
export function findWords({ automata, alphabet, lengths }: WordSearch): FoundWords {
  const characters = charactersOf(automata, alphabet)
  const first: Visit = { word: '', length: 0, positions: automata.map(beginning) }
  const open: Visit[] = [first]
  const seen = new Set([keyOf(first)])
  const found = new Map<string, string>()
  for (let index = 0; index < open.length; index++) {
    const visit = open[index]
    if (visit === undefined) break
    const way = wayOf(automata, visit, lengths)
    if (!found.has(way)) found.set(way, visit.word)
    if (index * characters.length > MOST_STEPS) return { words: [...found.values()], whole: false }
    for (const character of characters) {
      const next = step(automata, visit, character, lengths)
      const key = keyOf(next)
      if (!seen.has(key)) open.push(next)
      seen.add(key)
    }
    if (seen.size > MOST_VISITS) break
  }
  return { words: [...found.values()], whole: seen.size <= MOST_VISITS }
}

function step(automata: readonly Automaton[], visit: Visit, character: number, lengths: number): Visit {
  const fits = (set: CharSet): boolean => holds(set, character)
  return {
    word: visit.word + String.fromCodePoint(character),
    length: Math.min(visit.length + 1, Math.max(1, lengths)),
    positions: automata.map((automaton, at) => after(automaton, visit.positions[at] ?? [], fits)),
  }
}

const keyOf = ({ length, positions }: Visit): string => `${length};${positions.map((each) => each.join(',')).join(';')}`

function wayOf(automata: readonly Automaton[], { length, positions }: Visit, lengths: number): string {
  const fits = automata.map((automaton, at) => (accepts(automaton, positions[at] ?? [], length === 0) ? '1' : '0'))
  return `${Math.min(length, lengths)}:${fits.join('')}`
}

const NICE = Array.from('xabcdefghijklmnopqrstuvwyz019ABCXZ-_. /@', (each) => each.codePointAt(0) ?? 0)

/** One character of each kind that the patterns tell apart, those that are easy to read first. */
function charactersOf(automata: readonly Automaton[], alphabet: CharSet): readonly number[] {
  const edges = new Set<number>([0])
  for (const set of [
    alphabet,
    ...automata.flatMap(({ states }) => states.flatMap((state) => state.step.map((s) => s.set))),
  ]) {
    for (const [from, to] of set) edges.add(from).add(to + 1)
  }
  const sorted = [...edges].sort((left, right) => left - right)
  const chosen = sorted.flatMap((from, at) => representative(from, (sorted[at + 1] ?? 0x11_0000) - 1, alphabet))
  const rank = (character: number): number => {
    const at = NICE.indexOf(character)
    return at < 0 ? NICE.length + character : at
  }
  return chosen.sort((left, right) => rank(left) - rank(right))
}

function representative(from: number, to: number, alphabet: CharSet): readonly number[] {
  if (from > to || !holds(alphabet, from) || (from >= 0xd800 && to <= 0xdfff)) return []
  const nice = NICE.find((each) => each >= from && each <= to)
  const printable = from < 0x21 && to >= 0x21 ? 0x21 : from
  return [nice ?? (printable >= 0xd800 && printable <= 0xdfff ? 0xe000 : printable)]
}
