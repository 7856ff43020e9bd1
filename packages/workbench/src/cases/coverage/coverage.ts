/** Coverage: what of the policies cases have shown. */
import {
  type CallRequest,
  type Claim,
  type CompiledPolicy,
  type ConditionExplanation,
  type Decision,
  type DocumentExplanation,
  explain,
  explainVisibility,
  type Inspection,
  type Instant,
  placesOf,
  type Step,
  type VisibilityExplanation,
} from '@portcullis/engine'
import type { Place } from '../../yaml/place.ts'
import type { CaseListener } from '../case-state.ts'
import type { PreparedSuite, SuiteDocument, ToolState } from '../prepare-suite.ts'
import { type Goal, type GoalOutcome, goalKey, goalsOf } from './goals.ts'

/** A goal, its place in the text, and whether it was reached. */
export interface CoveredGoal extends Omit<Goal, 'at'>, Place {
  readonly covered: boolean
}

/** What was shown of one document. */
export interface DocumentCoverage {
  readonly file: string
  readonly text: string
  readonly goals: readonly CoveredGoal[]
}

/** Collects what the cases of several files show. */
export interface Coverage {
  /** Hears the cases of one file. */
  listen(suite: PreparedSuite): CaseListener
  /** One for each document, whichever files are about it. */
  report(): readonly DocumentCoverage[]
}

/** What was shown of one document, while it is collected. */
interface Collected {
  readonly document: SuiteDocument
  readonly shown: Set<string>
}

/** Nothing is shown yet. */
export function createCoverage(): Coverage {
  const byFile = new Map<string, Collected>()
  return {
    listen(suite) {
      const byId = new Map<string, Set<string>>()
      for (const document of suite.documents) {
        const collected = byFile.get(document.file) ?? { document, shown: new Set<string>() }
        byFile.set(document.file, collected)
        byId.set(document.id, collected.shown)
      }
      return listener(suite.compiled, (id, rule, outcome) => byId.get(id)?.add(goalKey({ rule, outcome })))
    },
    report: () =>
      [...byFile.values()].map(({ document: { file, text, policy }, shown }) => {
        const placeOf = placesOf(text)
        const goals = goalsOf(policy).map(({ at, ...goal }) => {
          const { line, column } = placeOf(at, true)
          return { ...goal, line, column, covered: shown.has(goalKey(goal)) }
        })
        return { file, text, goals }
      }),
  }
}

/** Share of what can be shown, percent; of nothing, all. */
export function percentOf(documents: readonly DocumentCoverage[]): number {
  const goals = documents.flatMap((document) => document.goals)
  const covered = goals.filter((goal) => goal.covered).length
  return goals.length === 0 ? 100 : (covered / goals.length) * 100
}

/** Notes that a rule of a document came out in this way. */
type Note = (document: string, rule: string, outcome: GoalOutcome) => void

function listener(compiled: CompiledPolicy, note: Note): CaseListener {
  return {
    decided: (request, decision) => noteDecision(compiled, request, decision, note),
    claimed: (claims) => {
      for (const claim of claims) noteClaim(claim, note)
    },
    exceeded: (rule, document) => {
      note(document, rule, 'is exceeded')
      note(document, rule, 'asks')
    },
    inspected: (inspection) => noteInspection(inspection, note),
    consulted: (rule, document) => note(document, pointerOfDefault(rule), 'applies'),
    listed: (tool, at, state) => noteList(compiled, { tool, at, state }, note),
  }
}

const pointerOfDefault = (rule: string): string => (rule.startsWith('(default') ? '/default' : rule)

function noteDecision(compiled: CompiledPolicy, request: CallRequest, decision: Decision, note: Note): void {
  const { documents, shadow } = explain(compiled, request)
  noteWorld(documents, decision.effect === 'deny', note)
  if (decision.shadow !== undefined) noteWorld(shadow, decision.shadow.effect === 'deny', note)
}

function noteWorld(documents: readonly DocumentExplanation[], refused: boolean, note: Note): void {
  for (const { document, candidates } of documents) noteCandidates(document.id, candidates, note)
  const steps = documents.flatMap(({ document, steps: own }) => own.map((step) => ({ document: document.id, step })))
  const deciding = refused ? steps.findIndex(({ step }) => step.decides) : -1
  for (const [index, { document, step }] of steps.entries()) {
    const last = steps[deciding]
    if (last === undefined || isReached(step, index, { step: last.step, index: deciding }))
      noteStep(document, step, note)
  }
}

function noteCandidates(
  document: string,
  candidates: VisibilityExplanation['documents'][number]['candidates'],
  note: Note,
): void {
  for (const { rule, applies } of candidates) if (applies) note(document, pointerOfDefault(rule), 'applies')
}

/** The order in which kinds of rules are judged. */
const ORDER: Readonly<Record<Step['kind'], number>> = {
  refusal: 0,
  deny_if: 1,
  require: 2,
  action: 3,
  approve_if: 3,
  limit: 4,
}

/** What comes after the rule that refuses is judged for people only. */
function isReached(step: Step, index: number, last: { readonly step: Step; readonly index: number }): boolean {
  const distance = ORDER[step.kind] - ORDER[last.step.kind]
  return distance < 0 || (distance === 0 && index <= last.index)
}

const SHOWN: Readonly<Record<Step['outcome'], GoalOutcome | undefined>> = {
  passes: 'passes',
  refuses: 'refuses',
  asks: 'asks',
  fails: undefined,
  claims: undefined,
}

function noteStep(document: string, { rule, outcome, conditions }: Step, note: Note): void {
  const shown = SHOWN[outcome]
  if (shown !== undefined) note(document, rule, shown)
  noteAnded(document, `${rule}/conditions`, conditions, note)
}

/** Of conditions that are ANDed, those after the first that does not hold are not looked at. */
function noteAnded(document: string, at: string, conditions: readonly ConditionExplanation[], note: Note): void {
  for (const [index, condition] of conditions.entries()) {
    noteCondition(document, `${at}/${index}`, condition, note)
    if (condition.truth !== true) return
  }
}

function noteCondition(document: string, at: string, { kind, truth, parts }: ConditionExplanation, note: Note): void {
  switch (kind) {
    case 'comparison':
      if (typeof truth === 'boolean') note(document, at, truth ? 'holds' : 'does not hold')
      return
    case 'all':
      return noteAnded(document, `${at}/all`, parts, note)
    case 'any':
      return noteOred(document, `${at}/any`, parts, note)
    case 'not':
      for (const part of parts) noteCondition(document, `${at}/not`, part, note)
      return
    default:
      return kind satisfies never
  }
}

function noteOred(document: string, at: string, parts: readonly ConditionExplanation[], note: Note): void {
  for (const [index, part] of parts.entries()) {
    noteCondition(document, `${at}/${index}`, part, note)
    if (part.truth === true) return
  }
}

function noteClaim({ rule, document, terms }: Claim, note: Note): void {
  const rules = [
    rule,
    ...(terms?.asks === undefined ? [] : [terms.asks.rule]),
    ...(terms?.warnings ?? []).map((mark) => mark.rule),
  ]
  for (const each of rules) note(document.id, each, 'counts')
}

function noteInspection({ refusal, redacted }: Inspection, note: Note): void {
  if (refusal !== undefined) note(refusal.document.id, refusal.rule, 'withholds')
  for (const { document, rule } of redacted) note(document.id, rule, 'redacts')
}

interface Listed {
  readonly tool: string
  readonly at: Instant
  readonly state: ToolState | undefined
}

function noteList(compiled: CompiledPolicy, { tool, at, state }: Listed, note: Note): void {
  const { documents } = explainVisibility(compiled, { name: tool, label: state?.label }, at)
  // To stand in a list shows nothing of a rule but that it hides.
  for (const { document, because, candidates } of documents) {
    if (because !== undefined) noteCandidates(document.id, candidates, note)
  }
}
