/** A turn that had to wait: whoever was revoked, and whatever was changed meanwhile, holds for it too. */
import { notCurrent } from './currency.ts'
import type { Environment } from './environment.ts'
import { type Refusal, refusal } from './errors.ts'
import { converse } from './session/converse.ts'
import { stoppedRefusal } from './stopped.ts'
import type { Turn } from './turn.ts'

/** The same message as the configuration sees it now, to be decided anew; or why it may not go on. */
export function identifyAgain(env: Environment, turn: Turn): Turn | Refusal {
  const { arrival, message } = turn
  const caller = arrival.identifyAgain()
  if (typeof caller === 'string') return refusal('unauthenticated')
  if (caller.stopped !== undefined) return stoppedRefusal(caller.stopped)
  const old = notCurrent(env)
  if (old !== undefined) return old
  const started = env.clock.monotonic()
  // The server may be at another place now, and its session over.
  const { channel, sessionId, head } = arrival
  const place = { caller, channel, sessionId, version: head?.protocolVersion }
  const conversation = converse(env.conversations, place, message, started)
  if ('code' in conversation) return conversation
  const id = env.nextId()
  arrival.down.named?.(id)
  return { ...turn, caller, conversation, id, at: env.clock.now(), started }
}
