/** Through the gate of the server: at once, after a wait, or not at all. Nothing is taken and nothing was sent until then. */
import type { Environment } from './environment.ts'
import { type Refusal, type RefusalCode, refusal } from './errors.ts'
import { identifyAgain } from './identify-again.ts'
import { refuse } from './refuse.ts'
import { standIn } from './stand-in.ts'
import type { CalledTool, Turn } from './turn.ts'
import type { TurnedAway, Visit } from './upstream/visit.ts'

/** What goes in. */
export interface Entering {
  /** The tool that is called, for the log. */
  readonly tool?: CalledTool | undefined
  /** It belongs to the protocol itself: it takes no place, and never waits. */
  readonly isLight?: boolean
}

/**
 * Whoever is in already stays in.
 * @returns the same turn, if it is in; another one, if it had to wait: to be decided anew; undefined: it has its answer
 */
export function enter(
  env: Environment,
  turn: Turn,
  { tool, isLight = false }: Entering,
): Turn | undefined | Promise<Turn | undefined> {
  const { visit } = turn
  const gate = env.upstreams.gate(turn.caller.server)
  if (gate === undefined || visit === undefined || visit.isIn(gate)) return turn
  // The server may be another one since it went in.
  visit.leave()
  const found = gate.enter(visit, isLight)
  if (found === 'in') return turn
  if (found === 'waiting') return wait(env, turn, visit, tool)
  return void refuse(env, turn, turnedAway(found), tool)
}

/** Nobody hears the answer. */
type Ended = 'in' | TurnedAway | { readonly left: true } | { readonly stopped: Refusal | undefined }

async function wait(
  env: Environment,
  turn: Turn,
  visit: Visit,
  tool: CalledTool | undefined,
): Promise<Turn | undefined> {
  const ended = await called(turn, visit)
  if (ended === 'in') return goOn(env, turn, visit, tool)
  if ('why' in ended) return void refuse(env, turn, turnedAway(ended), tool)
  visit.leave()
  if ('left' in ended) return void refuse(env, turn, refusal('upstream_busy'), tool)
  const again = identifyAgain(env, turn)
  return void refuse(env, turn, ended.stopped ?? ('code' in again ? again : refusal('shutting_down')), tool)
}

async function called(turn: Turn, visit: Visit): Promise<Ended> {
  let leave = (): void => undefined
  try {
    return await new Promise<Ended>((resolve) => {
      visit.onCalled(resolve)
      leave = standIn(turn, {
        stop: (why) => resolve({ stopped: why }),
        cancel: () => resolve({ left: true }),
      })
      turn.arrival.down.onClose(() => resolve({ left: true }))
    })
  } finally {
    leave()
  }
}

/** Whoever was revoked, and whatever was changed while it waited, holds for it too. */
function goOn(env: Environment, turn: Turn, visit: Visit, tool: CalledTool | undefined): Turn | undefined {
  const again = identifyAgain(env, turn)
  if (!('code' in again)) return again
  visit.leave()
  return void refuse(env, turn, again, tool)
}

const CODES: Readonly<Record<TurnedAway['why'], RefusalCode>> = {
  busy: 'upstream_busy',
  unreachable: 'upstream_unreachable',
}

function turnedAway({ why, retryAfter }: TurnedAway): Refusal {
  const told =
    why === 'busy'
      ? 'Too many calls of this server are under way, and the wait for a place was too long. Nothing was sent.'
      : 'The server did not answer several times in a row, so it is left alone for a moment. Nothing was sent.'
  return { code: CODES[why], message: `${told} Try again in ${retryAfter} s.`, retryAfter }
}
