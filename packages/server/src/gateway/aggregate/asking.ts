/** A message for all servers of a grant, and what is known where it is split. */
import type { Caller } from '../../ports/directory.ts'
import { serverPart } from '../../ports/prefixed-name.ts'
import type { Environment } from '../environment.ts'
import { answerLocally } from '../translate/local-answer.ts'
import type { AnswerListener, Exchange, Outgoing } from '../upstream/link.ts'
import { encodeHeaderValue } from '../wire/header-value.ts'
import { errorAnswer } from '../wire/refusal.ts'
import { setAt, textAt } from '../wire/splice.ts'
import type { Learned } from './learn.ts'
import type { ShownNames } from './names.ts'
import type { Places } from './places.ts'
import type { NameSealer } from './sealed-name.ts'

/** What all messages share. */
export interface Together {
  /** Of the flow that every part goes through. */
  readonly env: Environment
  readonly sealer: NameSealer
  readonly names: ShownNames
  readonly places: Places
  readonly learned: Learned
  /** Milliseconds that servers have to answer, where the others' answers do not wait longer. */
  readonly patience: number
  /** Milliseconds before a subscription that ended is opened again: doubled each time. */
  readonly pause: number
}

/** One message on its way to the servers. */
export interface Asking {
  readonly together: Together
  /** Id of the grant. */
  readonly grant: string
  /** What the grant reaches: one snapshot, by slug, without those that cannot be told apart. */
  readonly callers: readonly Caller[]
  readonly outgoing: Outgoing
}

/** Servers whose names would begin alike serve nobody here. */
export function distinct(callers: readonly Caller[]): readonly Caller[] {
  const counts = new Map<string, number>()
  for (const { server } of callers) {
    const part = serverPart(server.slug)
    counts.set(part, (counts.get(part) ?? 0) + 1)
  }
  return callers.filter(({ server }) => counts.get(serverPart(server.slug)) === 1)
}

export const idText = ({ outgoing }: Pick<Asking, 'outgoing'>): string => textAt(outgoing.bytes, ['id']) ?? 'null'

/** An answer that no server gave. */
export function refuseHere(
  asking: Asking,
  listener: AnswerListener,
  message: string,
  data?: { uri: string },
): Exchange {
  return answerLocally(listener, errorAnswer(idText(asking), -32602, message, data))
}

/** The message with another value of the member that names what it is about; the header that repeats it follows. */
export function renamed(outgoing: Outgoing, member: string, name: string): Outgoing {
  const { headers } = outgoing
  const at = headers.indexOf('mcp-name')
  return {
    ...outgoing,
    bytes: setAt(outgoing.bytes, ['params', member], JSON.stringify(name)),
    headers: at < 0 ? headers : headers.with(at + 1, encodeHeaderValue(name)),
  }
}
