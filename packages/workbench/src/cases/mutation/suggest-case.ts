/** A case that would notice an edit: found by trying calls near those of the cases, on both policies. */
import type { Policy } from '@portcullis/engine'
import { stringify } from 'yaml'
import type { CaseWorld } from '../case-counters.ts'
import type { Observed } from '../observed.ts'
import type { Segments } from '../policy-parts.ts'
import type { PreparedSuite } from '../prepare-suite.ts'
import { readSuite } from '../read-suite.ts'
import { holds } from '../run-suite.ts'
import type { Case, Effect, Expectation, Given, Step } from '../suite.ts'
import { callVariants, ruleAround, withoutResults } from './call-probes.ts'
import { limitProbes } from './limit-probes.ts'
import { differencesOf, firstDifference, observe, type Probe } from './probe.ts'
import { type ProbeCall, probeOf } from './step-values.ts'
import { surfaceSteps } from './surface-probes.ts'

/** So many probes are tried for one edit. */
const MOST_PROBES = 1_500
/** So many more, once a difference was found, for one of the effect itself. */
const MORE_PROBES = 60

/** What is compared: a suite, and the same with one edit. */
export interface Pair {
  readonly original: PreparedSuite
  readonly edited: PreparedSuite
  /** The calls of its cases. */
  readonly calls: readonly ProbeCall[]
  /** The document before the edit. */
  readonly policy: Policy
  readonly at: Segments
  readonly says: string
}

/**
 * A case that holds for the policy, and does not for its edited copy: as it stands in a file.
 * @returns undefined where no difference was found
 */
export function suggestCase(pair: Pair, world: CaseWorld): string | undefined {
  let first: string | undefined
  let left = MOST_PROBES
  for (const probe of probesFor(pair, world)) {
    if (left-- === 0) break
    const found = differenceBy(probe, pair, world)
    if (found === undefined || (first !== undefined && !found.ofEffect)) continue
    const text = caseText(found.told)
    if (!tells(text, pair, world)) continue
    if (found.ofEffect) return text
    first = text
    left = Math.min(left, MORE_PROBES)
  }
  return first
}

/** Whether the case, among those of its file, holds for the one and fails for the other. */
function tells(text: string, { original, edited }: Pair, world: CaseWorld): boolean {
  const { given = {} } = original.placed.suite
  const read = readSuite(`${stringify({ given }, { aliasDuplicateObjects: false })}cases:\n${text}`)
  const [made] = read.ok ? read.suite.cases : []
  return made !== undefined && holds(original, made, world) && !holds(edited, made, world)
}

interface Difference {
  readonly told: Case
  /** Whether the effect differs, or only what is told or taken. */
  readonly ofEffect: boolean
}

function differenceBy(probe: Probe, { original, edited, says }: Pair, world: CaseWorld): Difference | undefined {
  const observed = observe(original, probe, world)
  const others = observe(edited, probe, world)
  const index = firstDifference(observed, others)
  const [found, other] = [observed[index], others[index]]
  if (found === undefined || other === undefined) return undefined
  const differing = differencesOf(found, other)
  const before = observed.slice(0, index).map(({ effect }) => effect)
  const told = caseOf(probe, before, { wanted: expected(found, differing), says })
  return { told, ofEffect: differing.has('effect') || differing.has('shown') }
}

function* probesFor({ original, calls, policy, at }: Pair, world: CaseWorld): Generator<Probe> {
  const told = at.includes('results') ? calls : withoutResults(calls)
  const rule = ruleAround(policy, at)
  if (rule !== undefined && isLimit(at[rule.at.length])) {
    yield* limitProbes(rule, at, passing(original, callVariants(policy, at, told), world))
  }
  for (const step of surfaceSteps(policy, at))
    yield { given: givenFor(told, step, original.tools !== undefined), steps: [step] }
  for (const call of callVariants(policy, at, told)) yield probeOf(call)
}

/** A tool that is called has to be one that the server has, where its list is known. */
function givenFor([first]: readonly ProbeCall[], { call }: Step, isKnown: boolean): Given {
  const tools = first?.given.tools ?? {}
  if (call === undefined || (!isKnown && Object.keys(tools).length === 0)) return first?.given ?? {}
  return { ...first?.given, tools: { ...tools, [call]: tools[call] ?? {} } }
}

const isLimit = (key: string | number | undefined): boolean => key === 'limits' || key === 'rate_limit'

/** So many calls that pass are enough to come to a limit. */
const MOST_PASSING = 4
const MOST_TRIED = 150

function passing(suite: PreparedSuite, calls: Iterable<ProbeCall>, world: CaseWorld): readonly ProbeCall[] {
  const found: ProbeCall[] = []
  let tried = 0
  for (const call of calls) {
    if (found.length === MOST_PASSING || ++tried > MOST_TRIED) break
    const [observed] = observe(suite, probeOf(call), world)
    if (observed !== undefined && (observed.claims?.size ?? 0) > 0) found.push(call)
  }
  return found
}

interface Found {
  readonly wanted: Effect | Expectation
  readonly says: string
}

/**
 * The probe up to the step that tells the difference, and what must come of it.
 * @param before what comes of the steps before
 */
function caseOf({ given, steps }: Probe, before: readonly (Effect | undefined)[], { wanted, says }: Found): Case {
  const last = steps[before.length]
  const earlier = steps.slice(0, before.length).map((step, index) => expecting(step, before[index]))
  const when = last === undefined || earlier.length > 0 ? [...earlier, ...(last === undefined ? [] : [last])] : last
  const circumstances = Object.fromEntries(Object.entries(given).filter(([, value]) => isTold(value)))
  const named = { name: `notices: ${says}`, ...(isTold(circumstances) && { given: circumstances }), when }
  return Object.assign(named, Object.fromEntries([['then', wanted]]))
}

/** A step that says nothing has to be allowed. */
function expecting(step: Step, effect: Effect | undefined): Step {
  return effect === undefined || effect === 'allow' ? step : { ...step, ...Object.fromEntries([['then', effect]]) }
}

const isTold = (value: unknown): boolean => typeof value !== 'object' || value === null || Object.keys(value).length > 0

/** The effect, and what else tells the difference. */
function expected(observed: Observed, differing: ReadonlySet<string>): Effect | Expectation {
  const { effect, rule, message, claims, warnings, redacted, retryAfter, shown, offered } = observed
  if (shown !== undefined) return shown.length > 0 ? { shows: shown } : { hides: offered ?? [] }
  const told = (key: string, value: unknown): Readonly<Record<string, unknown>> =>
    value !== undefined && differing.has(key) && !differing.has('effect') ? { [key]: value } : {}
  const more: Expectation = {
    ...(effect !== 'allow' && rule !== undefined && !rule.startsWith('(') && { rule }),
    ...told('message', message),
    ...told('retry_after', retryAfter),
    ...told('claims', claims && Object.fromEntries(claims)),
    ...told('warnings', warnings),
    ...told('redacted', redacted && Object.fromEntries(redacted)),
  }
  if (effect === undefined) return more
  return Object.keys(more).length === 0 ? effect : { effect, ...more }
}

/** A case as it stands in a file: each part on a line. */
function caseText({ name, given, when, then }: Case): string {
  const steps = isList(when) ? `\n${when.map((step) => `    - ${flow(step)}\n`).join('')}` : ` ${flow(when)}\n`
  const circumstances = given === undefined ? '' : `  given: ${flow(given)}\n`
  return `- name: ${flow(name)}\n${circumstances}  when:${steps}  then: ${flow(then)}\n`
}

const isList = (when: Case['when']): when is readonly Step[] => Array.isArray(when)

const flow = (value: unknown): string =>
  stringify(value, { collectionStyle: 'flow', lineWidth: 0, aliasDuplicateObjects: false }).trim()
