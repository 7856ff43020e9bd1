/** What is wrong with a document although each of its parts is well-formed. */
import { limitContradictions } from '../limit/limit-findings.ts'
import { covers, overlap, type Pattern, parsePattern } from '../name/pattern.ts'
import type { Policy } from '../policy/policy.ts'
import type { Finding, Flaw } from '../policy/problem.ts'
import { unsound } from './unsound.ts'

/** Comparisons of one character with another: about a second. A document that may need more is refused. */
const MAX_STEPS = 500_000_000

/** Everything that makes a well-formed document wrong. */
export function findContradictions(policy: Policy): readonly Finding[] {
  const entries = Object.keys(policy.tools ?? {}).flatMap(readPattern)
  const hide = (policy.hide ?? []).flatMap(readPattern)
  const globs = entries.filter(({ exact }) => exact === undefined)
  if (lengthOf([...hide, ...globs]) * lengthOf(entries) > MAX_STEPS) {
    const remedy = 'Use fewer or shorter patterns of names.'
    return [
      { severity: 'error', path: [], code: 'too_complex', message: 'there are too many patterns to compare', remedy },
    ]
  }
  return [...hiddenEntries(hide, entries), ...ties(globs), ...limitContradictions(policy), ...unsound(policy)]
}

function readPattern(text: string): readonly Pattern[] {
  const pattern = parsePattern(text)
  return pattern.ok ? [pattern.value] : []
}

function lengthOf(patterns: readonly Pattern[]): number {
  return patterns.reduce((sum, { tokens }) => sum + tokens.length, 0)
}

/** An entry for names that are hidden in any case would never be looked at. */
function hiddenEntries(hide: readonly Pattern[], entries: readonly Pattern[]): readonly Finding[] {
  return entries.flatMap((entry) => {
    const by = hide.find((pattern) => covers(pattern, entry))
    if (by === undefined) return []
    return entryFinding(entry, {
      code: 'hidden_entry',
      message: `"${entry.text}" is hidden by "${by.text}", so this entry would never apply`,
      remedy: 'Remove the entry, or narrow "hide".',
    })
  })
}

/** Two patterns that are equally specific and have a name in common: neither would win. */
function ties(globs: readonly Pattern[]): readonly Finding[] {
  return globs.flatMap((glob, index) => {
    const rival = globs.slice(0, index).find((other) => other.literals === glob.literals && overlap(other, glob))
    if (rival === undefined) return []
    return entryFinding(glob, {
      code: 'tie',
      message: `"${glob.text}" and "${rival.text}" can match the same name equally well, and neither would win`,
      remedy: 'Make one of them more specific, or write one pattern for both: the most literal characters win.',
    })
  })
}

function entryFinding({ text }: Pattern, flaw: Flaw): readonly Finding[] {
  return [{ severity: 'error', path: ['tools', text], atKey: true, ...flaw }]
}
