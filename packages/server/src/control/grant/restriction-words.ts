/** Bounds of a rule in words: what it counts, what it looks at, never what it compares with. */
import {
  type ApprovalRule,
  comparisonsIn,
  type IncrementFrom,
  type Limit,
  type Predicate,
  type RateLimit,
  type Rule,
} from '@portcullis/engine'

/** Phrases of a rule; none: it bounds nothing. A rule in shadow mode bounds nothing either. */
export function restrictionWords(rule: Rule): readonly string[] {
  if (rule.mode === 'shadow') return []
  const asking = (rule.approve_if ?? []).filter(({ conditions }) => conditions.length > 0)
  const judged = [...(rule.require ?? []), ...(rule.deny_if ?? [])].filter(({ conditions }) => conditions.length > 0)
  return [
    ...(rule.rate_limit === undefined ? [] : [rateWords(rule.rate_limit)]),
    ...(rule.limits ?? []).map(limitWords),
    ...(judged.length === 0 ? [] : [`it depends on ${subjects(judged)}`]),
    ...(asking.length === 0 ? [] : [`a person may be asked, depending on ${subjects(asking)}`]),
    ...(rule.results === undefined ? [] : ['its results are inspected']),
  ]
}

const rateWords = (rate: RateLimit): string =>
  typeof rate === 'string'
    ? `at most ${rate.replace('/', ' calls per ')}`
    : `at most ${rate.max} calls in ${rate.window} s`

function limitWords({ max, window, increment_from: from, on_exceed: then, scope }: Limit): string {
  const span = typeof window === 'number' ? `in ${window} s` : `${window === 'hour' ? 'an' : 'a'} ${window}`
  const whose = scope === undefined || scope === 'grant' ? '' : ` for each ${scope}`
  const beyond = then === 'require_approval' ? '; beyond that a person is asked' : ''
  return `at most ${max} ${unit(from)} ${span}${whose}${beyond}`
}

function unit(from: IncrementFrom | undefined): string {
  if (from === undefined) return 'calls'
  if (typeof from === 'string') return `of ${from}`
  return 'sum' in from ? `of the sum of ${from.sum}` : `elements of ${from.count}`
}

const MOST = 4

/** The paths that predicates look at. */
function subjects(predicates: readonly (Predicate | ApprovalRule)[]): string {
  const found = [...new Set(comparisonsIn(predicates, []).map(({ comparison }) => comparison.path))]
  const named = found.slice(0, MOST).map((path) => path.replace(/^args\./, ''))
  return named.join(', ') + (found.length > MOST ? ' and others' : '')
}
