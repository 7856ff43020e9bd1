/** Claims → reservation: all or none. */
import { type Claim, formatAmount, type ToolCategory } from '@portcullis/engine'
import type { CounterStore, Intent, Refused } from '../ports/counter-store.ts'
import type { Refusal } from './errors.ts'
import { refusal } from './errors.ts'
import type { CalledTool, Turn } from './turn.ts'

/** Whether it has to be known, after a crash, that a call of this tool may have happened. */
export function isGrave({ label }: CalledTool): boolean {
  return label !== undefined && GRAVE.has(label.category)
}

const GRAVE: ReadonlySet<ToolCategory> = new Set(['execute', 'destructive', 'financial'])

/**
 * Takes the claims of a call; they are durable when the promise resolves. With a claim that moves an amount, and for
 * what cannot be undone, the intent is written in the same commit.
 */
export function reserve(store: CounterStore, turn: Turn, tool: CalledTool, claims: readonly Claim[]): Reservation {
  const intent = isGrave(tool) || claims.some(movesAmount) ? intentOf(turn, tool.name) : undefined
  return store.reserve(turn.id, claims, intent)
}

/** What the store answers. */
export type Reservation = ReturnType<CounterStore['reserve']>

/** @returns undefined where the claims were taken */
export function refusalOf(answer: Awaited<Reservation>, turn: Turn, tool: string): Refusal | undefined {
  switch (answer.outcome) {
    case 'reserved':
      return undefined
    case 'refused':
      return usedUp(answer, turn, tool)
    case 'unavailable':
      return refusal('counters_unavailable')
    default:
      return answer satisfies never
  }
}

const movesAmount = ({ amountful }: Claim): boolean => amountful

const intentOf = (turn: Turn, tool: string): Intent => ({
  at: turn.at,
  grant: turn.caller.grant.subject.grant,
  server: turn.caller.server.slug,
  tool,
})

function usedUp(refused: Refused, turn: Turn, tool: string): Refusal {
  const retryAfter = Math.max(1, Math.ceil((refused.resetsAt - turn.at) / 1000))
  const when = new Date(refused.resetsAt).toISOString().replace('.000Z', 'Z')
  const used = `${formatAmount(refused.used)} of ${formatAmount(refused.max)}`
  const told = refused.onDeny ?? `${tool} is limited, and ${refused.counter} is used up for now (${used}).`
  return {
    code: 'limit_exceeded',
    message: `${told} It resets in ${retryAfter} s, at ${when}; try again then.`,
    rule: refused.rule,
    counter: refused.counter,
    retryAfter,
  }
}
