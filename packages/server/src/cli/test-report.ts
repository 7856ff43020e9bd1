/** The report of `portcullis test` in each of its formats. */
import {
  coverageText,
  mutationText,
  type Paint,
  PLAIN,
  reportGithub,
  reportJson,
  reportJunit,
  reportText,
  type TestReport,
} from '@portcullis/workbench'
import { createColors } from 'picocolors'

/** All formats. */
export const testFormats = ['text', 'json', 'junit', 'github'] as const

export type TestFormat = (typeof testFormats)[number]

/** The whole report, with a line end. */
export function testReportText(report: TestReport, format: TestFormat): string {
  switch (format) {
    case 'json':
      return reportJson(report)
    case 'junit':
      return reportJunit(report.suites)
    case 'github':
      return reportGithub(report)
    case 'text':
      return plainReport(
        report,
        process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined ? colours() : PLAIN,
      )
    default:
      return format satisfies never
  }
}

function colours(): Paint {
  const { green, red, dim } = createColors()
  return { good: green, bad: red, faint: dim }
}

function plainReport({ suites, coverage, mutation }: TestReport, paint: Paint): string {
  const parts = [
    coverage === undefined ? '' : coverageText(coverage, paint),
    mutation === undefined ? '' : mutationText(mutation, paint),
  ]
  return reportText(suites, paint) + parts.join('')
}
