/** Sessions between gateways: what their ids say, who answers for them, and which of them this gateway may go on with. */
import { hash } from 'node:crypto'
import type { Caller } from '../../ports/directory.ts'
import type { Neighbour } from '../../ports/neighbours.ts'
import { ownerOf, type Reaching, serverIdentity } from '../upstreams.ts'
import type { Conversation } from './conversation.ts'
import type { Others } from './others.ts'
import type { SessionFacts } from './session-ids.ts'

/** Characters of a server's own id, beyond which a session stays where it was opened. */
const LONGEST_UPSTREAM_ID = 512
/** Adopted sessions that ended and are remembered, so that nobody goes on with them. Their servers know it as well. */
const MOST_ENDED = 10_000

/** Judges ids of sessions. */
export class Adoptions {
  readonly #others: Others
  /** By their `sid`. */
  readonly #ended = new Set<string>()

  constructor(others: Others) {
    this.#others = others
  }

  /** There are other gateways, or may be. */
  get areShared(): boolean {
    return this.#others.homes.areShared
  }

  /** The id of a session that this gateway opened. @param upstreamId as its server named it, where it did */
  seal(conversation: Conversation, upstreamId: string | undefined): string {
    const { caller, sid, grant, server, slot, client, showsPages, link } = conversation
    const { ids, homes } = this.#others
    const isKept = link.keepsSession !== true && upstreamId !== undefined && upstreamId.length <= LONGEST_UPSTREAM_ID
    conversation.goesOn = isKept
    const kept = isKept ? upstreamId : undefined
    const way = wayOf(caller)
    return ids.seal({ home: homes.self, sid, grant, server, way, slot, upstreamId: kept, client, showsPages })
  }

  /** Which other gateway answers for a session; undefined: this one does, or nobody. */
  elsewhere(caller: Caller, id: string): Neighbour | undefined {
    const facts = this.#read(caller, id)
    return facts === undefined ? undefined : this.#others.homes.of(facts)
  }

  /** It was adopted, and another gateway answers for it by now. */
  isElsewhere({ adopted }: Conversation): boolean {
    return adopted !== undefined && this.#others.homes.of(adopted) !== undefined
  }

  /** What a session of another gateway can be gone on with; undefined: not here. */
  adoptable(caller: Caller, id: string): SessionFacts | undefined {
    const facts = this.#read(caller, id)
    if (facts === undefined || facts.home === this.#others.homes.self || this.#ended.has(facts.sid)) return undefined
    return facts.upstreamId !== undefined && facts.way === wayOf(caller) ? facts : undefined
  }

  /** Nobody goes on with it here. */
  noteEnded({ sid }: SessionFacts): void {
    const [oldest] = this.#ended.size < MOST_ENDED ? [] : this.#ended
    if (oldest !== undefined) this.#ended.delete(oldest)
    this.#ended.add(sid)
  }

  /** It did not end, but went to another gateway. */
  mayComeBack({ sid }: SessionFacts): void {
    this.#ended.delete(sid)
  }

  /** What an id says, if it is this caller's. */
  #read({ grant, server }: Caller, id: string): SessionFacts | undefined {
    const facts = this.#others.ids.open(id)
    return facts?.grant === grant.subject.grant && facts.server === server.id ? facts : undefined
  }
}

/** Where a session leads to, and on whose behalf: it does not follow its server to another place. */
const wayOf = (reaching: Reaching): string =>
  hash('sha256', JSON.stringify([serverIdentity(reaching.server), ownerOf(reaching)]), 'base64url').slice(0, 16)
