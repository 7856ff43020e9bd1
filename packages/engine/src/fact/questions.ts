/** What the rules for a tool ask of a call, one question at a time: answers are facts that can be kept without values. */
import type { CompiledCondition, Quantifier } from '../condition/condition.ts'
import { isComparison, isNot } from '../condition/condition.ts'
import { Evaluation } from '../condition/evaluation.ts'
import { parsePath } from '../condition/path.ts'
import type { PathRoot } from '../condition/path-text.ts'
import type { CallRequest } from '../decide/request.ts'
import { describeIncrement, parseIncrement } from '../limit/increment.ts'
import { type CompiledPolicy, inForceAt } from '../plan/compile.ts'
import type { Plan } from '../plan/plan.ts'
import { planFor } from '../plan/resolve.ts'
import type { Comparison } from '../policy/condition.ts'
import type { Limit } from '../policy/limit.ts'

/** It holds, it does not, or it cannot be judged and refuses the call. */
export type Answered = 'held' | 'not_held' | 'fault'

/** A question and its answer. */
export interface AnsweredQuestion {
  /** Equal for the same question in whatever document it stands. */
  readonly text: string
  readonly answer: Answered
}

interface Question {
  readonly text: string
  readonly ask: (evaluation: Evaluation) => Answered
}

/** How a comparison is read where it stands. */
export interface Reading {
  /** Of a path with `[*]`, where the comparison does not say. */
  readonly quantifier: Quantifier
  /** Whether arguments are completed with the defaults of their schema before they are read. */
  readonly completed: boolean
}

/** Whatever else is kept of a call says these: the instant, the tool. */
const KNOWN_ANYWAY: ReadonlySet<PathRoot> = new Set([
  'tool.name',
  'tool.server',
  'tool.category',
  'tool.risk',
  'time.hour',
  'time.weekday',
  'time.date',
])

/** The text of a comparison as a question. */
export function comparisonQuestion(comparison: Comparison, { quantifier, completed }: Reading): string {
  const path = parsePath(comparison.path)
  const { op, value, match, ignore_case: ignoreCase } = comparison
  const many = path.ok && path.value.many ? (match ?? quantifier) : ''
  const [root, subject] = path.ok ? [path.value.root, path.value.subject] : ['', comparison.path]
  const schema = completed && root === 'args'
  return JSON.stringify([root, subject, op, value, many, ignoreCase === true, schema])
}

/** The text of what a limit asks: is there an amount to be counted? Undefined where every call takes the same. */
export function incrementQuestion(limit: Limit, completed: boolean): string | undefined {
  const increment = parseIncrement(limit)
  return increment.ok && increment.value.kind === 'argument' ? takes(increment.value.id, completed) : undefined
}

const takes = (id: string, completed: boolean): string => JSON.stringify(['takes', id, completed])

/** A question in words, for whoever may read the policy: `argument amount gt 500`, or what a limit counts. */
export function describeQuestion(text: string): string {
  const question: unknown = JSON.parse(text)
  if (!Array.isArray(question)) return text
  if (question[0] === 'takes') return `${describeIncrement(String(question[1]))} can be counted`
  const [, subject, op, value, many, ignoresCase] = question
  const which = many === '' ? '' : `, ${many === 'all' ? 'every' : 'any'} one`
  return `${subject} ${op} ${JSON.stringify(value)}${which}${ignoresCase === true ? ', whatever the case' : ''}`
}

/** By plan and by whether arguments are completed. */
const prepared = new WeakMap<Plan, Map<boolean, readonly Question[]>>()
const NONE: readonly AnsweredQuestion[] = []

/** So many questions are answered for one tool, the first ones: what is not answered is not known later. */
const MAX_QUESTIONS = 256

/**
 * Answers what the rules ask of a call: those that decide, and those in shadow mode. What follows from the tool and the
 * instant alone is left out.
 */
export function answerQuestions(policy: CompiledPolicy, request: CallRequest): readonly AnsweredQuestion[] {
  const inForce = inForceAt(policy, request.context.at)
  const asked = questionsFor(inForce, request)
  const shadow = inForce.shadow === undefined ? [] : questionsFor(inForce.shadow, request)
  if (asked.length === 0 && shadow.length === 0) return NONE
  const questions = shadow.length === 0 ? asked : distinct([...asked, ...shadow])
  return questions.map(({ text, ask }) => ({ text, answer: ask(new Evaluation(request)) }))
}

function questionsFor(policy: CompiledPolicy, { tool }: CallRequest): readonly Question[] {
  const plan = planFor(policy, tool.name, tool.label)
  const completed = policy.settings.validatesArguments
  const known = prepared.get(plan)?.get(completed)
  if (known !== undefined) return known
  const questions = questionsOf(plan, completed)
  const ofPlan = prepared.get(plan) ?? new Map<boolean, readonly Question[]>()
  prepared.set(plan, ofPlan.set(completed, questions))
  return questions
}

function questionsOf({ checks, asks, claims }: Plan, completed: boolean): readonly Question[] {
  const judged = [
    ...checks.map(({ conditions, passes }) => ({
      conditions,
      quantifier: passes ? ('all' as const) : ('any' as const),
    })),
    ...asks.map(({ conditions }) => ({ conditions, quantifier: 'any' as const })),
  ]
  return distinct([
    ...judged.flatMap(({ conditions, quantifier }) =>
      conditions.flatMap((condition) => comparisonsOf(condition, { quantifier, completed })),
    ),
    ...claims.flatMap(({ plans }) =>
      plans.flatMap(({ increment }): readonly Question[] => {
        if (increment.kind === 'fixed') return []
        const ask: Question['ask'] = (evaluation) => (typeof increment.read(evaluation) === 'number' ? 'held' : 'fault')
        return [{ text: takes(increment.id, completed), ask }]
      }),
    ),
  ])
}

function comparisonsOf({ condition, test, parts, path }: CompiledCondition, reading: Reading): readonly Question[] {
  if (!isComparison(condition)) {
    const inner = isNot(condition) ? { ...reading, quantifier: turned(reading.quantifier) } : reading
    return parts.flatMap((part) => comparisonsOf(part, inner))
  }
  if (path === undefined || KNOWN_ANYWAY.has(path.root)) return []
  const ask: Question['ask'] = (evaluation) => {
    const truth = test(evaluation)
    if (typeof truth !== 'boolean') return 'fault'
    return truth ? 'held' : 'not_held'
  }
  return [{ text: comparisonQuestion(condition, reading), ask }]
}

const turned = (quantifier: Quantifier): Quantifier => (quantifier === 'any' ? 'all' : 'any')

function distinct(questions: readonly Question[]): readonly Question[] {
  return [...new Map(questions.map((question) => [question.text, question])).values()].slice(0, MAX_QUESTIONS)
}
