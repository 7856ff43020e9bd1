/** A request that waits, and of which its server knows nothing yet, is under way all the same for everybody who may end it. */
import type { Refusal } from './errors.ts'
import { idKey, type OpenStream } from './session/conversation.ts'
import type { Turn } from './turn.ts'

/** How its waiting is ended by others. */
export interface Endings {
  /** @param why what the client is told; undefined: its session, its grant or the gateway is over */
  stop(why: Refusal | undefined): void
  /** Its client wants no answer any more. */
  cancel(): void
}

/** @returns how it leaves */
export function standIn({ conversation, caller, arrival, message }: Turn, { stop, cancel }: Endings): () => void {
  const { name } = message.params
  const stream: OpenStream = {
    standalone: false,
    lasting: false,
    place: -1,
    caller,
    address: arrival.address,
    tool: message.method === 'tools/call' ? String(name) : undefined,
    stop,
  }
  const key = idKey(message.id)
  conversation.streams.add(stream)
  if (!conversation.stateless) {
    conversation.pending.set(key, { late: (answer) => answer, drop: () => stop(undefined), cancel })
  }
  return () => {
    conversation.streams.delete(stream)
    if (!conversation.stateless) conversation.pending.delete(key)
  }
}
