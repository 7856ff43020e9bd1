/** Calls near those of the cases, at the edges of a rule's conditions. */
import {
  type Comparison,
  type Condition,
  isArray,
  type JsonValue,
  matches,
  nameTokens,
  type Policy,
  parsePattern,
  type Rule,
  TOOL_CATEGORIES,
  TOOL_RISKS,
} from '@portcullis/engine'
import {
  conditionsWithin,
  elements,
  type Part,
  predicatesOf,
  resultsOf,
  rulesOf,
  type Segments,
} from '../policy-parts.ts'
import type { PlacedCase } from '../read-suite.ts'
import type { Step } from '../suite.ts'
import { type ProbeValue, probeValues } from './probe-values.ts'
import { nameFor, SAMPLE_RESULT } from './sample-text.ts'
import { argumentAt, type ProbeCall, withValue } from './step-values.ts'

const MOST_CALLS = 8
const MOST_VALUES = 24
const HOURS = 24
const LARGEST_RESULT = 1_000_000

/** The calls of the cases, each once. */
export function callsOf(cases: readonly PlacedCase[]): readonly ProbeCall[] {
  const found = new Map<string, ProbeCall>()
  for (const { given, steps } of cases) {
    for (const { step } of steps) {
      if (step.call === undefined) continue
      const { used: _, ...rest } = given
      const call = { given: { ...rest, ...step.given }, step: callAlone(step) }
      found.set(JSON.stringify(call), call)
    }
  }
  return [...found.values()]
}

function callAlone({ call = '', arguments: args, input, result, outcome }: Step): Step {
  return {
    call,
    ...(args !== undefined && { arguments: args }),
    ...(input !== undefined && { input }),
    ...(result !== undefined && { result }),
    ...(outcome !== undefined && { outcome }),
  }
}

/** Where it does not matter what servers answer. */
export const withoutResults = (calls: readonly ProbeCall[]): readonly ProbeCall[] =>
  calls.map(({ step: { result: _, ...step }, ...call }) => ({ ...call, step }))

/** The rule that an edited part belongs to; undefined for parts of the document itself. */
export function ruleAround(policy: Policy, at: Segments): Part<Rule> | undefined {
  return rulesOf(policy).find((rule) => rule.at.every((step, index) => at[index] === step))
}

/** Calls of the tools that a rule is about: those of the cases first, then made-up ones. */
function callsFor(rule: Part<Rule> | undefined, calls: readonly ProbeCall[]): readonly ProbeCall[] {
  if (rule === undefined) return [...some(calls), STRANGER]
  const [kind, text = ''] = rule.at
  if (kind === 'all_tools') return [...some(calls), STRANGER]
  if (kind === 'classes') return [...some(calls), ofClass(String(text))]
  const fitting = calls.filter(({ step }) => fits(String(text), step.call))
  return [...some(fitting), { given: calls[0]?.given ?? {}, step: { call: nameFor(String(text)) } }]
}

/** Those that pass first: what is refused anyway tells little. */
function some(calls: readonly ProbeCall[]): readonly ProbeCall[] {
  const passing = calls.filter(({ passes }) => passes === true)
  const refused = calls.filter(({ passes }) => passes !== true)
  return [...spread(passing, MOST_CALLS), ...spread(refused, MOST_CALLS / 2)]
}

const STRANGER: ProbeCall = { given: {}, step: { call: 'another_tool' } }

function fits(text: string, name = ''): boolean {
  const pattern = parsePattern(text)
  return pattern.ok && matches(pattern.value, nameTokens(name))
}

/** A tool of a class, where the cases have none. */
function ofClass(name: string): ProbeCall {
  const category = TOOL_CATEGORIES.find((each) => each === name) ?? 'write'
  const risk = TOOL_RISKS.find((each) => name === `risk:${each}`) ?? 'medium'
  const facts = name === 'unknown' ? {} : { label: { category, risk } }
  return { given: { tools: { sample_tool: facts } }, step: { call: 'sample_tool' } }
}

/** So many of a list, from all over it. */
function spread<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list
  return Array.from({ length: most }, (_, index) => list[Math.floor((index * list.length) / most)]).filter(
    (each) => each !== undefined,
  )
}

/** Calls at the edges of the conditions around an edited part, each with one value that differs. */
export function* callVariants(policy: Policy, at: Segments, calls: readonly ProbeCall[]): Generator<ProbeCall> {
  const rule = ruleAround(policy, at)
  const own = callsFor(rule, calls)
  yield* own
  if (at.includes('results')) yield* resultVariants(policy, own)
  if (rule === undefined) return
  const groups = predicatesOf(rule).map((part) => ({
    isEdited: part.at.every((step, index) => at[index] === step),
    comparisons: comparisonsIn(part.at, part.value.conditions),
  }))
  const edited = groups.flatMap(({ isEdited, comparisons }) => (isEdited ? comparisons : []))
  yield* edges(own, [edited], edited)
  yield* edges(
    own,
    groups.map(({ comparisons }) => comparisons),
    groups.flatMap(({ comparisons }) => comparisons),
  )
}

/** Each comparison at its edges, from calls as they are and from such that a group of comparisons holds for. */
function* edges(
  own: readonly ProbeCall[],
  groups: readonly (readonly Comparison[])[],
  comparisons: readonly Comparison[],
): Generator<ProbeCall> {
  const known = own.flatMap(({ step }) => textsIn(step.arguments))
  for (const start of own) for (const comparison of comparisons) yield* variantsOf(start, comparison, known)
  const starts = groups.flatMap((group) => own.slice(0, 4).map((call) => holding(call, group, known)))
  yield* starts
  for (const start of starts) for (const comparison of comparisons) yield* variantsOf(start, comparison, known)
}

/** Answers that detectors find something in, that are large, and at the edges of what results are judged by. */
function* resultVariants(policy: Policy, own: readonly ProbeCall[]): Generator<ProbeCall> {
  const all = resultsOf(policy).map(({ value }) => value)
  const sizes = all.flatMap(({ max_bytes: most }) => (most === undefined || most > LARGEST_RESULT ? [] : [most]))
  const comparisons = all.flatMap((each) =>
    comparisonsIn(
      [],
      (each.deny_if ?? []).flatMap(({ conditions }) => conditions),
    ),
  )
  for (const start of own) {
    yield { ...start, step: { ...start.step, result: SAMPLE_RESULT } }
    for (const size of sizes) yield { ...start, step: { ...start.step, result: 'x'.repeat(size) } }
    for (const comparison of comparisons) yield* variantsOf(start, comparison, [])
  }
}

function comparisonsIn(at: Segments, conditions: readonly Condition[]): readonly Comparison[] {
  return conditionsWithin(elements(at, conditions)).flatMap(({ value }) => ('path' in value ? [value] : []))
}

/** A call for which all comparisons of a group hold, as far as that can be told. */
function holding(call: ProbeCall, comparisons: readonly Comparison[], known: readonly JsonValue[]): ProbeCall {
  return comparisons.reduce((made, comparison) => {
    const [value] = probeValues(comparison, known)
    return withValue(made, comparison.path, value) ?? made
  }, call)
}

function* variantsOf(start: ProbeCall, comparison: Comparison, known: readonly JsonValue[]): Generator<ProbeCall> {
  const { path } = comparison
  if (path === 'time.hour' || path === 'time.weekday') return yield* hoursOf(start)
  const there = argumentAt(start, path)
  const values: readonly ProbeValue[] = probeValues(comparison, there === undefined ? known : [there, ...known])
  for (const value of values.slice(0, MOST_VALUES)) {
    const made = withValue(start, path, value)
    if (made !== undefined) yield made
  }
  // Lists of which one element does and another does not.
  if (path.includes('[*]')) yield* pairsOf(start, comparison, values)
}

function* pairsOf(start: ProbeCall, { path }: Comparison, values: readonly ProbeValue[]): Generator<ProbeCall> {
  for (const value of values.slice(0, 4)) {
    const first = withValue(start, path, values[0])
    const both = first && withValue(first, path.replace('[*]', '[1]'), value)
    if (both !== undefined) yield both
  }
}

/** Every hour of a day, and noon of every day of the week. */
function* hoursOf(start: ProbeCall): Generator<ProbeCall> {
  const day = Date.UTC(2026, 0, 5)
  const hours = Array.from({ length: HOURS }, (_, hour) => day + hour * 3_600_000)
  const days = Array.from({ length: 7 }, (_, index) => day + index * 86_400_000 + 43_200_000)
  for (const at of [...hours, ...days]) yield { ...start, given: { ...start.given, at: new Date(at).toISOString() } }
}

function textsIn(value: JsonValue | undefined): readonly JsonValue[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return (isArray(value) ? value : Object.values(value)).flatMap(textsIn)
}
