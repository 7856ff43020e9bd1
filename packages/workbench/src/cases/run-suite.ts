/** Runs cases. */
import type { Path, Place } from '../yaml/place.ts'
import type { CaseWorld } from './case-counters.ts'
import { type CaseListener, CaseState } from './case-state.ts'
import { compare, type Mismatch } from './compare.ts'
import type { Observed } from './observed.ts'
import type { PreparedSuite } from './prepare-suite.ts'
import type { PlacedCase, PlacedStep } from './read-suite.ts'
import { runStep } from './run-step.ts'
import { ASKING_KEYS } from './suite.ts'

/** Something that is not as a case says. */
export interface Failure extends Place, Omit<Mismatch, 'key'> {
  readonly key: Mismatch['key'] | 'used'
  /** From 1; of a case with one step, undefined. */
  readonly step: number | undefined
  /** Which repetition it was, from 1; undefined where there is but one. */
  readonly time: number | undefined
  /** The rule that decided instead, and what the agent was told: to see why. */
  readonly because: string | undefined
}

/** What came of a case. */
export interface CaseOutcome extends Place {
  readonly name: string
  readonly failures: readonly Failure[]
}

/** A failure before its place is known. */
interface Unplaced extends Omit<Failure, 'line' | 'column'> {
  readonly path: Path
  readonly at?: 'key'
}

/** Runs all cases, each with counters of its own. */
export function runSuite(suite: PreparedSuite, world: CaseWorld, listener?: CaseListener): readonly CaseOutcome[] {
  const { cases, place } = suite.placed
  return cases.map((each) => ({
    name: each.name,
    ...place([...each.path, 'name']),
    failures: failuresOf(suite, each, world, listener).map(({ path, at, ...failure }) => ({
      ...failure,
      ...place(path, at),
    })),
  }))
}

/** Whether a case holds: stops at the first thing that does not. */
export function holds(suite: PreparedSuite, each: PlacedCase, world: CaseWorld): boolean {
  return failuresOf(suite, each, world, undefined).length === 0
}

/** A case goes no further than the first step that fails: what comes after would be told of another story. */
function failuresOf(
  suite: PreparedSuite,
  each: PlacedCase,
  world: CaseWorld,
  listener: CaseListener | undefined,
): readonly Unplaced[] {
  const state = new CaseState(suite, each, world, listener)
  for (const [index, step] of each.steps.entries()) {
    state.now += step.after
    const at = each.steps.length === 1 ? undefined : index + 1
    const failures = runRepeatedly(state, step, at)
    if (failures.length > 0) return failures
  }
  return unusedSeeds(state, each)
}

function runRepeatedly(state: CaseState, placed: PlacedStep, at: number | undefined): readonly Unplaced[] {
  const { times = 1 } = placed.step
  const { wanted = unspoken(placed) } = placed
  for (let time = 1; time <= times; time++) {
    const observed = runStep(state, placed)
    const mismatches = wanted === undefined ? [] : compare(wanted, observed)
    if (mismatches.length > 0) {
      return mismatches.map((mismatch) => ({
        ...mismatch,
        path: typeof wanted === 'string' ? placed.thenPath : [...placed.thenPath, mismatch.key],
        step: at,
        time: times === 1 ? undefined : time,
        because: storyOf(observed),
      }))
    }
  }
  return []
}

/** What is asked and not spoken of has to be allowed; time that passes and lists cannot fail. */
function unspoken({ step }: PlacedStep): 'allow' | undefined {
  return ASKING_KEYS.some((key) => key !== 'list' && step[key] !== undefined) ? 'allow' : undefined
}

function storyOf({ effect, rule, document, code, message }: Observed): string | undefined {
  if (effect === undefined || rule === undefined) return undefined
  const by = document === undefined || document === '' ? rule : `${rule} of ${document}`
  const coded = code === undefined ? '' : ` (${code})`
  return `${effect} by ${by}${coded}${message === undefined ? '' : `: ${message}`}`
}

/** What is given of a counter that no call comes to was given by mistake. */
function unusedSeeds({ used, seededNames }: CaseState, { path }: PlacedCase): readonly Unplaced[] {
  return [...used.keys()]
    .filter((counter) => !seededNames.has(counter))
    .map((counter) => ({
      key: 'used',
      expected: `a call that takes from ${counter}`,
      actual: 'none',
      path: [...path, 'given', 'used', counter],
      at: 'key',
      step: undefined,
      time: undefined,
      because: undefined,
    }))
}
