/** Values by names of tools and patterns of names: an exact name wins, else the pattern with the most literal characters. */

import { type Flaw, flawed, type OrFlaw, sound } from '../policy/problem.ts'
import { matches, nameTokens, overlap, type Pattern, parsePattern } from './pattern.ts'

/** What is written for a name; undefined where nothing is. */
export type NameLookup<T> = (name: string) => T | undefined

/** Either the look-up, or which of the names is wrong, and why. */
export type NameLookupResult<T> =
  | { readonly ok: true; readonly find: NameLookup<T> }
  | { readonly ok: false; readonly name: string; readonly flaw: Flaw }

interface Entry<T> {
  readonly pattern: Pattern
  readonly value: T
}

/**
 * Prepares a look-up, in the manner of a policy's `tools`. Two patterns of which neither would win are refused.
 * Comparing them takes (entries × entries × length × length) steps: for what an operator writes.
 */
export function nameLookup<T>(written: Readonly<Record<string, T>>): NameLookupResult<T> {
  const exact = new Map<string, T>()
  const globs: Entry<T>[] = []
  for (const [name, value] of Object.entries(written)) {
    const read = readName(name, globs)
    if (!read.ok) return { ok: false, name, flaw: read.flaw }
    if (read.value.exact !== undefined) exact.set(read.value.exact, value)
    else globs.push({ pattern: read.value, value })
  }
  globs.sort((left, right) => right.pattern.literals - left.pattern.literals)
  return { ok: true, find: (name) => exact.get(name) ?? findGlob(globs, name) }
}

function readName(name: string, globs: readonly Entry<unknown>[]): OrFlaw<Pattern> {
  const parsed = parsePattern(name)
  if (!parsed.ok || parsed.value.exact !== undefined) return parsed
  const { value } = parsed
  const rival = globs.find(({ pattern }) => pattern.literals === value.literals && overlap(pattern, value))
  if (rival === undefined) return sound(value)
  return flawed(
    'tie',
    `"${name}" and "${rival.pattern.text}" can match the same name equally well, and neither would win`,
    'Make one of them more specific, or write one pattern for both: the most literal characters win.',
  )
}

function findGlob<T>(globs: readonly Entry<T>[], name: string): T | undefined {
  const tokens = nameTokens(name)
  return globs.find(({ pattern }) => matches(pattern, tokens))?.value
}
