/** The text of `cases.yaml` → cases with their places, or every problem with its place and what to do. */
import { parseDuration, readInstant } from '@portcullis/engine'
import { readYaml, type YamlDocument } from '../yaml/index.ts'
import type { Path, Place } from '../yaml/place.ts'
import { inexactNumbers } from './inexact-numbers.ts'
import type { Case, Effect, Expectation, Given, Step, Suite } from './suite.ts'
import { suiteFindings } from './suite-findings.ts'
import { suiteSchema } from './suite-schema.ts'

/** What is wrong with a file of cases. */
export interface SuiteProblem extends Place {
  readonly code: string
  readonly message: string
  readonly remedy: string
}

/** A problem before its place is known. */
export interface SuiteFinding {
  readonly path: Path
  readonly at?: 'key'
  readonly code: string
  readonly message: string
  readonly remedy: string
}

/** A file that was read. */
export interface PlacedSuite {
  readonly suite: Suite
  readonly cases: readonly PlacedCase[]
  /** The place of a value within the file, or of the nearest above it that exists; of a member's name with `key`. */
  readonly place: (path: Path, at?: 'key') => Place
}

/** A case, its steps as a list. */
export interface PlacedCase {
  readonly name: string
  /** Of the file and of the case, together. */
  readonly given: Given
  readonly steps: readonly PlacedStep[]
  readonly path: Path
}

/** A step. */
export interface PlacedStep {
  readonly step: Step
  /** What must come of it; of the last step, what the case says. */
  readonly wanted: Effect | Expectation | undefined
  readonly path: Path
  /** Where that stands, or would. */
  readonly thenPath: Path
  /** Milliseconds that pass before. */
  readonly after: number
  /** JSON Pointers, relative to the arguments, of numbers that no rule may read. */
  readonly inexact: ReadonlySet<string>
}

/** What came of reading. */
export type ReadSuite =
  | { readonly ok: true; readonly suite: PlacedSuite }
  | { readonly ok: false; readonly problems: readonly SuiteProblem[] }

/** No file is longer, in UTF-16 code units. */
const MAX_TEXT = 8 * 1024 * 1024
const MAX_PROBLEMS = 100
/** A hundred years, in milliseconds. */
const LONGEST = 3_155_760_000_000

/** Reads a file of cases. Never throws. */
export function readSuite(text: string): ReadSuite {
  if (text.length > MAX_TEXT) return { ok: false, problems: [tooLong] }
  const read = readYaml(text)
  if (!read.ok) return { ok: false, problems: read.faults }
  const { document } = read
  const shaped = suiteSchema.safeParse(document.value)
  if (!shaped.success)
    return { ok: false, problems: placed(suiteFindings(shaped.error.issues, document.value), document) }
  const findings = [...contentFindings(shaped.data)]
  if (findings.length > 0) return { ok: false, problems: placed(findings, document) }
  const cases = shaped.data.cases.map((each, index) => placedCase(each, shaped.data.given ?? {}, index, document))
  return { ok: true, suite: { suite: shaped.data, cases, place: document.place } }
}

const tooLong: SuiteProblem = {
  line: 1,
  column: 1,
  code: 'too_large',
  message: 'The file has more than 8 MiB.',
  remedy: 'Split it into several.',
}

function placed(findings: readonly SuiteFinding[], document: YamlDocument): readonly SuiteProblem[] {
  return findings
    .slice(0, MAX_PROBLEMS)
    .map(({ path, at, ...finding }) => ({ ...document.place(path, at), ...finding }))
    .sort((left, right) => left.line - right.line || left.column - right.column)
}

/** What the form alone cannot say. */
function* contentFindings(suite: Suite): Generator<SuiteFinding> {
  if (suite.policy !== undefined && suite.layers !== undefined)
    yield {
      path: ['layers'],
      at: 'key',
      code: 'both',
      message: 'The file names one policy and several.',
      remedy: 'Keep `policy` or `layers`.',
    }
  yield* instantFindings(suite.given, ['given'])
  for (const [index, each] of suite.cases.entries()) {
    const path = ['cases', index]
    yield* instantFindings(each.given, [...path, 'given'])
    const steps = stepsOf(each)
    for (const [at, step] of steps.entries()) yield* stepFindings(step, stepPath(each, path, at))
    if (each.then !== undefined && steps.at(-1)?.then !== undefined)
      yield {
        path: [...path, 'then'],
        at: 'key',
        code: 'both',
        message: 'The last step and the case both say what must come of it.',
        remedy: 'Keep one `then`.',
      }
  }
}

function* instantFindings(given: Given | undefined, path: Path): Generator<SuiteFinding> {
  if (given?.at === undefined || readInstant(given.at) !== undefined) return
  yield {
    path: [...path, 'at'],
    code: 'wrong_value',
    message: '`at` is not an instant.',
    remedy: 'Write a date, a time and an offset: "2026-03-10T12:00:00Z".',
  }
}

function* stepFindings({ after }: Step, path: Path): Generator<SuiteFinding> {
  if (after === undefined || after === 0) return
  const length = parseDuration(after, LONGEST)
  if (length.ok) return
  yield {
    path: [...path, 'after'],
    code: 'wrong_value',
    message: `${length.flaw.message}.`,
    remedy: length.flaw.remedy,
  }
}

const stepsOf = ({ when }: Case): readonly Step[] => (isList(when) ? when : [when])

const isList = (when: Case['when']): when is readonly Step[] => Array.isArray(when)

const stepPath = ({ when }: Case, path: Path, at: number): Path => [...path, 'when', ...(isList(when) ? [at] : [])]

function placedCase(each: Case, shared: Given, index: number, document: YamlDocument): PlacedCase {
  const path = ['cases', index]
  const steps = stepsOf(each)
  return {
    name: each.name,
    given: merged(shared, each.given),
    path,
    steps: steps.map((step, at) => {
      const own = stepPath(each, path, at)
      const isLast = at === steps.length - 1 && each.then !== undefined
      return {
        step,
        wanted: isLast ? each.then : step.then,
        path: own,
        thenPath: isLast ? [...path, 'then'] : [...own, 'then'],
        after: lengthOf(step.after),
        inexact: step.arguments === undefined ? NONE : inexactNumbers(document.jsonText([...own, 'arguments'])?.text),
      }
    }),
  }
}

const NONE: ReadonlySet<string> = new Set()

/** What a case says stands before what the file says; what both count or know is put together. */
function merged(shared: Given, own: Given = {}): Given {
  return {
    ...shared,
    ...own,
    ...(shared.grant !== undefined && { grant: { ...shared.grant, ...own.grant } }),
    used: { ...shared.used, ...own.used },
    tools: { ...shared.tools, ...own.tools },
  }
}

function lengthOf(after: Step['after']): number {
  if (after === undefined || after === 0) return 0
  const length = parseDuration(after, LONGEST)
  return length.ok ? length.value : 0
}
