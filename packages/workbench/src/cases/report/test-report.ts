/** All that a run of cases found. */
import type { DocumentCoverage } from '../coverage/coverage.ts'
import type { MutationReport } from '../mutation/mutation-report.ts'
import type { SuiteReport } from './text.ts'

/** What there is to be told; undefined: it was not asked for. */
export interface TestReport {
  readonly suites: readonly SuiteReport[]
  readonly coverage: readonly DocumentCoverage[] | undefined
  readonly mutation: MutationReport | undefined
}
