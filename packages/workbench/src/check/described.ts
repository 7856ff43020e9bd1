/** Every kind of finding that `check` can tell of a policy, as the reference describes it. */
import type { ProblemCode } from '@portcullis/engine'
import { RULE_PROBLEMS, RULE_WARNINGS, type WarningCode } from './engine/rule-problems.ts'
import { TEXT_PROBLEMS } from './engine/text-problems.ts'
import type { Described, Severity } from './finding.ts'
import { KINDS } from './kinds.ts'

type Text = Omit<Described, 'code' | 'severity'>

/** A code of the engine without a description is an error of the types. */
const PROBLEMS: Readonly<Record<Exclude<ProblemCode, WarningCode>, Text>> = {
  ...TEXT_PROBLEMS,
  ...RULE_PROBLEMS,
}

function described(texts: Readonly<Record<string, Text>>, severity: Severity): readonly Described[] {
  return Object.entries(texts).map(([code, text]) => ({ code, severity, ...text }))
}

/** What the engine finds by itself, then what shows beside the tools. */
export const FINDINGS: readonly Described[] = [
  ...described(PROBLEMS, 'error'),
  ...described(RULE_WARNINGS, 'warning'),
  ...KINDS,
]
