/** `by`: a counter of its own for each value that stands at some paths. */
import { type Evaluation, TOO_MUCH } from '../condition/evaluation.ts'
import { Fault } from '../condition/fault.ts'
import { type Path, parsePath } from '../condition/path.ts'
import type { JsonValue } from '../decide/request.ts'
import { type ByKey, pathOfKey } from '../policy/limit.ts'
import { type OrFlaw, sound } from '../policy/problem.ts'
import { caseFold, foldSteps } from '../text/case-fold.ts'
import { TOO_MANY_MARKS } from '../text/folding.ts'
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

/** One key of `by`, prepared. */
interface Key {
  readonly path: Path
  /** For the counter's identity, and for whoever is told of it. */
  readonly name: string
  /** The form in which texts that make no difference are equal; undefined: as they are written. */
  readonly form: ((text: string) => string) | undefined
}

/** Reads the keys of a limit; undefined where it has none. */
export function parseSplit(by: readonly ByKey[] | undefined): OrFlaw<Split | undefined> {
  if (by === undefined || by.length === 0) return sound(undefined)
  const keys: Key[] = []
  for (const written of by) {
    const path = parsePath(pathOfKey(written))
    if (!path.ok) return path
    keys.push(keyOf(path.value, written))
  }
  return sound({
    id: JSON.stringify(keys.map(({ name }) => name)),
    readsArguments: keys.some(({ path }) => path.root === 'args'),
    keyFor: keyMaker(keys.map(scalarReader)),
  })
}

function keyOf(path: Path, written: ByKey): Key {
  const { subject } = path
  const { ignore_case: folds = false, trim = false } = typeof written === 'string' ? {} : written
  if (!folds && !trim) return { path, name: subject, form: undefined }
  const ignored = [...(folds ? ['case'] : []), ...(trim ? ['white space at its ends'] : [])]
  const trimmed = (text: string): string => (trim ? text.trim() : text)
  return {
    path,
    name: `${subject} regardless of ${ignored.join(' and ')}`,
    form: (text) => (folds ? caseFold(trimmed(text)) : trimmed(text)),
  }
}

type Scalar = string | number | boolean
/** A text that was brought into another form is told from one as it is written: it has no counter of a plain limit's. */
type Part = Scalar | { readonly form: string }
type PartReader = (evaluation: Evaluation) => Part | Fault

function scalarReader({ path, form }: Key): PartReader {
  const noScalar = new Fault(`${path.subject} must be a text, a number or a truth value: a limit counts by it`)
  const inexact = new Fault(`${path.subject} holds a number with more digits than can be compared exactly`)
  const unreadable = new Fault(`${path.subject} has more than 30 combining marks in a row: a limit counts by it`)
  return (evaluation) => {
    const value = path.read(evaluation)
    if (value instanceof Fault) return value
    if (!isScalar(value)) return noScalar
    if (path.inexact(evaluation)) return inexact
    if (form === undefined || typeof value !== 'string') return value
    if (!evaluation.take(foldSteps(value))) return TOO_MUCH
    return TOO_MANY_MARKS.test(value) ? unreadable : { form: form(value) }
  }
}

function isScalar(value: JsonValue | undefined): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function keyMaker(readers: readonly PartReader[]): Split['keyFor'] {
  return (family, evaluation) => {
    const { digest } = evaluation.request.context
    if (digest === undefined) return NO_DIGEST
    const values: Part[] = []
    for (const read of readers) {
      const value = read(evaluation)
      if (value instanceof Fault) return value
      values.push(value)
    }
    // JSON tells "1" from 1. The family is part of it, so that digests of different counters cannot be compared.
    return valueKey(family, digest(family + JSON.stringify(values)))
  }
}
