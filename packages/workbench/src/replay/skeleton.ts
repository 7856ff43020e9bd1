/**
 * A draft with its questions taken out: every comparison becomes "is c7 true?", every amount "n2", every value that
 * counters are told apart by "b1". The engine decides over it exactly as over the draft, from answers alone.
 */
import {
  type ByKey,
  type Comparison,
  type CompiledPolicy,
  type Condition,
  comparisonQuestion,
  compileLayers,
  type IncrementFrom,
  incrementQuestion,
  isAllOf,
  isAnyOf,
  isNot,
  type Layer,
  type Limit,
  type Policy,
  parsePathText,
  pathOfKey,
  pointerOf,
  type Rule,
} from '@portcullis/engine'

/** Something that the draft reads of a call. */
export type Variable = AskedComparison | TakenAmount | SplitValue

/** The truth of a comparison. */
export interface AskedComparison {
  readonly kind: 'comparison'
  readonly name: string
  readonly question: string
  readonly path: string
  readonly comparison: Comparison
  readonly quantifier: 'any' | 'all'
  readonly timezone: string
}

/** What a limit takes. */
export interface TakenAmount {
  readonly kind: 'amount'
  readonly name: string
  readonly question: string
  readonly path: string
  readonly from: IncrementFrom
}

/** What counters are told apart by. */
export interface SplitValue {
  readonly kind: 'split'
  readonly name: string
  readonly path: string
  /** Values that are recorded as different may count as one. */
  readonly folds: boolean
}

/** The draft, asking for variables. */
export interface Skeleton {
  readonly compiled: CompiledPolicy
  /** Whether arguments are read completed with the defaults of their schema. */
  readonly completed: boolean
  readonly variables: ReadonlyMap<string, Variable>
  /** Variables that a limit reads, by the id of its document and its pointer. */
  readonly ofLimit: ReadonlyMap<string, readonly string[]>
}

/** Where the limit of a document is found. */
export const limitKey = (document: string, rule: string): string => `${document} ${rule}`

/**
 * Takes the questions out of documents that hold together.
 * @throws Error for what `compileLayers` refuses
 */
export function skeletonOf(layers: readonly Layer[]): Skeleton {
  const completed = layers.some(({ policy }) => policy.arguments !== 'any')
  const variables = new Map<string, Variable>()
  const ofLimit = new Map<string, readonly string[]>()
  const names = new Map<string, string>()
  const nameOf = (letter: string, identity: string): string => {
    const known = names.get(letter + identity)
    if (known !== undefined) return known
    const name = `${letter}${names.size}`
    names.set(letter + identity, name)
    return name
  }
  const stripped = layers.map((layer) => {
    const zone = layer.policy.timezone ?? 'UTC'
    const strip: Strip = {
      condition: (condition, quantifier) => stripCondition(condition, quantifier, comparisonOf),
      limit(limit, pointer) {
        const { increment_from: from, by, ...rest } = limit
        const amount = from === undefined ? [] : [amountOf(limit, from)]
        const splits = (by ?? []).map(splitOf)
        const read = [...amount, ...splits].flatMap(variablesOf)
        if (read.length > 0) ofLimit.set(limitKey(layer.id, pointer), read)
        const [taken] = amount
        return { ...rest, ...(taken !== undefined && { increment_from: taken }), ...(by && { by: splits }) }
      },
      by(by, pointer) {
        const splits = by.map(splitOf)
        const read = splits.flatMap(variablesOf)
        if (read.length > 0) ofLimit.set(limitKey(layer.id, pointer), read)
        return splits
      },
    }
    return { ...layer, policy: stripPolicy(layer.policy, strip) }

    function comparisonOf(comparison: Comparison, quantifier: 'any' | 'all'): Condition {
      const question = comparisonQuestion(comparison, { quantifier, completed })
      const name = nameOf('c', `${zone} ${question}`)
      const { path } = comparison
      variables.set(name, { kind: 'comparison', name, question, path, comparison, quantifier, timezone: zone })
      return { path: `args.${name}`, op: 'eq', value: true }
    }
  })
  return { compiled: compileLayers(stripped), completed, variables, ofLimit }

  function amountOf(limit: Limit, from: IncrementFrom): string {
    const question = incrementQuestion(limit, completed) ?? ''
    const name = nameOf('n', question)
    const path = typeof from === 'string' ? from : 'sum' in from ? from.sum : from.count
    variables.set(name, { kind: 'amount', name, question, path, from })
    return `args.${name}`
  }

  function splitOf(key: ByKey): ByKey {
    const path = pathOfKey(key)
    const parsed = parsePathText(path)
    if (parsed.ok && KNOWN_ROOT.test(parsed.value.root)) return key
    const name = nameOf('b', JSON.stringify(key))
    const folds = typeof key !== 'string' && (key.ignore_case === true || key.trim === true)
    variables.set(name, { kind: 'split', name, path, folds })
    return `args.${name}`
  }
}

/** The variable that stands for a key. */
function variablesOf(key: ByKey): readonly string[] {
  const path = pathOfKey(key)
  return path.startsWith('args.') ? [path.slice(5)] : []
}

/** What a record says itself. */
const KNOWN_ROOT = /^(?:tool\.(?!annotations)|time\.)/

interface Strip {
  readonly condition: (condition: Condition, quantifier: 'any' | 'all') => Condition
  readonly limit: (limit: Limit, pointer: string) => Limit
  readonly by: (by: readonly ByKey[], pointer: string) => readonly ByKey[]
}

function stripPolicy(policy: Policy, strip: Strip): Policy {
  const { all_tools: everywhere, tools, classes } = policy
  return {
    ...policy,
    ...(everywhere && { all_tools: stripRule(everywhere, ['all_tools'], strip) }),
    ...(tools && { tools: stripRules(tools, 'tools', strip) }),
    ...(classes && { classes: stripRules(classes, 'classes', strip) }),
  }
}

function stripRules<T extends Rule>(
  rules: Readonly<Record<string, T>>,
  key: string,
  strip: Strip,
): Readonly<Record<string, T>> {
  return Object.fromEntries(
    Object.entries(rules).map(([name, rule]) => [name, { ...rule, ...stripRule(rule, [key, name], strip) }]),
  )
}

function stripRule(rule: Rule, place: readonly string[], strip: Strip): Rule {
  const { require, deny_if: denyIf, approve_if: approveIf, limits, rate_limit: rate } = rule
  const conditions = <T extends { readonly conditions: readonly Condition[] }>(
    each: T,
    quantifier: 'any' | 'all',
  ): T => ({
    ...each,
    conditions: each.conditions.map((condition) => strip.condition(condition, quantifier)),
  })
  return {
    ...rule,
    ...(require && { require: require.map((each) => conditions(each, 'all')) }),
    ...(denyIf && { deny_if: denyIf.map((each) => conditions(each, 'any')) }),
    ...(approveIf && { approve_if: approveIf.map((each) => conditions(each, 'any')) }),
    ...(limits && { limits: limits.map((each, index) => strip.limit(each, pointerOf([...place, 'limits', index]))) }),
    ...(typeof rate === 'object' &&
      rate.by && { rate_limit: { ...rate, by: strip.by(rate.by, pointerOf([...place, 'rate_limit'])) } }),
  }
}

function stripCondition(
  condition: Condition,
  quantifier: 'any' | 'all',
  comparison: (comparison: Comparison, quantifier: 'any' | 'all') => Condition,
): Condition {
  const inner = (each: Condition): Condition => stripCondition(each, quantifier, comparison)
  if (isAnyOf(condition)) return { any: condition.any.map(inner) }
  if (isAllOf(condition)) return { all: condition.all.map(inner) }
  if (isNot(condition)) {
    return { not: stripCondition(condition.not, quantifier === 'any' ? 'all' : 'any', comparison) }
  }
  return comparison(condition, quantifier)
}
