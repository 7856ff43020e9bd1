/** Everything that can be said of a policy: what the engine finds in its text, and what only shows beside its tools. */
import {
  type DocumentPlace,
  type Policy,
  type Problem,
  parsePathText,
  parsePolicy,
  placesOf,
  pointerOf,
} from '@portcullis/engine'
import type { KnownTool } from '../tool-list.ts'
import type { ArgumentUse } from './argument-use.ts'
import { type Draft, type Finding, type FindingKind, referenceOf } from './finding.ts'
import { KINDS } from './kinds.ts'
import { standardOf } from './standards.ts'
import { type Subject, type Surroundings, subjectOf } from './subject.ts'

export type { Surroundings } from './subject.ts'

/** What came of checking. */
export interface Checked {
  /** In the order of the text. */
  readonly findings: readonly Finding[]
  /** Undefined where the engine refuses the document: then nothing was held against tools. */
  readonly policy: Policy | undefined
}

/** So many findings of one kind are told: a list of tools that belongs to something else finds one for each rule. */
const MOST_OF_A_KIND = 200

/** Checks a policy. Never throws for a text, whatever it is; time and size are bounded. */
export function checkPolicy(text: string, surroundings: Surroundings = {}): Checked {
  const parsed = parsePolicy(text)
  if (!parsed.ok) return { findings: parsed.problems.map(fromProblem), policy: undefined }
  const subject = subjectOf(parsed.policy, surroundings)
  const place = placesOf(text)
  const found = KINDS.flatMap((kind) =>
    kind
      .find(subject)
      .slice(0, MOST_OF_A_KIND)
      .map((draft) => placed(kind, draft, place(draft.path, draft.atKey))),
  )
  const own = parsed.warnings.filter((problem) => !isSettled(problem, subject)).map(fromProblem)
  return { findings: withoutConsequences([...own, ...found]).toSorted(byPlace), policy: parsed.policy }
}

function fromProblem({ code, severity, pointer, line, column, message, remedy }: Problem): Finding {
  return { code, severity, pointer, line, column, message, remedy, reference: referenceOf(code) }
}

function placed({ code, severity }: FindingKind, draft: Draft, place: DocumentPlace): Finding {
  const { message, remedy } = draft
  return { code, severity: draft.severity ?? severity, ...place, message, remedy, reference: referenceOf(code) }
}

/** What the engine fears of an argument that may be missing, where the tool's definition says that it never is. */
function isSettled({ code, pointer }: Problem, subject: Subject): boolean {
  if (code !== 'absent_passes') return false
  const guard = subject.guards.find(({ path }) => pointerOf(path) === pointer)
  const path = guard === undefined ? undefined : parsePathText(guard.comparison.path)
  if (guard === undefined || path?.ok !== true || path.value.root !== 'args') return false
  const use = { text: guard.comparison.path, steps: path.value.steps }
  const governed = subject.isWhole ? subject.governed(guard.predicate.rule) : []
  return governed.length > 0 && governed.every((tool) => subject.validates(tool) && isAlwaysThere(subject, tool, use))
}

/** In every call that fits, by its own or by the definition's default; and never null. */
function isAlwaysThere({ partOf }: Subject, tool: KnownTool, use: Pick<ArgumentUse, 'text' | 'steps'>): boolean {
  const part = partOf(tool, use)
  return (
    part.kind === 'part' &&
    (part.required || (standardOf(tool, use.steps) ?? null) !== null) &&
    part.choices.every(({ type }) => typeof type === 'string' && type !== 'null')
  )
}

const CONSEQUENCES: ReadonlySet<string> = new Set(['always_true', 'always_false', 'absent_passes'])
const CAUSES: ReadonlySet<string> = new Set(['unknown_argument', 'operator_type', 'impossible_value', 'null_literal'])

/** What follows from an error within the same predicate is not told as well. */
function withoutConsequences(findings: readonly Finding[]): readonly Finding[] {
  const causes = findings.filter(({ code }) => CAUSES.has(code)).map(({ pointer }) => predicateOf(pointer))
  return findings.filter(({ code, pointer }) => !CONSEQUENCES.has(code) || !causes.includes(predicateOf(pointer)))
}

function predicateOf(pointer: string): string {
  return /^.*?\/(?:deny_if|require|approve_if)\/\d+/.exec(pointer)?.[0] ?? pointer
}

function byPlace(left: Finding, right: Finding): number {
  return left.line - right.line || left.column - right.column
}
