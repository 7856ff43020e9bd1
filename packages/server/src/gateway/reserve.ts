/** Claims → reservation: all or none. */
import type { Ask, Claim, ToolCategory } from '@portcullis/engine'
import type { Counted } from '../ports/audit-sink.ts'
import type { Asks, CounterStore, Intent, Refused, Unavailable } from '../ports/counter-store.ts'
import type { Refusal } from './errors.ts'
import { refusal } from './errors.ts'
import { limitAsks, limitExceeded } from './limit-refusal.ts'
import type { CalledTool, Turn } from './turn.ts'

/** Whether it has to be known, after a crash, that a call of this tool may have happened. */
export function isGrave({ label }: CalledTool): boolean {
  return label !== undefined && GRAVE.has(label.category)
}

const GRAVE: ReadonlySet<ToolCategory> = new Set(['execute', 'destructive', 'financial'])

/** Of a call without limits. */
export const NOT_COUNTED: Counted = { claims: [], warnings: [], unwritten: false }

/**
 * Takes the claims of a call; they are durable when the promise resolves. With a claim that moves an amount, and for
 * what cannot be undone, the intent is written in the same commit.
 */
export async function reserve(
  store: CounterStore,
  turn: Turn,
  tool: CalledTool,
  claims: readonly Claim[],
): Promise<Counted | Refusal> {
  const intent = isGrave(tool) || claims.some(movesAmount) ? intentOf(turn, tool.name) : undefined
  const answer = await store.reserve(turn.id, claims, intent && { intent })
  if (answer.outcome !== 'reserved') return refusalOf(answer, turn, tool.name)
  return { claims, warnings: answer.warnings, unwritten: answer.unwritten }
}

/**
 * Looks at the claims of a call that a person would have to allow: nobody is asked about what a limit refuses anyway.
 * @returns why it cannot be made
 */
export async function whyNotAsked(store: CounterStore, turn: Turn, tool: string, asks: Ask): Promise<Refusal> {
  const answer = await store.peek(asks.claims)
  // What asks already needs no limit to ask too.
  if (answer.outcome === 'fits' || answer.outcome === 'asks') return cannotAsk(asks)
  return refusalOf(answer, turn, tool)
}

function refusalOf(answer: Asks | Refused | Unavailable, turn: Turn, tool: string): Refusal {
  switch (answer.outcome) {
    case 'refused':
      return limitExceeded(answer, turn.at, tool)
    case 'asks':
      return limitAsks(answer.limits[0], turn.at, tool)
    case 'unavailable':
      return refusal('counters_unavailable')
    default:
      return answer satisfies never
  }
}

const cannotAsk = ({ message, rule, document }: Ask): Refusal => ({
  code: 'approval_unavailable',
  message: `${message} A person would have to approve this call, and this gateway has nobody to ask, so it was not made.`,
  rule,
  document,
})

const movesAmount = ({ amountful }: Claim): boolean => amountful

const intentOf = (turn: Turn, tool: string): Intent => ({
  at: turn.at,
  grant: turn.caller.grant.subject.grant,
  server: turn.caller.server.slug,
  tool,
})
