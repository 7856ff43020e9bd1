/** All conversations of this gateway: opened, found by their owner only, ended when idle or no longer allowed. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Caller } from '../../ports/directory.ts'
import type { Neighbour } from '../../ports/neighbours.ts'
import { type Refusal, refusal } from '../errors.ts'
import { STATELESS } from '../upstream/link.ts'
import type { Upstreams } from '../upstreams.ts'
import { Adoptions } from './adoptions.ts'
import { Conversation, sessionHeaders } from './conversation.ts'
import type { Others } from './others.ts'
import type { SessionSlots } from './session-slots.ts'

/** Milliseconds that servers have to hear that all sessions end. */
const FAREWELL = 1000

export interface ConversationLimits {
  readonly maxSessions: number
  readonly maxSessionsPerGrant: number
  /** Milliseconds without traffic after which a session ends. */
  readonly sessionIdle: number
}

/** What is open at a moment. */
export interface Census {
  readonly sessions: number
  /** Requests that wait for an answer. */
  readonly inFlight: number
  /** Streams that belong to no answer, and subscriptions. */
  readonly streams: number
}

const sharedKey = (server: string, grant: string): string => `${server}\n${grant}`

const usable = (found: Conversation | undefined): found is Conversation =>
  found !== undefined && !found.ended && !found.link.dead

/** Opens conversations, finds them for who opened them, and ends them. */
export class Conversations {
  /** By the ids that clients have of them. */
  readonly #sessions = new Map<string, Conversation>()
  readonly #keys = new Map<Conversation, string>()
  readonly #perGrant = new Map<string, number>()
  /** Stateless ones: by caller, which costs no key, and by server and grant, across versions of the configuration. */
  readonly #byCaller = new WeakMap<Caller, Conversation>()
  readonly #stateless = new Map<string, Conversation>()
  readonly #upstreams: Upstreams
  readonly #slots: SessionSlots
  readonly #limits: ConversationLimits
  readonly #adoptions: Adoptions

  /** @param slots where sessions take their counters' places from */
  constructor(upstreams: Upstreams, slots: SessionSlots, limits: ConversationLimits, others: Others) {
    this.#upstreams = upstreams
    this.#slots = slots
    this.#limits = limits
    this.#adoptions = new Adoptions(others)
  }

  /** The conversation of all calls without a session; undefined: the upstream takes no more. */
  stateless(caller: Caller, now: number): Conversation | undefined {
    const quick = this.#byCaller.get(caller)
    if (usable(quick)) {
      quick.lastUsed = now
      quick.caller = caller
      return quick
    }
    const { grant } = caller.grant.subject
    const key = sharedKey(caller.server.id, grant)
    const known = this.#stateless.get(key)
    if (usable(known)) {
      known.lastUsed = now
      known.caller = caller
      this.#byCaller.set(caller, known)
      return known
    }
    if (known !== undefined) this.end(known)
    const upstream = this.#upstreams.of(caller)
    const link = upstream.link({ grant, session: STATELESS })
    if (link === undefined) return undefined
    const fresh = new Conversation(caller, link, { upstream, slot: 0, stateless: true, now })
    this.#byCaller.set(caller, fresh)
    this.#stateless.set(key, fresh)
    return fresh
  }

  /** A new conversation, not yet known by an id; undefined: as many as allowed are open. */
  open(caller: Caller, now: number): Conversation | undefined {
    const { grant } = caller.grant.subject
    if (!this.#hasRoom(grant)) return undefined
    const upstream = this.#upstreams.of(caller)
    const sid = randomUUID()
    const link = upstream.link({ grant, session: sid })
    if (link === undefined) return undefined
    return new Conversation(caller, link, { upstream, slot: this.#slots.next(grant), stateless: false, now, sid })
  }

  /**
   * Makes a conversation known under an id, which is returned.
   * @param upstreamId as its server named it, where it did
   */
  register(conversation: Conversation, upstreamId: string | undefined): string {
    const id = this.#adoptions.seal(conversation, upstreamId)
    conversation.sessionId = upstreamId
    this.#keep(conversation, id)
    return id
  }

  /** Makes the conversation of a channel known: it ends with the others, and nobody can find it by an id. */
  attach(conversation: Conversation): void {
    this.#keep(conversation, `channel\n${randomUUID()}`)
  }

  /**
   * The gateway that answers for the session of that id; undefined: this one does, if any does.
   *
   * One that was adopted here goes back where another gateway answers for it again.
   */
  elsewhere(caller: Caller, id: string): Neighbour | undefined {
    const held = this.#sessions.get(id)
    if (held !== undefined && held.adopted === undefined) return undefined
    return this.#adoptions.elsewhere(caller, id)
  }

  /**
   * The session of that id, for the grant and server that opened it only. One whose home is gone is adopted, where its
   * server knows all of it.
   */
  find(caller: Caller, id: string, now: number): Conversation | Refusal {
    const found = this.#sessions.get(id) ?? this.#adopt(caller, id, now)
    if ('code' in found) return found
    if (found.grant !== caller.grant.subject.grant || found.server !== caller.server.id) {
      return refusal('session_not_found')
    }
    if (!usable(found)) {
      this.end(found)
      return refusal('session_not_found')
    }
    this.touch(found, caller, now)
    return found
  }

  /** Says that a conversation is in use, and by which token. */
  touch(conversation: Conversation, caller: Caller, now: number): void {
    conversation.lastUsed = now
    conversation.caller = caller
    this.#slots.touch(conversation.grant, conversation.slot)
  }

  /** Ends a conversation and closes its link. @param why what is told to whoever waits for an answer */
  end(conversation: Conversation, why?: Refusal): void {
    void this.#close(conversation, why)
  }

  /** Ends a conversation whose link was closed already. */
  forget(conversation: Conversation, why?: Refusal): void {
    const key = this.#keys.get(conversation)
    if (key !== undefined) {
      this.#keys.delete(conversation)
      this.#sessions.delete(key)
      this.#count(conversation.grant, -1)
      if (conversation.adopted !== undefined) this.#adoptions.noteEnded(conversation.adopted)
    }
    const shared = sharedKey(conversation.server, conversation.grant)
    if (this.#stateless.get(shared) === conversation) this.#stateless.delete(shared)
    conversation.end(why)
  }

  /** Ends idle sessions; looks at all others. */
  sweep(now: number, look: (conversation: Conversation) => void): void {
    for (const conversation of this.#all()) {
      const idle = !conversation.busy && now - conversation.lastUsed > this.#limits.sessionIdle
      if (!conversation.busy && this.#adoptions.isElsewhere(conversation)) this.#letGo(conversation)
      else if (idle || conversation.link.dead) this.end(conversation)
      else look(conversation)
    }
    this.#upstreams.letGo(new Set(this.#all().map(({ upstream }) => upstream)), now)
  }

  /** What is open now. */
  census(): Census {
    let [inFlight, streams] = [0, 0]
    for (const conversation of this.#all()) {
      for (const { lasting } of conversation.streams.snapshot()) {
        if (lasting) streams++
        else inFlight++
      }
    }
    return { sessions: this.#sessions.size, inFlight, streams }
  }

  /** Ends what would go on for ever, and says why: streams on which servers speak, and subscriptions. Calls in flight go on. */
  endListening(): void {
    const why = refusal('shutting_down')
    for (const { streams } of this.#all()) {
      for (const stream of streams.snapshot()) if (stream.lasting) stream.stop(why)
    }
  }

  /** Ends everything but what another gateway can go on with; resolves when the servers have heard of it, or soon. */
  async closeAll(): Promise<void> {
    const ended = this.#all().map((conversation) => {
      const goesOn = conversation.goesOn && this.#adoptions.areShared
      return goesOn ? this.#letGo(conversation) : this.#close(conversation)
    })
    await Promise.race([Promise.all(ended), sleep(FAREWELL, undefined, { ref: false })])
  }

  #hasRoom(grant: string): boolean {
    const isFull = this.#sessions.size >= this.#limits.maxSessions
    return !isFull && (this.#perGrant.get(grant) ?? 0) < this.#limits.maxSessionsPerGrant
  }

  /** Whoever is asked is the one to go on with it: a gateway that is not would have sent the request on. */
  #adopt(caller: Caller, id: string, now: number): Conversation | Refusal {
    const facts = this.#adoptions.adoptable(caller, id)
    if (facts === undefined) return refusal('session_not_found')
    const { sid, grant, slot } = facts
    const upstream = this.#upstreams.of(caller)
    const link = this.#hasRoom(grant) ? upstream.link({ grant, session: sid }) : undefined
    if (link === undefined) return refusal('session_limit')
    const adopted = new Conversation(caller, link, { upstream, slot, stateless: false, now, sid, adopted: facts })
    this.#keep(adopted, id)
    return adopted
  }

  /** Forgets a conversation that another gateway goes on with: its server is told nothing. */
  #letGo(conversation: Conversation): void {
    this.forget(conversation)
    if (conversation.adopted !== undefined) this.#adoptions.mayComeBack(conversation.adopted)
  }

  #all(): readonly Conversation[] {
    return [...this.#sessions.values(), ...this.#stateless.values()]
  }

  #keep(conversation: Conversation, key: string): void {
    this.#sessions.set(key, conversation)
    this.#keys.set(conversation, key)
    this.#count(conversation.grant, 1)
  }

  #count(grant: string, by: number): void {
    const next = (this.#perGrant.get(grant) ?? 0) + by
    if (next > 0) this.#perGrant.set(grant, next)
    else this.#perGrant.delete(grant)
  }

  async #close(conversation: Conversation, why?: Refusal): Promise<void> {
    if (conversation.ended) return
    this.forget(conversation, why)
    await conversation.link.close(sessionHeaders(conversation)).catch(() => undefined)
  }
}
