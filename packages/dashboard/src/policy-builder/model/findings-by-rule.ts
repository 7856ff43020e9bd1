/** What the checker found, by the rule in which it stands: rows of the builder are marked with it. */
import type { Place } from './place.ts'

/** Something that was found. */
export interface RuleFinding {
  /** `error`, `warning` or `note`. */
  readonly severity: string
  /** JSON Pointer (RFC 6901) from the document on. */
  readonly pointer: string
  readonly message: string
  readonly remedy: string
}

/** Finds those of a rule, errors first; none where it is sound. */
export type FindingsOf = (rule: Place) => readonly RuleFinding[]

/** Members that hold rules by name; in the others the rule is the member. */
const NAMED: ReadonlySet<string> = new Set(['tools', 'classes', 'resources', 'prompts', 'methods'])
const WORST_FIRST = ['error', 'warning', 'note']
const NONE: readonly RuleFinding[] = []

/** Sorts them once, so that a list of 500 tools asks for each of its rows. Notes mark nothing. */
export function findingsByRule(findings: readonly RuleFinding[]): FindingsOf {
  const byRule = new Map<string, RuleFinding[]>()
  for (const finding of findings) {
    if (finding.severity === 'note') continue
    const [, member = '', name] = finding.pointer.split('/')
    const rule = NAMED.has(member) && name !== undefined ? `${member}/${name}` : member
    byRule.set(rule, [...(byRule.get(rule) ?? []), finding])
  }
  const weight = ({ severity }: RuleFinding): number => WORST_FIRST.indexOf(severity)
  for (const found of byRule.values()) found.sort((one, other) => weight(one) - weight(other))
  return (rule) => byRule.get(rule.map(escaped).join('/')) ?? NONE
}

const escaped = (step: string | number): string => String(step).replaceAll('~', '~0').replaceAll('/', '~1')
