/** Whether an edit of a policy only takes rights away. On doubt it does not. */
import { isDeepStrictEqual } from 'node:util'
import type { Limit, Policy, Predicate, RateLimit, Rule } from '@portcullis/engine'

/** What the later document allows and the earlier one does not, or what cannot be decided: one sentence each. */
export function policyLoosenings(earlier: Policy, later: Policy): readonly string[] {
  if (isDeepStrictEqual(earlier, later)) return []
  return [
    ...documentLoosenings(earlier, later),
    ...(earlier.hide ?? [])
      .filter((name) => !(later.hide ?? []).includes(name))
      .map((name) => `${quote(name)} is no longer hidden.`),
    ...allToolsLoosenings(earlier.all_tools, later.all_tools),
    ...toolsLoosenings(earlier, later),
  ]
}

const quote = (name: string): string => JSON.stringify(name)

/** Members that this module understands; a difference in any other member counts as loosening. */
const judged = new Set(['default', 'hide', 'all_tools', 'tools'])
/** Members that tell people something and decide nothing. */
const silent = new Set(['$schema', 'name', 'description'])

function documentLoosenings(earlier: Policy, later: Policy): readonly string[] {
  const members = new Map([...Object.entries(earlier), ...Object.entries(later)])
  const before = new Map<string, unknown>(Object.entries(earlier))
  const after = new Map<string, unknown>(Object.entries(later))
  const found = [...members.keys()]
    .filter((key) => !judged.has(key) && !silent.has(key) && !isDeepStrictEqual(before.get(key), after.get(key)))
    .map((key) => `\`${key}\` changes.`)
  if (earlier.default === 'deny' && later.default === 'allow') found.push('`default` becomes `allow`.')
  return found
}

function allToolsLoosenings(earlier: Rule | undefined, later: Rule | undefined): readonly string[] {
  if (earlier === undefined) return []
  return ruleLoosenings(earlier, later ?? {}).map((what) => `\`all_tools\`: ${what}`)
}

const isPattern = (name: string): boolean => /[*?\\]/.test(name)

/**
 * An entry displaces patterns and classes, and a pattern displaces others, so that with any of those about, an entry that
 * appears or goes can change the rule of a tool in either direction.
 */
function toolsLoosenings(earlier: Policy, later: Policy): readonly string[] {
  const before = new Map(Object.entries(earlier.tools ?? {}))
  const after = new Map(Object.entries(later.tools ?? {}))
  const onlyRestricts =
    earlier.default === 'allow' && earlier.classes === undefined && ![...before.keys()].some(isPattern)
  const appeared = [...after].flatMap(([name, rule]) => {
    const known = before.get(name)
    if (known !== undefined) return ruleLoosenings(known, rule).map((what) => `${quote(name)}: ${what}`)
    return onlyRestricts || alwaysDenies(rule) ? [] : [`${quote(name)} gets a rule.`]
  })
  const denied = later.default === 'deny' && later.classes === undefined && ![...after.keys()].some(isPattern)
  const gone = [...before.keys()]
    .filter((name) => !denied && !after.has(name) && later.hide?.includes(name) !== true)
    .map((name) => `${quote(name)} loses its rule.`)
  return [...appeared, ...gone]
}

/** A rule in shadow mode denies nothing. */
const alwaysDenies = ({ action, mode }: Rule): boolean => mode !== 'shadow' && (action === 'deny' || action === 'hide')

const actionRank = { allow: 0, require_approval: 1, deny: 2, hide: 3 } as const

function ruleLoosenings(earlier: Rule, later: Rule): readonly string[] {
  const found: string[] = []
  if (actionRank[later.action ?? 'allow'] < actionRank[earlier.action ?? 'allow']) {
    found.push(`\`action\` becomes \`${later.action ?? 'allow'}\`.`)
  }
  if (alwaysDenies(later)) return found
  for (const key of ['require', 'deny_if'] as const) {
    const lost = (earlier[key] ?? []).filter(
      (predicate) => !(later[key] ?? []).some((other) => samePredicate(predicate, other)),
    )
    if (lost.length > 0) found.push(`\`${key}\` loses or changes a predicate.`)
  }
  for (const limit of earlier.limits ?? []) {
    if (!(later.limits ?? []).some((other) => limitsAtLeast(limit, other))) {
      found.push(`the limit on ${quote(limit.counter)} goes, rises or changes.`)
    }
  }
  if (!rateLimitsAtLeast(earlier.rate_limit, later.rate_limit)) found.push('`rate_limit` goes, rises or changes.')
  return found.concat(unknownMembers(earlier, later))
}

/** What the agent is told decides nothing. */
const samePredicate = (a: Predicate, b: Predicate): boolean =>
  isDeepStrictEqual({ ...a, on_deny: undefined }, { ...b, on_deny: undefined })

/** Same counter, same window, and no more of it. */
function limitsAtLeast(earlier: Limit, later: Limit): boolean {
  const same = isDeepStrictEqual(
    { ...earlier, max: undefined, on_deny: undefined },
    { ...later, max: undefined, on_deny: undefined },
  )
  return same && Number(later.max) <= Number(earlier.max)
}

function rateLimitsAtLeast(earlier: RateLimit | undefined, later: RateLimit | undefined): boolean {
  if (earlier === undefined || isDeepStrictEqual(earlier, later)) return true
  if (later === undefined || typeof earlier === 'string' || typeof later === 'string') return false
  return isDeepStrictEqual({ ...earlier, max: 0 }, { ...later, max: 0 }) && later.max <= earlier.max
}

const judgedMembers = new Set(['action', 'reason', 'require', 'deny_if', 'limits', 'rate_limit'])

function unknownMembers(earlier: Rule, later: Rule): readonly string[] {
  const before = new Map<string, unknown>(Object.entries(earlier))
  const after = new Map<string, unknown>(Object.entries(later))
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => !judgedMembers.has(key) && !isDeepStrictEqual(before.get(key), after.get(key)))
    .map((key) => `\`${key}\` changes.`)
}
