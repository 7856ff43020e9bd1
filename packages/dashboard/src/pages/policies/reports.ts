/** What the API reports of documents, as pages show it. Reports are open: what they do not have is left out. */
import { isArray, isObject } from '@portcullis/engine'

type Report = Readonly<Record<string, unknown>>

const textAt = (report: Report, key: string): string => (typeof report[key] === 'string' ? report[key] : '')
const numberAt = (report: Report, key: string): number => (typeof report[key] === 'number' ? report[key] : 0)

function listAt(report: unknown, key: string): readonly Report[] {
  const list = isObject(report) ? report[key] : undefined
  return isArray(list) ? list.filter(isObject) : []
}

/** One difference between two documents. */
export interface Difference {
  readonly direction: string
  /** The tool, or what else it is about. */
  readonly subject: string
  readonly says: string
  /** A call that shows it; empty: none is needed. */
  readonly call: string
  readonly resets: boolean
}

/** Differences, those that allow more first; what could not be decided comes last. */
export function differencesOf(report: unknown): readonly Difference[] {
  const found = listAt(report, 'differences').map((each) => ({
    direction: textAt(each, 'direction'),
    subject: textAt(each, 'subject'),
    says: textAt(each, 'says'),
    call: callOf(each['witness']),
    resets: each['resets'] === true,
  }))
  const undecided = listAt(report, 'undecided').map((each) => ({
    direction: 'undecided',
    subject: textAt(each, 'subject'),
    says: textAt(each, 'says'),
    call: '',
    resets: false,
  }))
  const rank = (direction: string): number => ['loosened', 'changed', 'tightened', 'undecided'].indexOf(direction)
  return [...found, ...undecided].sort((left, right) => rank(left.direction) - rank(right.direction))
}

const callOf = (witness: unknown): string =>
  isObject(witness) ? `${String(witness['tool'])} ${JSON.stringify(witness['arguments'] ?? {})}` : ''

/** Recorded calls that are answered otherwise, alike. */
export interface ReplayChange {
  readonly from: string
  readonly to: string
  readonly tool: string
  readonly rule: string
  readonly count: number
  /** Milliseconds since 1970. */
  readonly first: number
  readonly loosened: boolean
  /** Id of the first decision. */
  readonly example: string
}

/** Recorded calls of which it cannot be told. */
export interface ReplayDoubt {
  readonly tool: string
  readonly from: string
  readonly because: string
  readonly count: number
}

/** Changes and doubts of a replay. */
export function replayOf(report: unknown): {
  readonly changes: readonly ReplayChange[]
  readonly doubts: readonly ReplayDoubt[]
} {
  return {
    changes: listAt(report, 'changes').map((each) => ({
      from: textAt(each, 'from'),
      to: textAt(each, 'to'),
      tool: textAt(each, 'tool'),
      rule: textAt(each, 'rule'),
      count: numberAt(each, 'count'),
      first: Date.parse(textAt(each, 'first')),
      loosened: each['loosened'] === true,
      example: textAt(each, 'example'),
    })),
    doubts: listAt(report, 'doubts').map((each) => ({
      tool: textAt(each, 'tool'),
      from: textAt(each, 'from'),
      because: textAt(each, 'because'),
      count: numberAt(each, 'count'),
    })),
  }
}

/** A case that does not hold. */
export interface FailedCase {
  readonly name: string
  readonly failures: readonly string[]
}

/** Cases of a run that do not hold. */
export function failedCases(report: unknown): readonly FailedCase[] {
  return listAt(report, 'files')
    .flatMap((file) => listAt(file, 'cases'))
    .map((each) => ({
      name: textAt(each, 'name'),
      failures: listAt(each, 'failures').map(
        (failure) => `expected ${String(failure['expected'])}, got ${String(failure['actual'])}`,
      ),
    }))
    .filter(({ failures }) => failures.length > 0)
}

/** Places of the document that no case reaches: JSON Pointers, with what of them is not shown. */
export function uncovered(report: unknown): readonly string[] {
  const coverage = isObject(report) ? report['coverage'] : undefined
  return listAt(coverage, 'documents')
    .flatMap((document) => listAt(document, 'goals'))
    .filter((goal) => goal['covered'] === false)
    .map((goal) => `${textAt(goal, 'rule')}: ${textAt(goal, 'outcome')}`)
}

/** One rule that was considered for a call. */
export interface TraceStep {
  readonly kind: string
  readonly rule: string
  readonly outcome: string
  readonly decides: boolean
  readonly because: string
}

/** What each document says of a call: what fits the tool, then what was judged, in order. */
export function traceOf(
  explanation: unknown,
): readonly { readonly document: string; readonly steps: readonly TraceStep[] }[] {
  const call = isObject(explanation) ? explanation['call'] : undefined
  return listAt(call, 'documents').map((each) => ({
    document: isObject(each['document']) ? textAt(each['document'], 'id') : '',
    steps: [
      ...listAt(each, 'candidates').map((candidate) => ({
        kind: 'fits',
        rule: textAt(candidate, 'rule'),
        outcome: candidate['applies'] === true ? 'holds' : 'displaced',
        decides: false,
        because: textAt(candidate, 'because'),
      })),
      ...listAt(each, 'steps').map((step) => ({
        kind: textAt(step, 'kind'),
        rule: textAt(step, 'rule'),
        outcome: textAt(step, 'outcome'),
        decides: step['decides'] === true,
        because: textAt(step, 'because'),
      })),
    ],
  }))
}
