/** A case that would notice an edit: found by trying calls near those of the cases, on both policies. */
import type { Policy } from '@portcullis/engine'
import { stringify } from 'yaml'
import type { CaseWorld } from '../case-counters.ts'
import type { Observed } from '../observed.ts'
import type { Segments } from '../policy-parts.ts'
import type { PreparedSuite } from '../prepare-suite.ts'
import type { Case, Effect, Expectation, Step } from '../suite.ts'
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

/** @returns undefined where no difference was found */
export function suggestCase(pair: Pair, world: CaseWorld): Case | undefined {
  let first: Case | undefined
  let left = MOST_PROBES
  for (const probe of probesFor(pair, world)) {
    if (left-- === 0) break
    const found = differenceBy(probe, pair, world)
    if (found?.ofEffect === true) return found.told
    if (found === undefined || first !== undefined) continue
    first = found.told
    left = Math.min(left, MORE_PROBES)
  }
  return first
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
  const told = caseOf(probe, index, { wanted: expected(found, differing), says })
  return { told, ofEffect: differing.has('effect') || differing.has('shown') }
}

function* probesFor({ original, calls, policy, at }: Pair, world: CaseWorld): Generator<Probe> {
  const told = at.includes('results') ? calls : withoutResults(calls)
  const rule = ruleAround(policy, at)
  if (rule !== undefined && isLimit(at[rule.at.length])) {
    yield* limitProbes(rule, at, passing(original, callVariants(rule, told), world))
  }
  for (const call of callVariants(rule, told)) yield probeOf(call)
  const given = told[0]?.given ?? {}
  for (const step of surfaceSteps(policy, at)) yield { given, steps: [step] }
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

/** The probe up to the step that tells the difference, and what must come of it. */
function caseOf({ given, steps }: Probe, index: number, { wanted, says }: Found): Case {
  const [only, ...more] = steps.slice(0, index + 1)
  const circumstances = Object.fromEntries(Object.entries(given).filter(([, value]) => isTold(value)))
  const when = only === undefined || more.length > 0 ? steps.slice(0, index + 1) : only
  const named = { name: `notices: ${says}`, ...(isTold(circumstances) && { given: circumstances }), when }
  return Object.assign(named, Object.fromEntries([['then', wanted]]))
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
export function caseText({ name, given, when, then }: Case): string {
  const steps = isList(when) ? `\n${when.map((step) => `    - ${flow(step)}\n`).join('')}` : ` ${flow(when)}\n`
  const circumstances = given === undefined ? '' : `  given: ${flow(given)}\n`
  return `- name: ${flow(name)}\n${circumstances}  when:${steps}  then: ${flow(then)}\n`
}

const isList = (when: Case['when']): when is readonly Step[] => Array.isArray(when)

const flow = (value: unknown): string =>
  stringify(value, { collectionStyle: 'flow', lineWidth: 0, aliasDuplicateObjects: false }).trim()
