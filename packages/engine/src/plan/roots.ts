/** What a rule looks at. */
import { isComparison, pathsOf } from '../condition/condition.ts'
import { parsePath } from '../condition/path.ts'
import type { PathRoot } from '../condition/path-text.ts'
import type { Condition } from '../policy/condition.ts'
import { type Limit, pathOfKey } from '../policy/limit.ts'
import type { Policy } from '../policy/policy.ts'
import type { Rule } from '../policy/rule.ts'

/** The roots of all paths of a rule's conditions and limits; those of its `results` that concern the call included. */
export function rootsOf(rule: Rule): ReadonlySet<PathRoot> {
  const roots = new Set<PathRoot>()
  for (const predicates of [rule.deny_if, rule.require, rule.approve_if, rule.results?.deny_if]) {
    for (const { conditions } of predicates ?? []) for (const condition of conditions) addRoots(condition, roots)
  }
  for (const limit of rule.limits ?? []) for (const path of pathsOfLimit(limit)) addRoot(path, roots)
  if (typeof rule.rate_limit === 'object') for (const key of rule.rate_limit.by ?? []) addRoot(pathOfKey(key), roots)
  return roots
}

function addRoots(condition: Condition, roots: Set<PathRoot>): void {
  if (isComparison(condition)) addRoot(condition.path, roots)
  else for (const path of pathsOf(condition)) addRoot(path, roots)
}

function addRoot(text: string, roots: Set<PathRoot>): void {
  if (text.startsWith('args')) roots.add('args')
  else {
    const path = parsePath(text)
    if (path.ok) roots.add(path.value.root)
  }
}

function pathsOfLimit({ by, increment_from: source }: Limit): readonly string[] {
  const keys = by === undefined ? NO_PATHS : by.map(pathOfKey)
  if (source === undefined) return keys
  if (typeof source === 'string') return [...keys, source]
  return [...keys, 'sum' in source ? source.sum : source.count]
}

const NO_PATHS: readonly string[] = []

/** Whether a rule of the document asks if a secret was read before. */
export function readsSecrets({ all_tools: everywhere = {}, tools = {}, classes = {}, results }: Policy): boolean {
  const general: Rule = results === undefined ? {} : { results }
  const rules: readonly Rule[] = [everywhere, general, ...Object.values(tools), ...Object.values(classes)]
  return rules.some((rule) => rootsOf(rule).has('seen.secrets'))
}
