/** What is wrong with a document although each of its parts is well-formed. */
import { counterId, limitsOf, type PreparedLimit, sameIncrement } from './limit.ts'
import { covers, overlap, type Pattern, parsePattern } from './pattern.ts'
import type { Policy, Rule } from './policy.ts'
import type { Finding, Flaw } from './problem.ts'

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
  return [...hiddenEntries(hide, entries), ...ties(globs), ...differingIncrements(policy)]
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

/** Limits that one call can meet and that share a counter must take the same from it. */
export function differingIncrements({ all_tools: everywhere, tools, classes }: Policy): readonly Finding[] {
  const general = everywhere === undefined ? [] : limitsOf(everywhere, ['all_tools'])
  const ofClasses = Object.entries(classes ?? {}).flatMap(([name, rule]: [string, Rule]) =>
    limitsOf(rule, ['classes', name]),
  )
  const beside = [...general, ...ofClasses]
  const own = Object.entries(tools ?? {}).map(([name, rule]: [string, Rule]) => limitsOf(rule, ['tools', name]))
  return [...differing([], beside), ...own.flatMap((limits) => differing(beside, limits))]
}

function differing(others: readonly PreparedLimit[], limits: readonly PreparedLimit[]): readonly Finding[] {
  const first = new Map<string, PreparedLimit>()
  for (const limit of others) if (!first.has(counterId(limit))) first.set(counterId(limit), limit)
  return limits.flatMap((limit): readonly Finding[] => {
    const other = first.get(counterId(limit))
    if (other === undefined) first.set(counterId(limit), limit)
    if (other === undefined || sameIncrement(other.increment, limit.increment)) return []
    const message = `the counter "${limit.counter}" is increased in another way by ${other.rule}, and one call meets both`
    const remedy = 'Give them the same increment, or counters of different names.'
    return [{ severity: 'error', path: limit.place, code: 'differing_increments', message, remedy }]
  })
}
