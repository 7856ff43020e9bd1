/** Cases that are made up to tell a policy from its edited copy. */
import type { CaseWorld } from '../case-counters.ts'
import { CaseState } from '../case-state.ts'
import type { Observed } from '../observed.ts'
import type { PreparedSuite } from '../prepare-suite.ts'
import type { PlacedCase, PlacedStep } from '../read-suite.ts'
import { runStep } from '../run-step.ts'
import type { Given, Step } from '../suite.ts'

/** A made-up case, without what must come of it. */
export interface Probe {
  readonly given: Given
  readonly steps: readonly Step[]
}

const NOTHING: ReadonlySet<string> = new Set()

/** A probe as it is run. Time in its steps is in seconds. */
function placed({ given, steps }: Probe): PlacedCase {
  return {
    name: '',
    given,
    path: [],
    steps: steps.map(
      (step): PlacedStep => ({
        step,
        wanted: undefined,
        path: [],
        thenPath: [],
        after: typeof step.after === 'number' ? step.after * 1_000 : 0,
        inexact: NOTHING,
      }),
    ),
  }
}

/** What comes of each step; of one that happens several times, of the last time. */
export function observe(suite: PreparedSuite, probe: Probe, world: CaseWorld): readonly Observed[] {
  const made = placed(probe)
  const state = new CaseState(suite, made, world)
  return made.steps.map((step) => {
    state.now += step.after
    let observed = runStep(state, step)
    for (let time = 1; time < (step.step.times ?? 1); time++) observed = runStep(state, step)
    return observed
  })
}

/** The first step of which something else comes; −1 where nothing does. Names of rules alone are no difference. */
export function firstDifference(left: readonly Observed[], right: readonly Observed[]): number {
  return left.findIndex((observed, index) => {
    const other = right[index]
    return other === undefined || signature(observed) !== signature(other)
  })
}

/** What of a step's outcome differs from another. */
export function differencesOf(left: Observed, right: Observed): ReadonlySet<string> {
  const other = new Map(partsOf(right))
  return new Set(partsOf(left).flatMap(([key, value]) => (other.get(key) === value ? [] : [key])))
}

const signature = (observed: Observed): string => JSON.stringify(partsOf(observed))

/** The default text of a limit has numbers of its own in it: when it may be tried again says the same. */
function partsOf(observed: Observed): readonly (readonly [key: string, value: string | undefined])[] {
  const { effect, code, message, retryAfter, asks, claims, warnings, redacted, result, shadow, shown } = observed
  return [
    ['effect', effect],
    ['code', code],
    ['message', retryAfter === undefined ? message : undefined],
    ['retry_after', retryAfter === undefined ? undefined : String(retryAfter)],
    ['asks', asks === undefined ? undefined : String(asks.length)],
    ['claims', JSON.stringify([...(claims ?? [])])],
    ['warnings', JSON.stringify(warnings)],
    ['redacted', JSON.stringify([...(redacted ?? [])])],
    ['result', result],
    ['shadow', shadow?.effect],
    ['shown', JSON.stringify(shown)],
  ]
}
