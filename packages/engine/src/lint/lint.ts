/** Warnings: what a document says and its author may not have meant. */
import { pathsOf } from '../condition/condition.ts'
import { limitWarnings } from '../limit/limit-findings.ts'
import { matches, nameTokens, type Pattern, parsePattern } from '../name/pattern.ts'
import type { ClassRule, Policy } from '../policy/policy.ts'
import type { Finding, Flaw } from '../policy/problem.ts'
import type { Results } from '../policy/results.ts'
import type { Predicate, Rule } from '../policy/rule.ts'
import { surfaceWarnings } from '../surface/surface-findings.ts'
import { comparisonsIn, type Place, type PlacedComparison, rulesOf } from './placed.ts'

/** Everything that is allowed and suspicious. */
export function lint(policy: Policy): readonly Finding[] {
  const rules = rulesOf(policy)
  const classes = rules.filter(({ path }) => path[0] === 'classes')
  return [
    ...rules.flatMap(({ path, rule }) => lintRule(path, rule)),
    ...results([], policy.results),
    ...limitWarnings(policy),
    ...surfaceWarnings(policy),
    ...laxerExceptions(policy),
    ...classes.flatMap(({ path, rule }) => idleTrust(path, rule)),
    ...reviewedOnly(policy),
  ]
}

function lintRule(path: Place, rule: Rule): readonly Finding[] {
  const comparisons = (['deny_if', 'require', 'approve_if'] as const).flatMap((key) =>
    comparisonsIn(rule[key], [...path, key]),
  )
  return [
    ...withoutEffect(path, rule),
    ...comparisons.flatMap(nullLiteral),
    ...absentPasses(path, rule),
    ...results(path, rule.results),
  ]
}

function results(path: Place, rule: Results | undefined): readonly Finding[] {
  const place = [...path, 'results', 'deny_if']
  return [...comparisonsIn(rule?.deny_if, place).flatMap(nullLiteral), ...(rule?.deny_if ?? []).flatMap(partOfTexts)]

  /** What one kind of content must not say, another kind may. */
  function partOfTexts({ conditions }: Predicate, index: number): readonly Finding[] {
    const paths = conditions.flatMap(pathsOf)
    if (paths.length === 0 || paths.some((each) => each !== CONTENT_TEXT)) return []
    return [
      warn([...place, index], {
        code: 'part_of_texts',
        message: `"${CONTENT_TEXT}" leaves out texts that the agent reads as well: embedded resources, structured content, errors, messages beside the answer`,
        remedy: 'Write "result.text" for every text that comes back.',
      }),
    ]
  }
}

const CONTENT_TEXT = 'result.content[*].text'

/** What a rule that refuses every call has no use for. */
const UNREACHED = ['deny_if', 'require', 'approve_if', 'approval', 'limits', 'rate_limit', 'results'] as const

const mayAsk = ({ action, approve_if: asks = [], limits = [] }: Rule): boolean =>
  action === 'require_approval' || asks.length > 0 || limits.some((limit) => limit.on_exceed === 'require_approval')

function withoutEffect(path: Place, rule: Rule): readonly Finding[] {
  const { action = 'allow', reason } = rule
  const found: Finding[] = []
  const unreached = UNREACHED.filter((key) => rule[key] !== undefined)
  if (action === 'deny' || action === 'hide') {
    for (const key of unreached) {
      found.push(
        warn(
          [...path, key],
          noEffect(`"${key}" is never looked at beside "action": "${action}"`, 'Remove one of them.'),
        ),
      )
    }
  }
  if (rule.approval !== undefined && (action === 'allow' || action === 'require_approval') && !mayAsk(rule)) {
    found.push(
      warn(
        [...path, 'approval'],
        noEffect('"approval" says how people are asked, and nothing in this rule asks', 'Remove it, or ask.'),
      ),
    )
  }
  if (reason !== undefined && (action === 'allow' || action === 'hide')) {
    found.push(
      warn(
        [...path, 'reason'],
        noEffect(`"reason" is never said beside "action": "${action}"`, 'Use "on_deny" where the refusal is.'),
      ),
    )
  }
  if (path.length === 1 && rule.action === 'allow') {
    found.push(
      warn(
        [...path, 'action'],
        noEffect(
          '"all_tools" cannot allow what "default" refuses',
          'Use "default": "allow", or the entry "*" under "tools".',
        ),
      ),
    )
  }
  return found
}

function noEffect(message: string, remedy: string): Flaw {
  return { code: 'no_effect', message, remedy }
}

function nullLiteral({ path, comparison: { op, value } }: PlacedComparison): readonly Finding[] {
  const candidates = Array.isArray(value) && (op === 'in' || op === 'not_in') ? value : [value]
  if (op === 'exists' || !candidates.includes(null)) return []
  const remedy = 'Use the operator "exists": with true it asks for a value, with false for none.'
  return [
    warn([...path, 'value'], {
      code: 'null_literal',
      message: 'null equals nothing: every operator but "exists" is false for it',
      remedy,
    }),
  ]
}

/** Operators that ask for something else to be there. */
const NEGATIVE: ReadonlySet<string> = new Set(['neq', 'not_in', 'not_contains'])

/** Everything else is there in every call. */
const SOMETIMES_ABSENT = /^(?:args|input|client|grant\.tags|tool\.annotations)[.[]/

/** A call that leaves the argument out passes `deny_if` with `neq` or `not_in`. */
function absentPasses(path: Place, rule: Rule): readonly Finding[] {
  const comparisons = [
    ...comparisonsIn(rule.deny_if, [...path, 'deny_if']),
    ...comparisonsIn(rule.approve_if, [...path, 'approve_if']),
  ]
  const asked = new Set(comparisons.flatMap(({ comparison }) => (comparison.op === 'exists' ? [comparison.path] : [])))
  const required = new Set((rule.require ?? []).flatMap(({ conditions }) => conditions.flatMap(pathsOf)))
  return comparisons.flatMap(({ path: place, comparison }) => {
    if (!NEGATIVE.has(comparison.op) || !SOMETIMES_ABSENT.test(comparison.path)) return []
    if (asked.has(comparison.path) || required.has(comparison.path)) return []
    return warn(place, {
      code: 'absent_passes',
      message: `a call without ${comparison.path} is not ${place.includes('approve_if') ? 'asked about' : 'refused'} by this: "${comparison.op}" is false where nothing is there`,
      remedy: `Add a predicate with { "path": "${comparison.path}", "op": "exists", "value": false }, or use "require".`,
    })
  })
}

/** A class that refuses every call has nothing to trust. */
function idleTrust(path: Place, { trust, action }: ClassRule): readonly Finding[] {
  if (trust === undefined || (action !== 'deny' && action !== 'hide')) return []
  return [
    warn([...path, 'trust'], noEffect(`"trust" has no effect beside "action": "${action}"`, 'Remove one of them.')),
  ]
}

/** Where nothing else can allow, a class without trust opens only what an operator has labelled. */
function reviewedOnly({ default: otherwise, classes = {}, tools = {} }: Policy): readonly Finding[] {
  const elsewhere = Object.keys(tools).some((text) => /[*?]/.test(text))
  if (otherwise === 'allow' || elsewhere) return []
  return Object.entries(classes).flatMap(([name, { action = 'allow', trust }]: [string, ClassRule]) => {
    if (trust !== undefined || action === 'deny' || action === 'hide') return []
    return {
      ...warn(['classes', name], {
        code: 'reviewed_only',
        message: `"${name}" allows only tools that an operator labelled in the configuration`,
        remedy: 'Nothing, if that is meant. Add "trust": "derived" to allow what the definition of a tool suggests.',
      }),
      atKey: true,
    }
  })
}

const STRICTNESS: Readonly<Record<string, number>> = { allow: 0, require_approval: 1, deny: 2, hide: 3 }

/** An exact entry displaces every pattern that matches its name: worth saying where it takes something away. */
function laxerExceptions({ tools = {} }: Policy): readonly Finding[] {
  const entries = Object.entries(tools).flatMap(([text, rule]) => {
    const pattern = parsePattern(text)
    return pattern.ok ? [{ pattern: pattern.value, rule }] : []
  })
  const globs = entries.filter(({ pattern }) => pattern.exact === undefined)
  return entries.flatMap(({ pattern, rule }) => {
    if (pattern.exact === undefined) return []
    const name = nameTokens(pattern.exact)
    const stricter = globs.find((glob) => matches(glob.pattern, name) && isLaxer(rule, glob.rule))
    return stricter === undefined ? [] : [laxer(pattern, stricter.pattern)]
  })
}

function laxer(entry: Pattern, glob: Pattern): Finding {
  return {
    ...warn(['tools', entry.text], {
      code: 'laxer_exception',
      message: `"${entry.text}" is an exception from "${glob.text}", which is stricter and does not apply to it`,
      remedy: 'Nothing, if that is meant. Otherwise repeat here what the pattern says, or move it to "all_tools".',
    }),
    atKey: true,
  }
}

/** Whether a rule lets pass what another one would not: by its action, or because it says nothing where the other one does. */
export function isLaxer(rule: Rule, pattern: Rule): boolean {
  const difference = strictnessOf(rule) - strictnessOf(pattern)
  if (difference !== 0) return difference < 0
  return (isBare(rule) && !isBare(pattern)) || (isUnlimited(rule) && !isUnlimited(pattern))
}

function isUnlimited({ action = 'allow', rate_limit: rate, limits = [] }: Rule): boolean {
  return rate === undefined && limits.length === 0 && action !== 'deny' && action !== 'hide'
}

function strictnessOf({ action = 'allow' }: Rule): number {
  return STRICTNESS[action] ?? 0
}

function isBare(rule: Rule): boolean {
  return (
    rule.rate_limit === undefined &&
    rule.results === undefined &&
    [rule.require, rule.deny_if, rule.approve_if, rule.limits].every((list) => (list ?? []).length === 0)
  )
}

function warn(path: Place, flaw: Flaw): Finding {
  return { severity: 'warning', path, ...flaw }
}
