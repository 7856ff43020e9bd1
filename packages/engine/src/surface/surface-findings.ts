/** Warnings about what a document says of everything beside tools: patterns that never decide anything. */
import { covers, parsePattern } from '../name/pattern.ts'
import type { Policy } from '../policy/policy.ts'
import type { Finding } from '../policy/problem.ts'
import { fold } from '../text/folding.ts'
import type { ItemRules } from './surface-rules.ts'
import { looseTokens } from './uri-looseness.ts'
import { absorbs, parseUriPattern } from './uri-pattern.ts'

type List = 'allow' | 'deny' | 'hide'

/** Whether everything that the inner pattern matches is refused by the outer one. */
type Covers = (outer: string, inner: string) => boolean

/** Everything that is allowed and suspicious. */
export function surfaceWarnings(policy: Policy): readonly Finding[] {
  return [
    ...itemWarnings(policy, 'resources', coversUri),
    ...itemWarnings(policy, 'prompts', coversName),
    ...noHosts(policy),
  ]
}

/** Comparisons of one character with another that a warning is worth. */
const MOST_STEPS = 20_000_000

function itemWarnings(policy: Policy, surface: 'resources' | 'prompts', coveredBy: Covers): readonly Finding[] {
  const rules = policy[surface]
  if (rules === undefined) return []
  const refusing = lengthOf([...(rules.deny ?? []), ...(rules.hide ?? [])])
  if (refusing * lengthOf([...(rules.allow ?? []), ...(rules.deny ?? [])]) > MOST_STEPS) return []
  const covered = (list: List, by: readonly List[]): readonly Finding[] =>
    (rules[list] ?? []).flatMap((text, index) => {
      const stronger = by.flatMap((other) => rules[other] ?? []).find((outer) => coveredBy(outer, text))
      if (stronger === undefined) return []
      return [
        warning(
          [surface, list, index],
          `"${text}" is covered by "${stronger}", which is stronger`,
          'Remove it, or narrow the other one.',
        ),
      ]
    })
  return [...covered('allow', ['deny', 'hide']), ...covered('deny', ['hide']), ...idleAllow(policy, surface, rules)]
}

const lengthOf = (patterns: readonly string[]): number => patterns.reduce((sum, { length }) => sum + length, 0)

/** Where the rest is allowed anyway, only what is refused counts. */
function idleAllow(policy: Policy, surface: 'resources' | 'prompts', rules: ItemRules): readonly Finding[] {
  if ((rules.default ?? policy.default) !== 'allow' || (rules.allow ?? []).length === 0) return []
  const message = `"allow" has no effect where everything else is allowed too`
  return [warning([surface, 'allow'], message, `Write "default": "deny" into "${surface}", or remove the list.`)]
}

function noHosts({ elicitation }: Policy): readonly Finding[] {
  const url = typeof elicitation === 'object' ? elicitation.url : undefined
  if (typeof url !== 'object' || url.hosts.length > 0) return []
  return [
    warning(
      ['elicitation', 'url', 'hosts'],
      'no page can be on one of no hosts',
      'Name a host, or write "url": "deny".',
    ),
  ]
}

const warning = (path: Finding['path'], message: string, remedy: string): Finding => ({
  severity: 'warning',
  path,
  code: 'no_effect',
  message,
  remedy,
})

function coversUri(outer: string, inner: string): boolean {
  const [left, right] = [parseUriPattern(outer), parseUriPattern(inner)]
  return left.ok && right.ok && absorbs(looseTokens(left.value.tokens), looseTokens(right.value.tokens))
}

function coversName(outer: string, inner: string): boolean {
  const [left, right] = [parsePattern(fold(outer)), parsePattern(fold(inner))]
  return left.ok && right.ok && covers(left.value, right.value)
}
