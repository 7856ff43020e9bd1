/** What the author of a policy works with: findings, cases and coverage, differences, replay, import. Pure: no I/O. */

export type { CaseCounters, CaseRefusal, CaseTaken, CaseWorld, CountedCall } from './cases/case-counters.ts'
export type { CaseListener } from './cases/case-state.ts'
export { type Coverage, createCoverage, type DocumentCoverage, percentOf } from './cases/coverage/coverage.ts'
export { mutate } from './cases/mutation/mutate.ts'
export type { MutationReport, Survivor } from './cases/mutation/mutation-report.ts'
export { layersOf, type Prepared, type PreparedSuite, prepareSuite } from './cases/prepare-suite.ts'
export { type PlacedSuite, type ReadSuite, readSuite, type SuiteProblem } from './cases/read-suite.ts'
export { coverageText } from './cases/report/coverage-text.ts'
export { reportGithub } from './cases/report/github.ts'
export { reportJson } from './cases/report/json.ts'
export { reportJunit } from './cases/report/junit.ts'
export { mutationText } from './cases/report/mutation-text.ts'
export type { TestReport } from './cases/report/test-report.ts'
export { type Paint, PLAIN, reportText, type SuiteReport } from './cases/report/text.ts'
export { type CaseOutcome, type Failure, runSuite } from './cases/run-suite.ts'
export { casesJsonSchema } from './cases/suite-schema.ts'
export type { Checked, Described, Example, Finding, Severity, Surroundings } from './check/index.ts'
export { checkPolicy, FINDINGS, findingPage, findingsIndex, referenceOf } from './check/index.ts'
export type {
  Answered,
  Area,
  Difference,
  DiffOptions,
  DiffPaint,
  Direction,
  FailOn,
  FindRule,
  PolicyDiff,
  RulePlace,
  RuleRef,
  Undecided,
  WhichSide,
  Witness,
} from './diff/index.ts'
export { diffGithub, diffJson, diffMarkdown, diffPolicies, diffText, failsOn } from './diff/index.ts'
export { type ExplainedCall, explainCall } from './explain/explain-call.ts'
export {
  type ExplainPaint,
  type ExplainStyle,
  explanationText,
  type FindPlace,
  visibilityText,
} from './explain/explain-text.ts'
export { recordedAnswers, type ToldAnswer, type ToldAnswers } from './explain/recorded-answers.ts'
export type { Formatted } from './format/format-policy.ts'
export { formatPolicy } from './format/format-policy.ts'
export type { Imported } from './import/import-policy.ts'
export { importPolicy } from './import/import-policy.ts'
export type { Fate, Note } from './import/note.ts'
export { type Starter, type StarterClass, starterPolicy } from './init/starter-policy.ts'
export { STARTER_STYLES, type StarterStyle } from './init/style.ts'
export type { Learned, LearnedTool, LearnOptions } from './learn/learn.ts'
export { learn } from './learn/learn.ts'
export { learnedJson, learnedText } from './learn/report-text.ts'
export type { ReadToolList } from './read-tool-list.ts'
export { readToolList } from './read-tool-list.ts'
export type { Effect, Keyring, RecordedArgument, RecordedCall } from './replay/recorded-call.ts'
export { wasJudged } from './replay/recorded-call.ts'
export type { Change, Doubt, ReplayReport } from './replay/replay.ts'
export { isLoosened, replay } from './replay/replay.ts'
export { replayJson, replayText } from './replay/report-text.ts'
export type { KnownTool, ToolList } from './tool-list.ts'
