/** What came of files of cases, for people. */
import type { SuiteProblem } from '../read-suite.ts'
import type { CaseOutcome, Failure } from '../run-suite.ts'

/** What came of one file. */
export interface SuiteReport {
  /** As it is shown. */
  readonly file: string
  /** Empty where the file could not be run. */
  readonly outcomes: readonly CaseOutcome[]
  /** Why it could not be run. */
  readonly problems: readonly SuiteProblem[]
}

/** Colours, or none. */
export interface Paint {
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly faint: (text: string) => string
}

const same = (text: string): string => text

/** For files and pipes. */
export const PLAIN: Paint = { good: same, bad: same, faint: same }

/** The whole report: only what failed is told one by one. */
export function reportText(reports: readonly SuiteReport[], paint: Paint = PLAIN): string {
  return reports.map((report) => fileText(report, paint)).join('') + sumText(reports, paint)
}

function fileText({ file, outcomes, problems }: SuiteReport, paint: Paint): string {
  if (problems.length > 0) return problems.map((problem) => problemText(file, problem, paint)).join('')
  const failed = outcomes.filter(({ failures }) => failures.length > 0)
  const sum = `${outcomes.length - failed.length} of ${outcomes.length}`
  if (failed.length === 0) return `${paint.good('ok')}    ${safe(file)}  ${paint.faint(sum)}\n`
  return `${paint.bad('FAIL')}  ${safe(file)}  ${sum}\n${failed.map((each) => caseText(file, each, paint)).join('')}`
}

function problemText(file: string, { line, column, message, remedy }: SuiteProblem, paint: Paint): string {
  return `${paint.bad('ERROR')} ${safe(file)}:${line}:${column} ${safe(message)}\n      ${safe(remedy)}\n`
}

function caseText(file: string, { name, failures }: CaseOutcome, paint: Paint): string {
  return `\n  ${paint.bad('✗')} ${safe(name)}\n${failures.map((failure) => failureText(file, failure)).join('')}${storyText(failures, paint)}`
}

function failureText(file: string, failure: Failure): string {
  const { line, column, key, expected, actual } = failure
  const where = `    ${safe(file)}:${line}:${column}${whenText(failure)}\n`
  return `${where}      ${key}: expected ${safe(expected)}, got ${safe(actual)}\n`
}

/** All failures of a case are those of one step. */
function storyText([first]: readonly Failure[], paint: Paint): string {
  return first?.because === undefined ? '' : `      ${paint.faint(safe(first.because))}\n`
}

/** Which step of several, and which time. */
export function whenText({ step, time }: Pick<Failure, 'step' | 'time'>): string {
  const which = step === undefined ? '' : ` step ${step}`
  return time === undefined ? which : `${which} time ${time}`
}

function sumText(reports: readonly SuiteReport[], paint: Paint): string {
  const outcomes = reports.flatMap(({ outcomes: inFile }) => inFile)
  const failed = outcomes.filter(({ failures }) => failures.length > 0).length
  const broken = reports.filter(({ problems }) => problems.length > 0).length
  const cases = `${outcomes.length} ${outcomes.length === 1 ? 'case' : 'cases'}`
  const files = `${reports.length} ${reports.length === 1 ? 'file' : 'files'}`
  const unrun = broken === 0 ? '' : `, ${broken} that cannot be run`
  const sum = failed === 0 ? paint.good('all hold') : paint.bad(`${failed} failed`)
  return `\n${cases} in ${files}${unrun}: ${outcomes.length === 0 ? 'nothing ran' : sum}.\n`
}

/** Text of files, on a terminal: no control characters, no changes of direction. */
export const safe = (text: string): string => text.replaceAll(/[\p{C}\u2028\u2029]/gu, '\ufffd')
