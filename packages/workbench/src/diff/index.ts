/** What is different between two policies. */

export { type DiffOptions, diffPolicies } from './diff-policies.ts'
export type { Answered, Area, Difference, Direction, PolicyDiff, RuleRef, Undecided, Witness } from './difference.ts'
export {
  type DiffPaint,
  diffGithub,
  diffJson,
  diffMarkdown,
  diffText,
  type FailOn,
  type FindRule,
  failsOn,
  type RulePlace,
  type WhichSide,
} from './report.ts'
