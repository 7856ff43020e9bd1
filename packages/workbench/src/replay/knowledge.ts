/** What the facts of a call say about a draft's variables. */
import {
  type Answered,
  type CallRequest,
  compileCondition,
  Evaluation,
  type PathText,
  parsePathText,
  type Subject,
} from '@portcullis/engine'
import { ANY, type Ask, argumentAnswers } from './argument-answers.ts'
import { ANY_AMOUNT, ANY_VALUE, amountFrom, splitFrom } from './counted-values.ts'
import { argumentAt } from './known-argument.ts'
import type { Keyring, RecordedCall } from './recorded-call.ts'
import type { AskedComparison, Skeleton, SplitValue, TakenAmount, Variable } from './skeleton.ts'

/** Everything that a variable may be. */
export interface Possible {
  readonly variable: Variable
  readonly answers: readonly Answered[]
  /** Of an amount: numbers, not millionths. */
  readonly amount: { readonly least: number; readonly most: number } | undefined
  /** Of a value that counters are told apart by; undefined where it cannot be told from others. */
  readonly value: string | undefined
}

/** Finds what a variable may be. */
export type Knowledge = (variable: Variable, call: RecordedCall) => Possible

/** Finds it for one variable. */
type Find = (call: RecordedCall) => Possible

const NOTHING_INEXACT: ReadonlySet<string> = new Set()

/** Prepares for a draft. */
export function knowledgeOf({ completed, variables }: Skeleton, keyring: Keyring): Knowledge {
  const finds = new Map<string, Find>()
  for (const variable of variables.values()) finds.set(variable.name, findFor(variable, { completed, keyring }))
  return (variable, call) =>
    finds.get(variable.name)?.(call) ?? { variable, answers: ANY, amount: undefined, value: undefined }
}

interface Means {
  readonly completed: boolean
  readonly keyring: Keyring
}

function findFor(variable: Variable, means: Means): Find {
  const parsed = parsePathText(variable.path)
  const path = parsed.ok ? parsed.value : undefined
  switch (variable.kind) {
    case 'comparison':
      return comparisonFinder(variable, path, means)
    case 'amount':
      return amountFinder(variable, path, means)
    case 'split':
      return splitFinder(variable, path, means)
    default:
      return variable satisfies never
  }
}

function comparisonFinder(variable: AskedComparison, path: PathText | undefined, means: Means): Find {
  const { comparison, question } = variable
  const { completed, keyring } = means
  const { test } = compileCondition(comparison, variable)
  const name = keyring.question(question)
  const root = path?.root ?? ''
  const isKnown = root.startsWith('time.') || (root.startsWith('tool.') && root !== 'tool.annotations')

  return (call) => ({ variable, answers: answersTo(call), amount: undefined, value: undefined })

  function answersTo(call: RecordedCall): readonly Answered[] {
    const ask: Ask = (args, inexact = NOTHING_INEXACT) => {
      const truth = test(new Evaluation({ ...requestOf(call), arguments: args, inexact }))
      return typeof truth === 'boolean' ? (truth ? 'held' : 'not_held') : 'fault'
    }
    if (isKnown) return [ask({})]
    const answer = call.answers.get(name)
    if (answer !== undefined) return [answer]
    if (root.startsWith('grant.') && call.subject !== undefined) return [ask({})]
    if (root !== 'args' || path === undefined) return ANY
    return argumentAnswers(call, { comparison, steps: path.steps, completed, ask }, keyring)
  }
}

function amountFinder(variable: TakenAmount, path: PathText | undefined, { completed, keyring }: Means): Find {
  const name = keyring.question(variable.question)
  return (call) => {
    const { answers, ...amount } =
      path?.root === 'args'
        ? amountFrom(variable, argumentAt(call, path.steps, completed), path.steps.length > 1)
        : ANY_AMOUNT
    const answer = call.answers.get(name)
    return { variable, answers: answer === undefined ? answers : [answer], amount, value: undefined }
  }
}

function splitFinder(variable: SplitValue, path: PathText | undefined, { completed }: Means): Find {
  return (call) => {
    const known =
      path?.root === 'args' ? splitFrom(argumentAt(call, path.steps, completed), path.steps.length > 1) : ANY_VALUE
    // Whether two digests are of texts that count as one cannot be told.
    return { variable, amount: undefined, ...known, ...(variable.folds && { value: undefined }) }
  }
}

/** The call without its arguments. */
export function requestOf(call: RecordedCall): CallRequest {
  const { subject, grant, server, tool, label, at, slot } = call
  return {
    subject: subject ?? unknownSubject(grant),
    tool: { server, name: tool, label },
    context: { at, slot, digest: (text) => text },
    arguments: {},
    inexact: NOTHING_INEXACT,
  }
}

/** A grant that the configuration does not have is taken for its own owner. */
function unknownSubject(grant: string): Subject {
  return { organisation: 'local', grant, label: grant, owner: grant, tags: {} }
}
