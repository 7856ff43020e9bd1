/** Whether a predicate holds for every call, or for none: tried with values that stand for all others. */
import {
  type Comparison,
  type Condition,
  compileCondition,
  EACH,
  Evaluation,
  isAllOf,
  isAnyOf,
  isArray,
  isNot,
  isObject,
  type JsonObject,
  type JsonValue,
  own,
  type PathStep,
  parsePathText,
  type Setting,
  type Truth,
} from '@portcullis/engine'
import { NOTHING_SEEN, requestOf } from './call.ts'
import { literalsOf } from './candidates.ts'
import { type Knowledge, type Sketch, type Variable, variableOf } from './variables.ts'

/** Conditions of a predicate that have to do with each other, and what was found of them. */
export interface Part {
  /** Positions among the predicate's conditions. */
  readonly conditions: readonly number[]
  /** Keys of the variables that they read. */
  readonly reads: readonly string[]
  /** True: for every call; false: for none; undefined: that was not shown. */
  readonly holds: boolean | undefined
  /** False where they cannot be judged for any call, so that each is refused. */
  readonly isJudged: boolean
}

/** More combinations of values are not tried. */
const MOST_CALLS = 5_000

/** Judges the conditions of one predicate, apart where they have nothing to do with each other. */
export function partsOf(
  conditions: readonly Condition[],
  quantifier: Setting['quantifier'],
  known: Omit<Knowledge, 'pinnedTo'>,
): readonly Part[] {
  const comparisons = conditions.map(comparisonsOf)
  const pinnedTo = pins(conditions)
  const byKey = new Map<string, Comparison[]>()
  for (const each of comparisons.flat()) {
    const key = keyOf(each.path)
    byKey.set(key, [...(byKey.get(key) ?? []), each])
  }
  const variables = new Map<string, Variable>()
  for (const [key, asked] of byKey) {
    variables.set(key, variableOf(asked[0]?.path ?? '', asked, { ...known, pinnedTo: () => pinnedTo.get(key) }))
  }
  const nested = insideOneAnother([...variables.values()])
  return groupsOf(comparisons.map((list) => new Set(list.map(({ path }) => keyOf(path))))).map(({ members, keys }) => {
    const reads = [...keys]
    const chosen = reads.flatMap((key) => variables.get(key) ?? [])
    const isKnown = chosen.every((variable) => variable.enough !== 'none' && !nested.has(variable))
    const tested = members.flatMap((index) => conditions[index] ?? [])
    const tried = isKnown ? tryAll(tested, chosen, { quantifier, known }) : undefined
    return { conditions: members, reads, holds: tried?.holds, isJudged: tried?.isJudged ?? true }
  })
}

/** One key for all spellings of a path, and for everything that the clock says. */
function keyOf(text: string): string {
  const parsed = parsePathText(text)
  if (!parsed.ok) return text
  const { root, steps } = parsed.value
  return root.startsWith('time.') ? 'time' : root + JSON.stringify(steps.map((step) => (step === EACH ? null : step)))
}

/** The comparisons of a condition. */
export function comparisonsOf(condition: Condition): readonly Comparison[] {
  if (isAnyOf(condition)) return condition.any.flatMap(comparisonsOf)
  if (isAllOf(condition)) return condition.all.flatMap(comparisonsOf)
  return isNot(condition) ? comparisonsOf(condition.not) : [condition]
}

/** Paths that have to be equal to a value, or to one of several, for the whole to hold. */
function pins(conditions: readonly Condition[]): ReadonlyMap<string, readonly JsonValue[]> {
  const found = new Map<string, readonly JsonValue[]>()
  for (const condition of conditions) {
    if (isAnyOf(condition) || isAllOf(condition) || isNot(condition) || condition.ignore_case === true) continue
    if (condition.op === 'eq' || condition.op === 'in') found.set(keyOf(condition.path), literalsOf([condition]))
  }
  return found
}

interface Group {
  readonly members: readonly number[]
  readonly keys: ReadonlySet<string>
}

/** Puts together the conditions that read something in common. */
function groupsOf(reads: readonly ReadonlySet<string>[]): readonly Group[] {
  let groups: readonly Group[] = []
  reads.forEach((keys, index) => {
    const related = groups.filter((group) => [...keys].some((key) => group.keys.has(key)))
    const joined: Group = {
      members: [...related.flatMap(({ members }) => members), index],
      keys: new Set([...keys, ...related.flatMap((group) => [...group.keys])]),
    }
    groups = [...groups.filter((group) => !related.includes(group)), joined]
  })
  return groups
}

/** Arguments of which one lies within another: they cannot be chosen apart. */
function insideOneAnother(variables: readonly Variable[]): ReadonlySet<Variable> {
  const isInside = (inner: readonly PathStep[], outer: readonly PathStep[]): boolean =>
    outer.length <= inner.length && outer.every((step, index) => step === inner[index])
  return new Set(
    variables.filter(({ steps }, index) =>
      variables.some((other, at) => {
        if (steps === undefined || other.steps === undefined || at === index) return false
        return isInside(steps, other.steps) || isInside(other.steps, steps) || mixes(steps, other.steps)
      }),
    ),
  )
}

/** Whether one takes for an array what the other takes for an object. */
function mixes(left: readonly PathStep[], right: readonly PathStep[]): boolean {
  const at = left.findIndex((step, index) => step !== right[index])
  return at >= 0 && typeof left[at] !== typeof right[at]
}

interface Trial {
  readonly quantifier: Setting['quantifier']
  readonly known: Omit<Knowledge, 'pinnedTo'>
}

function tryAll(
  conditions: readonly Condition[],
  variables: readonly Variable[],
  { quantifier, known }: Trial,
): Pick<Part, 'holds' | 'isJudged'> | undefined {
  const count = variables.reduce((product, { values }) => product * values.length, 1)
  if (count === 0 || count > MOST_CALLS || count > known.effort.left) return undefined
  known.effort.left -= count
  const test = compileCondition({ all: conditions }, { quantifier, timezone: 'UTC' }).test
  const met = { holds: false, fails: false, isJudged: false }
  const note = (truth: Truth): void => {
    if (typeof truth === 'boolean') met.isJudged = true
    if (truth === true) met.holds = true
    else met.fails = true
  }
  const start: Sketch = { values: new Map(), tool: known.tool, texts: new Map(), seen: NOTHING_SEEN, at: 0 }
  const visit = (sketch: Sketch, index: number): void => {
    const variable = variables[index]
    if (met.holds && met.fails) return
    if (variable === undefined) note(test(new Evaluation(requestOf({ ...sketch, args: argsOf(sketch) }))))
    else for (const value of variable.values) visit(variable.set(sketch, value), index + 1)
  }
  visit(start, 0)
  const { isJudged } = met
  if (!met.holds) return { holds: false, isJudged }
  const isAlways = !met.fails && variables.every(({ enough }) => enough === 'any')
  return { holds: isAlways ? true : undefined, isJudged }
}

function argsOf({ values }: Sketch): JsonObject {
  let args: JsonValue = {}
  for (const [{ steps }, value] of values) if (steps !== undefined) args = put(args, steps, value)
  return isObject(args) ? args : {}
}

/** A value with another one put to its place within; elements before it are made of nothing. */
function put(container: JsonValue | undefined, [step, ...rest]: readonly PathStep[], value: JsonValue): JsonValue {
  if (step === undefined || step === EACH) return value
  if (typeof step === 'number') {
    const elements = isArray(container) ? [...container] : []
    while (elements.length <= step) elements.push(null)
    elements[step] = put(elements[step], rest, value)
    return elements
  }
  const members = isObject(container) ? container : {}
  return { ...members, [step]: put(own(members, step), rest, value) }
}
