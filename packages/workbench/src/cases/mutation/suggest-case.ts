/** A case that would notice an edit: found by trying calls near those of the cases, on both policies. */
import type { Policy } from '@portcullis/engine'
import { stringify } from 'yaml'
import type { CaseWorld } from '../case-counters.ts'
import type { Observed } from '../observed.ts'
import type { Segments } from '../policy-parts.ts'
import type { PreparedSuite } from '../prepare-suite.ts'
import type { Case, Effect, Expectation, Step } from '../suite.ts'
import { callsFor, callsOf, callVariants, ruleAround } from './call-probes.ts'
import { limitProbes } from './limit-probes.ts'
import { differencesOf, firstDifference, observe, type Probe } from './probe.ts'
import { probeOf } from './step-values.ts'
import { surfaceSteps } from './surface-probes.ts'

/** So many probes are tried for one edit. */
const MOST_PROBES = 1_500

/** What is compared: a suite, and the same with one edit. */
export interface Pair {
  readonly original: PreparedSuite
  readonly edited: PreparedSuite
  /** The document before the edit. */
  readonly policy: Policy
  readonly at: Segments
  readonly says: string
}

/** @returns undefined where no difference was found */
export function suggestCase({ original, edited, policy, at, says }: Pair, world: CaseWorld): Case | undefined {
  let tried = 0
  for (const probe of probesFor(original, policy, at)) {
    if (++tried > MOST_PROBES) return undefined
    const observed = observe(original, probe, world)
    const others = observe(edited, probe, world)
    const index = firstDifference(observed, others)
    const [found, other] = [observed[index], others[index]]
    if (found !== undefined && other !== undefined) {
      return caseOf(probe, index, { wanted: expected(found, differencesOf(found, other)), says })
    }
  }
  return undefined
}

function* probesFor({ placed }: PreparedSuite, policy: Policy, at: Segments): Generator<Probe> {
  const calls = callsOf(placed.cases, at.includes('results'))
  const rule = ruleAround(policy, at)
  if (rule !== undefined && isLimit(at[rule.at.length])) yield* limitProbes(rule, at, callsFor(rule, calls))
  for (const call of callVariants(rule, calls)) yield probeOf(call)
  const given = calls[0]?.given ?? {}
  for (const step of surfaceSteps(policy, at)) yield { given, steps: [step] }
}

const isLimit = (key: string | number | undefined): boolean => key === 'limits' || key === 'rate_limit'

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
