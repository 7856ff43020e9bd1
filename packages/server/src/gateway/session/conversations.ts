/** All conversations of this gateway: opened, found by their owner only, ended when idle or no longer allowed. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Caller } from '../../ports/directory.ts'
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

export interface Conversations {
  /** The conversation of all calls without a session; undefined: the upstream takes no more. */
  stateless(caller: Caller, now: number): Conversation | undefined
  /** A new conversation, not yet known by an id; undefined: as many as allowed are open. */
  open(caller: Caller, now: number): Conversation | undefined
  /** Makes a conversation known under the id that the upstream gave, or under one of ours. */
  register(conversation: Conversation, sessionId: string | undefined): string
  /** Makes the conversation of a channel known: it ends with the others, and nobody can find it by an id. */
  attach(conversation: Conversation): void
  find(caller: Caller, sessionId: string, now: number): Conversation | undefined
  /** Says that a conversation is in use. */
  touch(conversation: Conversation, now: number): void
  /** Ends a conversation and closes its link. */
  end(conversation: Conversation): void
  /** Ends a conversation whose link was closed already. */
  forget(conversation: Conversation): void
  /** Ends idle sessions, and all whose `stillAllowed` is false. */
  sweep(now: number, stillAllowed: (conversation: Conversation) => boolean): void
  /** Ends the streams on which servers speak by themselves: calls in flight go on. */
  endListening(): void
  /** Ends everything; resolves when the servers have heard of it, or soon. */
  closeAll(): Promise<void>
  readonly size: number
}

const sessionKey = (server: string, grant: string, sessionId: string): string => `${server}\n${grant}\n${sessionId}`

/** @param slots where sessions take their counters' places from */
export function createConversations(
  upstreams: Upstreams,
  slots: SessionSlots,
  limits: ConversationLimits,
): Conversations {
  const sessions = new Map<string, Conversation>()
  const keys = new Map<Conversation, string>()
  const perGrant = new Map<string, number>()
  const shared = new WeakMap<Caller, Conversation>()
  const sharedByKey = new Map<string, Conversation>()

  const count = (grant: string, by: number): void => {
    const next = (perGrant.get(grant) ?? 0) + by
    if (next > 0) perGrant.set(grant, next)
    else perGrant.delete(grant)
  }

  function forget(conversation: Conversation): void {
    const key = keys.get(conversation)
    if (key !== undefined) {
      keys.delete(conversation)
      sessions.delete(key)
      count(conversation.grant, -1)
    }
    const sharedKey = sessionKey(conversation.server, conversation.grant, '')
    if (sharedByKey.get(sharedKey) === conversation) sharedByKey.delete(sharedKey)
    conversation.end()
  }

  function end(conversation: Conversation): Promise<unknown> {
    if (conversation.ended) return Promise.resolve()
    forget(conversation)
    return conversation.link.close(sessionHeaders(conversation)).catch(() => undefined)
  }

  function keep(conversation: Conversation, key: string): void {
    sessions.set(key, conversation)
    keys.set(conversation, key)
    count(conversation.grant, 1)
  }

  const usable = (found: Conversation | undefined): found is Conversation =>
    found !== undefined && !found.ended && !found.link.dead

  function touch(conversation: Conversation, now: number): void {
    conversation.lastUsed = now
    slots.touch(conversation.grant, conversation.slot)
  }

  return {
    stateless(caller, now) {
      const quick = shared.get(caller)
      if (usable(quick)) {
        quick.lastUsed = now
        return quick
      }
      const key = sessionKey(caller.server.slug, caller.grant.subject.grant, '')
      const known = sharedByKey.get(key)
      if (usable(known)) {
        known.lastUsed = now
        shared.set(caller, known)
        return known
      }
      if (known !== undefined) void end(known)
      const link = upstreams.of(caller.server).link({ grant: caller.grant.subject.grant, session: STATELESS })
      if (link === undefined) return undefined
      const fresh = new Conversation(caller, link, { slot: 0, stateless: true, now })
      shared.set(caller, fresh)
      sharedByKey.set(key, fresh)
      return fresh
    },

    open(caller, now) {
      const { grant } = caller.grant.subject
      if (sessions.size >= limits.maxSessions) return undefined
      if ((perGrant.get(grant) ?? 0) >= limits.maxSessionsPerGrant) return undefined
      const link = upstreams.of(caller.server).link({ grant, session: randomUUID() })
      if (link === undefined) return undefined
      return new Conversation(caller, link, { slot: slots.next(grant), stateless: false, now })
    },

    register(conversation, sessionId) {
      const id = sessionId ?? randomUUID()
      const key = sessionKey(conversation.server, conversation.grant, id)
      const before = sessions.get(key)
      if (before !== undefined && before !== conversation) forget(before)
      conversation.sessionId = id
      keep(conversation, key)
      return id
    },

    attach(conversation) {
      keep(conversation, `channel\n${randomUUID()}`)
    },

    find(caller, sessionId, now) {
      const found = sessions.get(sessionKey(caller.server.slug, caller.grant.subject.grant, sessionId))
      if (!usable(found)) {
        if (found !== undefined) void end(found)
        return undefined
      }
      touch(found, now)
      return found
    },

    touch,

    end: (conversation) => void end(conversation),
    forget,

    sweep(now, stillAllowed) {
      for (const conversation of [...sessions.values(), ...sharedByKey.values()]) {
        const idle = !conversation.busy && now - conversation.lastUsed > limits.sessionIdle
        if (idle || conversation.link.dead || !stillAllowed(conversation)) void end(conversation)
      }
    },

    endListening() {
      for (const { streams } of [...sessions.values(), ...sharedByKey.values()]) {
        for (const stream of streams.snapshot()) if (stream.standalone) stream.stop()
      }
    },

    async closeAll() {
      const ended = [...sessions.values(), ...sharedByKey.values()].map(end)
      await Promise.race([Promise.all(ended), sleep(FAREWELL, undefined, { ref: false })])
    },

    get size() {
      return sessions.size
    },
  }
}
