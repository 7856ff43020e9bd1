/** Reports as JUnit XML, as CI systems read it: a suite for each file, a test for each case. */

import type { CaseOutcome, Failure } from '../run-suite.ts'
import type { SuiteReport } from './text.ts'
import { whenText } from './text.ts'

/** One XML 1.0 document. */
export function reportJunit(reports: readonly SuiteReport[]): string {
  const sums = sumOf(reports)
  const suites = reports.map(suiteXml).join('')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="portcullis test"${sums}>\n${suites}</testsuites>\n`
}

function sumOf(reports: readonly SuiteReport[]): string {
  const outcomes = reports.flatMap((report) => report.outcomes)
  const failures = outcomes.filter((outcome) => outcome.failures.length > 0).length
  const errors = reports.filter(({ problems }) => problems.length > 0).length
  return ` tests="${outcomes.length + errors}" failures="${failures}" errors="${errors}"`
}

function suiteXml(report: SuiteReport): string {
  const { file, outcomes, problems } = report
  const cases = outcomes.map((outcome) => caseXml(file, outcome)).join('')
  const broken = problems.map(({ line, column, message, remedy }) => `${file}:${line}:${column} ${message} ${remedy}`)
  const error =
    broken.length === 0
      ? ''
      : `    <testcase name="${attribute(file)}" classname="${attribute(file)}">\n      <error message="${attribute(broken[0] ?? '')}">${content(broken.join('\n'))}</error>\n    </testcase>\n`
  return `  <testsuite name="${attribute(file)}"${sumOf([report])}>\n${cases}${error}  </testsuite>\n`
}

function caseXml(file: string, { name, line, failures }: CaseOutcome): string {
  const head = `    <testcase name="${attribute(name)}" classname="${attribute(file)}" file="${attribute(file)}" line="${line}"`
  if (failures.length === 0) return `${head}/>\n`
  const told = failures.map((failure) => failureLine(file, failure))
  return `${head}>\n      <failure message="${attribute(told[0] ?? '')}">${content(told.join('\n'))}</failure>\n    </testcase>\n`
}

function failureLine(file: string, failure: Failure): string {
  const { line, column, key, expected, actual, because } = failure
  const story = because === undefined ? '' : ` (${because})`
  return `${file}:${line}:${column}${whenText(failure)} ${key}: expected ${expected}, got ${actual}${story}`
}

/** What no XML 1.0 document may have: most control characters, halves of surrogate pairs, two noncharacters. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

function content(text: string): string {
  return text.replaceAll(FORBIDDEN, '\ufffd').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Line ends of attributes are lost unless they are written as references. */
function attribute(text: string): string {
  return content(text)
    .replaceAll('"', '&quot;')
    .replaceAll('\t', '&#9;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;')
}
