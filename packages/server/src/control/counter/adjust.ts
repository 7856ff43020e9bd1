/** A person sets a counter: recorded before, and after with what it was and what it became. */
import { type Amount, amountFromText, formatAmount } from '@portcullis/engine'
import type { z } from 'zod'
import type { Adjusted, Adjustment } from '../../ports/counter-store.ts'
import { isProblem, notFound, type Problem, problem, wrongField } from '../api/problem.ts'
import { type Change, type ChangeDetail, mutate } from '../change/mutate.ts'
import type { Context } from '../context.ts'
import { findGrant } from '../grant/find-grant.ts'
import { newId } from '../id.ts'
import type { CounterAnswer } from '../messages.ts'
import { type BUDGET_VIEW, type Budget, budgetId, budgetsOf, viewBudget } from './budgets.ts'
import { budgetsOfFile } from './file-budgets.ts'

/** Which counter, and what it is to be. Exactly one of `set` and `release`. */
export interface AdjustWish {
  readonly grant: string
  /** Slug. */
  readonly server: string
  /** Id or name of the policy that declares it. */
  readonly document: string
  readonly counter: string
  readonly window: string
  readonly id?: string | undefined
  readonly set?: string | undefined
  readonly release?: string | undefined
  readonly reason: string
}

/** What it was and is. */
export interface AdjustedBudget {
  readonly before: z.input<typeof BUDGET_VIEW>
  readonly after: z.input<typeof BUDGET_VIEW>
}

/**
 * Finds the counter, sets it at the gateway, and records it: first that it is about to be set, then what it was and became. A
 * counter is set outside of the database, so whatever fails in between leaves a record by which somebody looks at it.
 */
export async function adjustBudget(context: Context, wish: AdjustWish): Promise<AdjustedBudget | Problem> {
  const how = adjustmentOf(wish)
  if (isProblem(how)) return how
  const begun = await begin(context, wish, how)
  if (isProblem(begun)) return begun
  const { budget, object, detail } = begun
  const answer = await context.control.counters.ask({ kind: 'adjust', claim: budget.counter.claim, how })
  await mutate(
    context,
    { action: 'counter.adjust', object, detail: { ...detail, ...outcomeOf(answer) } },
    async () => {},
  )
  if (answer === undefined) return NOT_KNOWN
  if (answer.outcome !== 'adjusted') return refused(causeOf(answer))
  return { before: viewBudget(budget, answer.before), after: viewBudget(budget, answer.after) }
}

/** A counter that is about to be set, as both records name it. */
interface Begun {
  readonly budget: Budget
  readonly object: Change['object']
  readonly detail: ChangeDetail
}

/** Finds the counter, and records what is to be made of it. */
async function begin(context: Context, wish: AdjustWish, how: Adjustment): Promise<Begun | Problem> {
  const object = { kind: 'grant', id: wish.grant }
  const adjustment = newId('adj', context.at)
  const change = { action: 'counter.adjusting', object, detail: { adjustment, reason: wish.reason } }
  return mutate(context, change, async (tx, changing) => {
    const inside = { ...context, control: { ...context.control, db: tx } }
    const budgets = await budgetsOfGrant(inside, wish)
    const budget = isProblem(budgets) ? budgets : theOne(budgets, wish)
    if (isProblem(budget)) return budget
    const { claim, scope, name, window } = budget.counter
    if (claim.family !== undefined && (how.kind !== 'set' || how.amount !== 0)) return ONLY_WHOLE
    const which = { server: wish.server, document: claim.document.id, counter: name, window, scope }
    const detail = { ...change.detail, ...which, [how.kind]: formatAmount(how.amount) }
    changing.note(detail)
    return { budget, object, detail }
  })
}

/** Of the database, or of the operator's file. */
async function budgetsOfGrant(context: Context, { grant, server }: AdjustWish): Promise<readonly Budget[] | Problem> {
  const found = await findGrant(context.control.db, context.organisation, grant)
  if (!isProblem(found)) return budgetsOf(context, [found], server)
  const ofFile = budgetsOfFile(context, { grant, server })
  return ofFile.length > 0 ? ofFile : found
}

/** What is recorded of an answer: of none, that the counter may have been set all the same. */
function outcomeOf(answer: CounterAnswer | undefined): ChangeDetail {
  if (answer === undefined) return { outcome: 'unknown' }
  return answer.outcome === 'adjusted' ? amounts(answer) : { outcome: 'refused', cause: causeOf(answer) }
}

const causeOf = (answer: Exclude<CounterAnswer, Adjusted>): string =>
  answer.outcome === 'unavailable' ? answer.cause : 'no answer to it'

/** Exact decimals, as they are told to people. */
function amounts({ before, after }: Adjusted): Readonly<Record<string, string | number>> {
  return {
    before: formatAmount(before.used),
    after: formatAmount(after.used),
    ...(before.values !== undefined && { values: before.values }),
  }
}

function adjustmentOf({ set, release }: AdjustWish): Adjustment | Problem {
  if ((set === undefined) === (release === undefined)) {
    return wrongField(
      '/body/set',
      'One of `set` and `release` is wanted.',
      'Give the amount to set, or the one to take off.',
    )
  }
  const kind = set === undefined ? 'release' : 'set'
  const amount = amountFromText(set ?? release ?? '')
  if (amount !== undefined && isAmount(amount)) return { kind, amount }
  return wrongField(
    `/body/${kind}`,
    'It is no amount that a counter can hold.',
    'Write an exact decimal such as "0", "25" or "12.5": not negative, at most six decimals, at most 9007199254.740991.',
  )
}

const isAmount = (amount: Amount): boolean => Number.isSafeInteger(amount) && amount >= 0

/** The counter that is meant, where it can be said. */
function theOne(budgets: readonly Budget[], { document, counter, window, id }: AdjustWish): Budget | Problem {
  const found = budgets.filter(
    (one) =>
      one.counter.name === counter &&
      one.counter.window === window &&
      (one.counter.claim.document.id === document || one.policy === document) &&
      (id === undefined || budgetId(one) === id),
  )
  const [first, ...more] = found
  if (first === undefined) return notFound
  if (more.length === 0) return first
  return wrongField(
    '/body/id',
    `${found.length} counters are called so: of other scopes, sessions or kinds.`,
    'Give the `id` of one, as the list of counters shows it.',
  )
}

const ONLY_WHOLE = wrongField(
  '/body/set',
  'This limit counts by value: which values there are is not kept.',
  'Set it to "0": all its values then begin anew.',
)

const refused = (cause: string): Problem =>
  problem('unavailable', `The gateway did not set the counter: ${cause}.`, { remedy: 'Look at it, and try again.' })

const NOT_KNOWN: Problem = problem(
  'unavailable',
  'The gateway did not answer in time: the counter may have been set.',
  {
    remedy: 'Look at the counter before you try again.',
  },
)
