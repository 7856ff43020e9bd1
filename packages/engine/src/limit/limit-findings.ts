/** What is wrong, or odd, with the limits of a document taken together. */
import type { Policy } from '../policy/policy.ts'
import type { Finding, Flaw } from '../policy/problem.ts'
import type { Rule } from '../policy/rule.ts'
import { sameIncrement } from './increment.ts'
import { counterId, limitsOf, type PreparedLimit } from './limit.ts'

/** A rule, its place, and its limits. */
interface LimitedRule {
  readonly place: readonly string[]
  readonly rule: Rule
  readonly limits: readonly PreparedLimit[]
}

/** Classes whose calls are never made without their counters. */
const GRAVE: ReadonlySet<string> = new Set(['execute', 'destructive', 'financial'])

/** What makes a well-formed document wrong. */
export function limitContradictions(policy: Policy): readonly Finding[] {
  const { everywhere, classes, tools } = limitedRules(policy)
  const beside = [...everywhere, ...classes].flatMap(({ limits }) => limits)
  return [
    ...differing([], beside),
    ...tools.flatMap(({ limits }) => differing(beside, limits)),
    ...[...everywhere, ...classes, ...tools].flatMap(failingOpen),
  ]
}

/** What a document may say, and its author may not have meant. */
export function limitWarnings(policy: Policy): readonly Finding[] {
  const { everywhere, classes, tools } = limitedRules(policy)
  const general = everywhere.flatMap(({ limits }) => limits)
  const rules = [...everywhere, ...classes, ...tools]
  return [...rules.flatMap(idleAsks), ...rules.flatMap(({ limits }) => unboundedValues(limits, general))]
}

function limitedRules({ all_tools: all, classes, tools, timezone }: Policy) {
  const limited = (rules: Readonly<Record<string, Rule>>, ...above: readonly string[]): readonly LimitedRule[] =>
    Object.entries(rules).map(([name, rule]) => {
      const place = [...above, name]
      return { place, rule, limits: limitsOf(rule, place, timezone) }
    })
  return {
    everywhere: all === undefined ? [] : limited({ all_tools: all }),
    classes: limited({ ...classes }, 'classes'),
    tools: limited(tools ?? {}, 'tools'),
  }
}

/** Limits that one call can meet and that share a counter must take the same from it, and give back alike. */
function differing(others: readonly PreparedLimit[], limits: readonly PreparedLimit[]): readonly Finding[] {
  const first = new Map<string, PreparedLimit>()
  for (const limit of others) if (!first.has(counterId(limit))) first.set(counterId(limit), limit)
  return limits.flatMap((limit): readonly Finding[] => {
    const other = first.get(counterId(limit))
    if (other === undefined) {
      first.set(counterId(limit), limit)
      return []
    }
    const flaw = difference(other, limit)
    return flaw === undefined ? [] : [{ severity: 'error', path: limit.place, ...flaw }]
  })
}

function difference(other: PreparedLimit, limit: PreparedLimit): Flaw | undefined {
  const { name } = limit.counter
  if (!sameIncrement(other.increment, limit.increment)) {
    return {
      code: 'differing_increments',
      message: `the counter "${name}" is increased in another way by ${other.rule}, and one call meets both`,
      remedy: 'Give them the same increment, or counters of different names.',
    }
  }
  if (sameOutcomes(other.refundOn, limit.refundOn)) return undefined
  return {
    code: 'differing_refunds',
    message: `what is taken from the counter "${name}" is given back after other outcomes by ${other.rule}, and one call meets both`,
    remedy: 'Give them the same "refund_on": the counter has one claim of a call, and it comes back or stays.',
  }
}

function sameOutcomes(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((outcome) => right.includes(outcome))
}

/** Calls that a person approves, or that cannot be undone, are never made without their counters. */
function failingOpen({ place, rule, limits }: LimitedRule): readonly Finding[] {
  const asks = rule.action === 'require_approval' || (rule.approve_if ?? []).length > 0
  const grave = place[0] === 'classes' && GRAVE.has(place[1] ?? '')
  if (!asks && !grave) return []
  const message = asks
    ? 'calls that a person has to approve are not made without their counters'
    : `calls of the class "${place[1]}" are not made without their counters`
  return limits
    .filter(({ onStoreFailure }) => onStoreFailure === 'allow')
    .map((limit) => ({
      severity: 'error',
      path: [...limit.place, 'on_store_failure'],
      code: 'bad_value',
      message,
      remedy: 'Remove it: such a call is refused while the counters cannot be reached.',
    }))
}

/** A limit that asks from a maximum on that another limit of its counter never lets a call reach. */
function idleAsks({ limits }: LimitedRule): readonly Finding[] {
  return limits.flatMap((limit): readonly Finding[] => {
    if (limit.onExceed === 'deny') return []
    const cap = limits.find(
      (other) => other.onExceed === 'deny' && counterId(other) === counterId(limit) && other.max <= limit.max,
    )
    if (cap === undefined) return []
    return [
      {
        severity: 'warning',
        path: [...limit.place, 'max'],
        code: 'no_effect',
        message: `this limit never asks: ${cap.rule} refuses at least as early`,
        remedy: 'Let it ask from a smaller "max" on than the other refuses.',
      },
    ]
  })
}

/** Whoever chooses the values chooses how many counters there are. */
function unboundedValues(limits: readonly PreparedLimit[], general: readonly PreparedLimit[]): readonly Finding[] {
  const isBounded = [...limits, ...general].some(({ split }) => split === undefined)
  return limits
    .filter(({ split }) => split?.readsArguments === true && !isBounded)
    .map((limit) => ({
      severity: 'warning',
      path: [...limit.place, 'by'],
      code: 'unbounded_values',
      message: 'every value has a counter of its own, so a caller that makes up values has no limit',
      remedy: 'Add a limit without "by" beside it, for all values together.',
    }))
}
