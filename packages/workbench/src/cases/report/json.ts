/** Reports for programs: one JSON object. */
import { type DocumentCoverage, percentOf } from '../coverage/coverage.ts'
import type { MutationReport } from '../mutation/mutation-report.ts'
import type { TestReport } from './test-report.ts'

/** Everything that was found. */
export function reportJson({ suites, coverage, mutation }: TestReport): string {
  const outcomes = suites.flatMap((suite) => suite.outcomes)
  const failed = outcomes.filter(({ failures }) => failures.length > 0).length
  const report = {
    ok: failed === 0 && suites.every(({ problems }) => problems.length === 0),
    cases: outcomes.length,
    failed,
    files: suites.map(({ file, outcomes: cases, problems }) => ({ file, problems, cases })),
    ...(coverage !== undefined && { coverage: coverageJson(coverage) }),
    ...(mutation !== undefined && { mutation: mutationJson(mutation) }),
  }
  return `${JSON.stringify(report, undefined, 2)}\n`
}

function coverageJson(documents: readonly DocumentCoverage[]): unknown {
  return {
    percent: percentOf(documents),
    documents: documents.map((document) => ({
      file: document.file,
      percent: percentOf([document]),
      goals: document.goals,
    })),
  }
}

function mutationJson({ percent, mutants, noticed, survivors }: MutationReport): unknown {
  return { percent, edits: mutants, noticed, unnoticed: survivors }
}
