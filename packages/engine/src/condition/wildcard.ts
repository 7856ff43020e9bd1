/** Patterns of whole texts: `*` stands for any run of characters, `?` for one; `\*`, `\?` and `\\` are literal. */
import { flawed, type OrFlaw, sound } from '../policy/problem.ts'

/** A prepared pattern. */
export interface Wildcard {
  readonly test: (text: string) => boolean
  /** Steps for each character of a text, at most. */
  readonly cost: number
}

/** No pattern is longer, in UTF-16 code units. */
const MAX_LENGTH = 1_024

/** A run of a pattern between two `*`: code points, undefined for `?`. */
type Run = readonly (number | undefined)[]

/** Prepares a pattern, or says what is wrong with it. Matching takes at most `cost` times the text's length steps. */
export function compileWildcard(text: string): OrFlaw<Wildcard> {
  if (text.length > MAX_LENGTH) {
    return flawed(
      'bad_value',
      `a pattern has ${text.length} characters`,
      `Use at most ${MAX_LENGTH}, or several conditions.`,
    )
  }
  const runs = split(text)
  if (runs === undefined) {
    const remedy = 'Write \\* \\? or \\\\ (in JSON, double each backslash).'
    return flawed('bad_value', 'a backslash stands before a character that needs none', remedy)
  }
  const longest = Math.max(...runs.map(({ length }) => length))
  return sound({
    test: (value) =>
      matchRuns(
        runs,
        Array.from(value, (each) => each.codePointAt(0) ?? 0),
      ),
    cost: longest + 1,
  })
}

function split(text: string): readonly Run[] | undefined {
  const runs: (number | undefined)[][] = [[]]
  const characters = Array.from(text)
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index]
    if (character === '*') runs.push([])
    else if (character === '?') runs.at(-1)?.push(undefined)
    else {
      const literal = character === '\\' ? characters[++index] : character
      if (character === '\\' && literal !== '*' && literal !== '?' && literal !== '\\') return undefined
      runs.at(-1)?.push(literal?.codePointAt(0))
    }
  }
  return runs
}

/** The first run begins the text, the last one ends it, and each other stands as far left as it can. */
function matchRuns(runs: readonly Run[], text: readonly number[]): boolean {
  const first = runs[0] ?? []
  const last = runs.at(-1) ?? []
  if (!fitsAt(first, text, 0)) return false
  if (runs.length === 1) return text.length === first.length
  const end = text.length - last.length
  let at = first.length
  for (const run of runs.slice(1, -1)) {
    const found = findRun(run, text, at, end)
    if (found === undefined) return false
    at = found + run.length
  }
  return at <= end && fitsAt(last, text, end)
}

function findRun(run: Run, text: readonly number[], from: number, end: number): number | undefined {
  for (let at = from; at + run.length <= end; at++) if (fitsAt(run, text, at)) return at
  return undefined
}

function fitsAt(run: Run, text: readonly number[], at: number): boolean {
  if (at + run.length > text.length) return false
  for (let index = 0; index < run.length; index++) {
    const wanted = run[index]
    if (wanted !== undefined && wanted !== text[at + index]) return false
  }
  return true
}
