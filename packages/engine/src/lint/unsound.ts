/** What a document must not say, although each word of it is well-formed. */
import { pathsOf } from '../condition/condition.ts'
import type { Mode, Policy } from '../policy/policy.ts'
import type { Finding } from '../policy/problem.ts'
import type { ApprovalRule, Predicate } from '../policy/rule.ts'
import { comparisonsIn, type Place, type PlacedRule, rulesOf } from './placed.ts'

/** Classes whose tools do what cannot be taken back. */
const GRAVE: ReadonlySet<string> = new Set(['execute', 'destructive', 'financial'])

/** Everything of this kind. */
export function unsound(policy: Policy): readonly Finding[] {
  return [
    ...endlessShadow([], policy),
    ...rulesOf(policy).flatMap((placed) => [
      ...endlessShadow(placed.path, placed.rule),
      ...liftedHide(placed),
      ...earlyResults(placed),
      ...graveReuse(placed),
    ]),
  ]
}

/** Shadow mode without an end would be a rule that never holds. */
function endlessShadow(
  path: Place,
  { mode, until }: { readonly mode?: Mode; readonly until?: string },
): readonly Finding[] {
  if (mode !== 'shadow' || until !== undefined) return []
  return [
    {
      severity: 'error',
      path: [...path, 'until'],
      code: 'missing_key',
      message: '"mode": "shadow" needs "until"',
      remedy: 'Say when it begins to be enforced: "until": "2026-12-31T00:00:00Z".',
    },
  ]
}

/** Shadow mode never makes a tool visible. */
function liftedHide({ path, rule: { action, mode } }: PlacedRule): readonly Finding[] {
  if (mode !== 'shadow' || action !== 'hide') return []
  return [
    {
      severity: 'error',
      path: [...path, 'mode'],
      code: 'bad_value',
      message: 'a rule in shadow mode would show what it hides',
      remedy: 'Leave "mode" out, or try "action": "deny" in shadow mode.',
    },
  ]
}

/** What is judged before a call is made. */
const BEFORE = ['deny_if', 'require', 'approve_if'] as const

function readsResult({ conditions }: Predicate | ApprovalRule): boolean {
  return conditions.some((condition) => pathsOf(condition).some((path) => path.startsWith('result')))
}

/** Before a call is made there is no result to look at. */
function earlyResults({ path, rule }: PlacedRule): readonly Finding[] {
  return BEFORE.filter((key) => rule[key]?.some(readsResult) === true)
    .flatMap((key) => comparisonsIn(rule[key], [...path, key]))
    .filter(({ comparison }) => /^result[.[]/.test(comparison.path))
    .map(({ path: place, comparison }) => ({
      severity: 'error',
      path: [...place, 'path'],
      code: 'bad_path',
      message: `"${comparison.path}" is not there yet when this is asked`,
      remedy: 'Put the condition into "deny_if" of "results".',
    }))
}

/** One answer for any call of a tool is too much trust where a call cannot be taken back. */
function graveReuse({ path, rule }: PlacedRule): readonly Finding[] {
  if (!isGrave(path)) return []
  const asking = (rule.approve_if ?? []).map(({ reuse }, index) => ({ reuse, place: ['approve_if', index] }))
  return [{ reuse: rule.approval?.reuse, place: ['approval'] }, ...asking].flatMap(({ reuse, place }): Finding[] => {
    if (typeof reuse !== 'object' || reuse.same !== 'tool') return []
    const message = `one answer cannot serve for different calls of ${String(path[1])} tools`
    const remedy = 'Write "same": "call", or "once".'
    return [{ severity: 'error', path: [...path, ...place, 'reuse', 'same'], code: 'bad_value', message, remedy }]
  })
}

function isGrave([first, second]: Place): boolean {
  return first === 'classes' && GRAVE.has(String(second))
}
