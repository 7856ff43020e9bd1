/** All conversations of this gateway: opened, found by their owner only, ended when idle or no longer allowed. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Caller } from '../../ports/directory.ts'
import type { Refusal } from '../errors.ts'
import { STATELESS } from '../upstream/link.ts'
import type { Upstreams } from '../upstreams.ts'
import { Conversation, sessionHeaders } from './conversation.ts'
import type { SessionSlots } from './session-slots.ts'

/** Milliseconds that servers have to hear that all sessions end. */
const FAREWELL = 1000

export interface ConversationLimits {
  readonly maxSessions: number
  readonly maxSessionsPerGrant: number
  /** Milliseconds without traffic after which a session ends. */
  readonly sessionIdle: number
}

const sessionKey = (server: string, grant: string, sessionId: string): string => `${server}\n${grant}\n${sessionId}`

const usable = (found: Conversation | undefined): found is Conversation =>
  found !== undefined && !found.ended && !found.link.dead

/** Opens conversations, finds them for who opened them, and ends them. */
export class Conversations {
  readonly #sessions = new Map<string, Conversation>()
  readonly #keys = new Map<Conversation, string>()
  readonly #perGrant = new Map<string, number>()
  /** Stateless ones: by caller, which costs no key, and by server and grant, across versions of the configuration. */
  readonly #byCaller = new WeakMap<Caller, Conversation>()
  readonly #stateless = new Map<string, Conversation>()
  readonly #upstreams: Upstreams
  readonly #slots: SessionSlots
  readonly #limits: ConversationLimits

  /** @param slots where sessions take their counters' places from */
  constructor(upstreams: Upstreams, slots: SessionSlots, limits: ConversationLimits) {
    this.#upstreams = upstreams
    this.#slots = slots
    this.#limits = limits
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
    const key = sessionKey(caller.server.id, grant, '')
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
    if (this.#sessions.size >= this.#limits.maxSessions) return undefined
    if ((this.#perGrant.get(grant) ?? 0) >= this.#limits.maxSessionsPerGrant) return undefined
    const upstream = this.#upstreams.of(caller)
    const link = upstream.link({ grant, session: randomUUID() })
    if (link === undefined) return undefined
    return new Conversation(caller, link, { upstream, slot: this.#slots.next(grant), stateless: false, now })
  }

  /** Makes a conversation known under the id that the upstream gave, or under one of ours; returns that id. */
  register(conversation: Conversation, sessionId: string | undefined): string {
    const id = sessionId ?? randomUUID()
    const key = sessionKey(conversation.server, conversation.grant, id)
    const before = this.#sessions.get(key)
    if (before !== undefined && before !== conversation) this.forget(before)
    conversation.sessionId = id
    this.#keep(conversation, key)
    return id
  }

  /** Makes the conversation of a channel known: it ends with the others, and nobody can find it by an id. */
  attach(conversation: Conversation): void {
    this.#keep(conversation, `channel\n${randomUUID()}`)
  }

  /** The session of that id, for the grant and server that opened it only. */
  find(caller: Caller, sessionId: string, now: number): Conversation | undefined {
    const found = this.#sessions.get(sessionKey(caller.server.id, caller.grant.subject.grant, sessionId))
    if (!usable(found)) {
      if (found !== undefined) this.end(found)
      return undefined
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
    }
    const shared = sessionKey(conversation.server, conversation.grant, '')
    if (this.#stateless.get(shared) === conversation) this.#stateless.delete(shared)
    conversation.end(why)
  }

  /** Ends idle sessions; looks at all others. */
  sweep(now: number, look: (conversation: Conversation) => void): void {
    for (const conversation of this.#all()) {
      const idle = !conversation.busy && now - conversation.lastUsed > this.#limits.sessionIdle
      if (idle || conversation.link.dead) this.end(conversation)
      else look(conversation)
    }
    this.#upstreams.letGo(new Set(this.#all().map(({ upstream }) => upstream)), now)
  }

  /** Ends the streams on which servers speak by themselves: calls in flight go on. */
  endListening(): void {
    for (const { streams } of this.#all()) {
      for (const stream of streams.snapshot()) if (stream.standalone) stream.stop()
    }
  }

  /** Ends everything; resolves when the servers have heard of it, or soon. */
  async closeAll(): Promise<void> {
    const ended = this.#all().map((conversation) => this.#close(conversation))
    await Promise.race([Promise.all(ended), sleep(FAREWELL, undefined, { ref: false })])
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
