/** Claims → reservation: all or none. */
import type { Claim, ToolCategory } from '@portcullis/engine'
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

/** What is reserved. */
export interface Wanted {
  readonly tool: CalledTool
  readonly claims: readonly Claim[]
  /** A person allowed the call: limits that ask may be exceeded. */
  readonly approved: boolean
}

/**
 * Takes the claims of a call; they are durable when the promise resolves. With a claim that moves an amount, for what
 * cannot be undone, and for what a person allowed, the intent is written in the same commit.
 * @returns `Asks` where a person could allow what limits do not
 */
export function reserve(
  store: CounterStore,
  turn: Turn,
  { tool, claims, approved }: Wanted,
): Promise<Counted | Asks | Refusal> {
  const intent = approved || isGrave(tool) || claims.some(movesAmount) ? intentOf(turn, tool.name) : undefined
  const options = { ...(intent && { intent }), ...(approved && { mayExceed: true }) }
  return store.reserve(turn.id, claims, options).then((answer) => {
    if (answer.outcome === 'reserved') return { claims, warnings: answer.warnings, unwritten: answer.unwritten }
    return answer.outcome === 'asks' ? answer : refusalOf(answer, turn, tool.name)
  })
}

/** Looks at the claims of a call that a person would have to allow: nobody is asked about what a limit refuses anyway. */
export async function peek(
  store: CounterStore,
  turn: Turn,
  tool: string,
  claims: readonly Claim[],
): Promise<Refusal | Asks['limits'] | undefined> {
  const answer = await store.peek(claims)
  if (answer.outcome === 'fits') return undefined
  return answer.outcome === 'asks' ? answer.limits : refusalOf(answer, turn, tool)
}

/** Why claims cannot be taken, whoever allows it. */
export function refusalOf(answer: Asks | Refused | Unavailable, turn: Turn, tool: string): Refusal {
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

const movesAmount = ({ amountful }: Claim): boolean => amountful

const intentOf = (turn: Turn, tool: string): Intent => ({
  at: turn.at,
  grant: turn.caller.grant.subject.grant,
  server: turn.caller.server.slug,
  tool,
})
