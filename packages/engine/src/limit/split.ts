/** `by`: a counter of its own for each value that stands at some paths. */
import type { Evaluation } from '../condition/evaluation.ts'
import { Fault } from '../condition/fault.ts'
import { type Path, parsePath } from '../condition/path.ts'
import type { JsonValue } from '../decide/request.ts'
import { type OrFlaw, sound } from '../policy/problem.ts'
import { valueKey } from './counter-key.ts'

/** Tells the counters of one limit apart. */
export interface Split {
  /** Part of the counter's identity. */
  readonly id: string
  /** Whether callers choose the values. */
  readonly readsArguments: boolean
  /** The key of the counter that a call belongs to, below the key of all of them; or why it belongs to none. */
  readonly keyFor: (family: string, evaluation: Evaluation) => string | Fault
}

const NO_DIGEST = new Fault('a limit counts by value, and nothing here can make digests of values', 'policy_denied')

/** Reads the paths of a limit; undefined where it has none. */
export function parseSplit(by: readonly string[] | undefined): OrFlaw<Split | undefined> {
  if (by === undefined || by.length === 0) return sound(undefined)
  const paths: Path[] = []
  for (const text of by) {
    const path = parsePath(text)
    if (!path.ok) return path
    paths.push(path.value)
  }
  return sound({
    id: JSON.stringify(paths.map(({ subject }) => subject)),
    readsArguments: paths.some(({ root }) => root === 'args'),
    keyFor: keyMaker(paths.map(scalarReader)),
  })
}

type Scalar = string | number | boolean
type ScalarReader = (evaluation: Evaluation) => Scalar | Fault

function scalarReader(path: Path): ScalarReader {
  const noScalar = new Fault(`${path.subject} must be a text, a number or a truth value: a limit counts by it`)
  const inexact = new Fault(`${path.subject} holds a number with more digits than can be compared exactly`)
  return (evaluation) => {
    const value = path.read(evaluation)
    if (value instanceof Fault) return value
    if (!isScalar(value)) return noScalar
    return path.inexact(evaluation) ? inexact : value
  }
}

function isScalar(value: JsonValue | undefined): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function keyMaker(readers: readonly ScalarReader[]): Split['keyFor'] {
  return (family, evaluation) => {
    const { digest } = evaluation.request.context
    if (digest === undefined) return NO_DIGEST
    const values: Scalar[] = []
    for (const read of readers) {
      const value = read(evaluation)
      if (value instanceof Fault) return value
      values.push(value)
    }
    // JSON tells "1" from 1. The family is part of it, so that digests of different counters cannot be compared.
    return valueKey(family, digest(family + JSON.stringify(values)))
  }
}
