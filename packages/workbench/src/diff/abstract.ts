/**
 * Policies with a stand-in for every question that they ask: an argument of its own that says what comes of it. So the
 * engine itself tells what a policy answers for any combination of outcomes, whatever the questions are.
 */
import {
  type Condition,
  isAllOf,
  isAnyOf,
  isNot,
  type JsonObject,
  type JsonValue,
  type Limit,
  type Policy,
  type Predicate,
  type Rule,
} from '@portcullis/engine'
import type { Atom, Atoms, Quantifier, Truth } from './atoms.ts'

/** The same rules about stand-ins. Limits that count calls, texts and results are left out: they refuse nothing by themselves. */
export function abstractPolicy(policy: Policy, atoms: Atoms): Policy {
  const { results: _, all_tools: everywhere, tools, classes, ...rest } = policy
  const zone = policy.timezone ?? 'UTC'
  const abstract = <T extends Rule>(rule: T): T => abstractRule(rule, zone, atoms)
  return {
    ...rest,
    ...(everywhere !== undefined && { all_tools: abstract(everywhere) }),
    ...(tools !== undefined && { tools: mapped(tools, abstract) }),
    ...(classes !== undefined && { classes: mapped(classes, abstract) }),
  }
}

function mapped<T>(rules: Readonly<Record<string, T>>, change: (rule: T) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, change(rule)]))
}

function abstractRule<T extends Rule>(rule: T, zone: string, atoms: Atoms): T {
  const { results: _results, rate_limit: _rate, limits: _limits, ...rest } = rule
  const made = { ...rest } as T
  const over = <P extends Predicate>(predicates: readonly P[], quantifier: Quantifier): readonly P[] =>
    predicates.map((each) => ({
      ...each,
      conditions: each.conditions.map((condition) => standIn(condition, { quantifier, zone, atoms })),
    }))
  const reads = limitsIn(rule).flatMap((limit) => atoms.ofLimit(limit))
  return {
    ...made,
    ...(rule.deny_if !== undefined && { deny_if: over(rule.deny_if, 'any') }),
    ...(rule.require !== undefined && { require: over(rule.require, 'all') }),
    ...(rule.approve_if !== undefined && { approve_if: over(rule.approve_if, 'any') }),
    ...(reads.length > 0 && { limits: [...new Set(reads)].map(standInLimit) }),
  }
}

/** Limits of a rule that read something of the call, and those that do not. */
export function limitsIn({ limits = [], rate_limit: rate }: Rule): readonly Pick<Limit, 'by' | 'increment_from'>[] {
  return typeof rate === 'object' ? [...limits, rate.by === undefined ? {} : { by: rate.by }] : limits
}

interface Standing {
  readonly quantifier: Quantifier
  readonly zone: string
  readonly atoms: Atoms
}

const nameOf = ({ id }: Atom): string => `#${id}`
const pathOf = (atom: Atom): string => `args["${nameOf(atom)}"]`

function standIn(condition: Condition, standing: Standing): Condition {
  if (isAnyOf(condition)) return { any: condition.any.map((each) => standIn(each, standing)) }
  if (isAllOf(condition)) return { all: condition.all.map((each) => standIn(each, standing)) }
  if (isNot(condition)) return { not: standIn(condition.not, turned(standing)) }
  return {
    path: pathOf(standing.atoms.ofComparison(condition, standing.quantifier, standing.zone)),
    op: 'lt',
    value: 0,
  }
}

function turned(standing: Standing): Standing {
  return { ...standing, quantifier: standing.quantifier === 'any' ? 'all' : 'any' }
}

function standInLimit(atom: Atom): Limit {
  return { counter: nameOf(atom), window: 'day', max: 1, increment_from: pathOf(atom) }
}

/** Less than nothing holds for −1, not for 1, and cannot be judged of a text; a limit counts 1, and no text. */
function valueFor({ comparison }: Atom, truth: Truth): JsonValue {
  if (truth === 'x') return 'x'
  return comparison !== undefined && truth === 't' ? -1 : 1
}

/** Arguments that make stand-ins come out as wished. */
export function abstractArguments(outcomes: Iterable<readonly [Atom, Truth]>): JsonObject {
  return Object.fromEntries([...outcomes].map(([atom, truth]) => [nameOf(atom), valueFor(atom, truth)]))
}

/** All questions that the rules' conditions and limits ask. */
export function atomsIn(
  rules: readonly { readonly rule: Rule; readonly zone: string }[],
  atoms: Atoms,
): readonly Atom[] {
  const found = new Set<Atom>()
  for (const { rule, zone } of rules) {
    const note: Atoms = {
      ofComparison: (...asked) => noted(found, atoms.ofComparison(...asked)),
      ofLimit: (limit) => atoms.ofLimit(limit).map((atom) => noted(found, atom)),
    }
    abstractRule(rule, zone, note)
  }
  return [...found]
}

function noted(found: Set<Atom>, atom: Atom): Atom {
  found.add(atom)
  return atom
}
