/** What a comparison may have come to, by the facts of the argument that it looks at. */
import { type Answered, type Comparison, isArray, type JsonValue, type PathStep, pointerOf } from '@portcullis/engine'
import { argumentAt, isScalar, type KnownArgument, standIns } from './known-argument.ts'
import type { Keyring, RecordedCall } from './recorded-call.ts'
import { anyOf, samplesFor } from './sample-values.ts'

/** Puts arguments to the comparison itself: what it says is never worked out here. */
export type Ask = (args: Readonly<Record<string, JsonValue>>, inexact?: ReadonlySet<string>) => Answered

/** A comparison with a path into the arguments. */
export interface Asking {
  readonly comparison: Comparison
  readonly steps: readonly PathStep[]
  readonly completed: boolean
  readonly ask: Ask
}

/** Nothing is known. */
export const ANY: readonly Answered[] = ['held', 'not_held', 'fault']
const EITHER: readonly Answered[] = ['held', 'not_held']

/** Everything that the comparison may have come to. */
export function argumentAnswers(call: RecordedCall, asking: Asking, keyring: Keyring): readonly Answered[] {
  const found = argumentAt(call, asking.steps, asking.completed)
  if (found === 'unknown') return ANY
  if (found === 'absent') return [asking.ask(standIns(call))]
  return asking.steps.length > 1 ? belowAnswers(found, asking) : ownAnswers(call, found, { asking, keyring })
}

/** Below a scalar there is nothing, whatever its value; below an array or an object everything may be. */
function belowAnswers({ name, kind }: KnownArgument, { ask }: Asking): readonly Answered[] {
  if (!isScalar(kind) && kind.size?.most !== 0) return ANY
  return [ask({ [name]: anyOf(kind) })]
}

interface Means {
  readonly asking: Asking
  readonly keyring: Keyring
}

function ownAnswers(call: RecordedCall, found: KnownArgument, { asking, keyring }: Means): readonly Answered[] {
  const { name, kind } = found
  const { ask, comparison } = asking
  if (kind.inexact && kind.type === 'number') return [ask({ [name]: 1 }, new Set([pointerOf([name])]))]
  const { matched, excluded } = compared(call, found, { literal: comparison.value, keyring })
  if (matched !== undefined) return [ask({ [name]: matched })]
  const { values, openEnded } = samplesFor(kind, comparison, excluded)
  if (openEnded !== 'no') return openEnded === 'either' ? EITHER : ANY
  const inexact = kind.inexact ? new Set([pointerOf([name, 0])]) : undefined
  const answers = new Set(values.map((value) => ask({ [name]: value }, inexact)))
  return answers.size === 0 ? ANY : [...answers]
}

interface Compared {
  /** Undefined: none of them. */
  readonly matched: JsonValue | undefined
  readonly excluded: readonly JsonValue[]
}

/** Which of the values that it is compared with it was, and which it was not: equal values have equal digests. */
function compared(
  call: RecordedCall,
  { name, kind, digest }: KnownArgument,
  { literal, keyring }: { readonly literal: JsonValue; readonly keyring: Keyring },
): Compared {
  if (digest === undefined || kind.inexact || !isScalar(kind)) return { matched: undefined, excluded: [] }
  const literals = isArray(literal) ? literal : [literal]
  const candidates = kind.type === 'boolean' ? [true, false] : literals.filter((each) => typeof each === kind.type)
  const matched = candidates.find((each) => keyring.digest(call, name, each) === digest)
  return { matched, excluded: matched === undefined ? candidates : [] }
}
