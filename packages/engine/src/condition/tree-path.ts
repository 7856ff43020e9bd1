/** Paths into JSON that comes from outside: arguments, inputs and results. */
import type { JsonObject, JsonValue } from '../decide/request.ts'
import { fold, mayLookAlike } from '../text/folding.ts'
import { isArray, isObject, own } from '../text/json.ts'
import { type Evaluation, TOO_MUCH } from './evaluation.ts'
import { Fault } from './fault.ts'
import { EACH, type PathStep, spellSteps } from './path-text.ts'

/** A value that may be missing, or not to be had. */
export type Found = JsonValue | undefined | Fault

/** One step from a container that is there. */
type Step = (container: JsonValue, evaluation: Evaluation) => Found

/** A step through every element. */
interface EachStep {
  readonly each: Fault
}

/** How a path goes through JSON. */
export interface TreePath {
  /** The value; undefined where there is none. Of a path with `[*]`, its array. */
  readonly one: (start: JsonValue | undefined, evaluation: Evaluation) => Found
  /** All values of a path with `[*]`, undefined for each that is missing; undefined where the first array is missing. */
  readonly all: (
    start: JsonValue | undefined,
    evaluation: Evaluation,
  ) => readonly (JsonValue | undefined)[] | undefined | Fault
}

/**
 * Prepares a path.
 * @param noun what faults call a value below the root: "argument"
 * @param whole what they call the root itself: "the arguments"
 */
export function treePath(steps: readonly PathStep[], noun: string, whole: string): TreePath {
  const name = (upTo: number): string => (upTo === 0 ? whole : `${noun} ${spellSteps(steps.slice(0, upTo))}`)
  const walk = steps.map((step, index) =>
    compileStep(step, name(index), `${noun} ${spellSteps(steps.slice(0, index + 1))}`),
  )
  const first = walk.findIndex((step) => typeof step !== 'function')
  const straight = (first < 0 ? walk : walk.slice(0, first)).filter((step) => typeof step === 'function')
  const rest = first < 0 ? [] : walk.slice(first)
  const [only] = straight
  const one: TreePath['one'] =
    only !== undefined && straight.length === 1
      ? (start, evaluation) => (start === undefined ? undefined : only(start, evaluation))
      : (start, evaluation) => follow(start, straight, evaluation)
  return {
    one,
    all(start, evaluation) {
      const array = one(start, evaluation)
      if (array === undefined || array === null) return undefined
      if (array instanceof Fault) return array
      const found: (JsonValue | undefined)[] = []
      return gather(array, { walk: rest, found, evaluation }, 0) ?? found
    },
  }
}

/** An absent or null container has no members; anything that is there must be of the kind that the step goes through. */
function follow(start: JsonValue | undefined, walk: readonly Step[], evaluation: Evaluation): Found {
  let value: Found = start
  for (const step of walk) {
    if (value === undefined || value === null) return undefined
    value = step(value, evaluation)
    if (value instanceof Fault) return value
  }
  return value
}

interface Gathering {
  readonly walk: readonly (Step | EachStep)[]
  readonly found: (JsonValue | undefined)[]
  readonly evaluation: Evaluation
}

function gather(start: JsonValue, gathering: Gathering, from: number): Fault | undefined {
  const { walk, found, evaluation } = gathering
  let value: Found = start
  for (let index = from; index < walk.length; index++) {
    const step = walk[index]
    if (value === undefined || value === null || step === undefined) break
    if (typeof step !== 'function') return gatherEach(value, step, gathering, index + 1)
    value = step(value, evaluation)
    if (value instanceof Fault) return value
  }
  found.push(value ?? undefined)
  return undefined
}

function gatherEach(value: JsonValue, step: EachStep, gathering: Gathering, next: number): Fault | undefined {
  if (!isArray(value)) return step.each
  if (!gathering.evaluation.take(value.length * 4)) return TOO_MUCH
  for (const element of value) {
    const fault = gather(element, gathering, next)
    if (fault !== undefined) return fault
  }
  return undefined
}

function compileStep(step: PathStep, container: string, member: string): Step | EachStep {
  if (step === EACH) return { each: new Fault(`${container} must be an array`) }
  return typeof step === 'number' ? elementStep(step, container) : memberStep(step, container, member)
}

function elementStep(index: number, container: string): Step {
  const wrong = new Fault(`${container} must be an array`)
  return (value) => (isArray(value) ? value[index] : wrong)
}

function memberStep(key: string, container: string, spelling: string): Step {
  const wrong = new Fault(`${container} must be an object`)
  const lookAlike = new Fault(`${spelling} must be spelled exactly so`)
  const folded = fold(key)
  return (value, evaluation) => {
    if (!isObject(value)) return wrong
    const member = own(value, key)
    if (member !== undefined) return member
    return absentMember(value, folded, lookAlike, evaluation)
  }
}

/** Absent, unless a lenient server might take another key for it. */
function absentMember(value: JsonObject, folded: string, lookAlike: Fault, evaluation: Evaluation): undefined | Fault {
  const keys = Object.keys(value)
  if (!evaluation.take(keys.length)) return TOO_MUCH
  for (const key of keys) {
    if (!mayLookAlike(key, folded)) continue
    if (!evaluation.take(key.length)) return TOO_MUCH
    if (fold(key) === folded) return lookAlike
  }
  return undefined
}
