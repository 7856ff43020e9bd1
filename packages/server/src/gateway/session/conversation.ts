/** What the gateway remembers of one conversation between a client and a server. */
import type { SessionSlot } from '@portcullis/engine'
import type { Caller } from '../../ports/directory.ts'
import type { Refusal } from '../errors.ts'
import type { Link, Upstream } from '../upstream/link.ts'
import type { RequestId } from '../wire/message.ts'
import { type Listed, Roster } from './roster.ts'
import type { SessionFacts } from './session-ids.ts'

/** Ids as map keys: `1` and `"1"` are different ids (JSON-RPC 2.0, section 4). */
export const idKey = (id: RequestId): string => (typeof id === 'string' ? `s${id}` : `n${id}`)

/** A request of the client's that has not been answered yet. */
export interface Pending {
  /** Judges the answer when it arrives on another stream than the one it was asked on (SSE resumption). */
  late(answer: Buffer): Buffer
  /** The conversation ends before the answer came. */
  drop(): void
  /** The client cancels it, and its server knows nothing of it yet; undefined: the server is told. */
  cancel?(): void
}

/** A stream that must end when the conversation does. */
export interface OpenStream extends Listed {
  /** It belongs to no request: nobody waits for its end. */
  readonly standalone: boolean
  /** Who opened it, and by which token. */
  readonly caller: Caller
  /** Where the client is. */
  readonly address: string | undefined
  /** It may stay open for as long as the client likes: it ends with the token that it was opened with. */
  readonly lasting: boolean
  /** Name of the tool that is being called. */
  readonly tool: string | undefined
  /** Who opened it is named otherwise now: by another policy, say. Only streams that last care. */
  follow?(caller: Caller): void
  /** @param why what the client is told, where it waits for an answer; undefined: that the server ended */
  stop(why?: Refusal): void
}

/** How a conversation begins. */
interface ConversationOptions {
  /** What the link is a part of. */
  readonly upstream: Upstream
  readonly slot: SessionSlot
  readonly stateless: boolean
  /** Monotonic, milliseconds. */
  readonly now: number
  /** Random, of a session. */
  readonly sid?: string
  /** How another gateway sealed it, that is gone: this one goes on with it. */
  readonly adopted?: SessionFacts
}

/**
 * A legacy session, one stdio client, or all stateless calls of a grant to a server.
 *
 * It belongs to the grant that opened it: nobody else can find it.
 */
export class Conversation {
  /** Requests of the client's that are being answered, by id; empty for stateless traffic, where each POST is its own. */
  readonly pending = new Map<string, Pending>()
  /** Requests of the server's that the client has not answered yet, by id. */
  readonly asked = new Map<string, string>()
  /** Requests of the gateway's own that the client has not answered yet, by id. */
  readonly ownAsked = new Set<string>()
  readonly streams = new Roster<OpenStream>()
  /** As the client reported itself at `initialize`. */
  client: { readonly name?: string; readonly version?: string } | undefined
  /** The client said at `initialize` that it can show pages to a person. */
  showsPages = false
  /** Negotiated revision (legacy); undefined until `initialize` was answered. */
  version: string | undefined
  /** The session id that the upstream expects. */
  sessionId: string | undefined
  lastUsed: number
  /** As it was used last: tokens of a grant come and go within a session. */
  caller: Caller
  ended = false
  /** Its server said, when it was asked something, that it does not know the session. */
  lost = false

  readonly link: Link
  readonly upstream: Upstream
  readonly slot: SessionSlot
  readonly grant: string
  /** Id of the server. */
  readonly server: string
  /** Stateless conversations have no session: ids may repeat, and nothing is correlated across requests. */
  readonly stateless: boolean
  /** Names the session at every gateway; empty where it has no id. */
  readonly sid: string
  /** It was opened by another gateway, and what that one alone knew is lost. */
  readonly adopted: SessionFacts | undefined
  /** Its server keeps all of it: a gateway that is shown its id can go on with it. */
  goesOn = false

  constructor(caller: Caller, link: Link, options: ConversationOptions) {
    this.link = link
    this.upstream = options.upstream
    this.caller = caller
    this.grant = caller.grant.subject.grant
    this.server = caller.server.id
    this.slot = options.slot
    this.stateless = options.stateless
    this.lastUsed = options.now
    this.sid = options.sid ?? ''
    this.adopted = options.adopted
    if (options.adopted === undefined) return
    this.goesOn = true
    this.sessionId = options.adopted.upstreamId
    this.client = options.adopted.client
    this.showsPages = options.adopted.showsPages
  }

  /** True while something is under way that a timer must not cut. */
  get busy(): boolean {
    return this.pending.size > 0 || this.streams.size > 0
  }

  /** Ends every open stream and forgets what was under way; the link is left to its owner. */
  end(why?: Refusal): void {
    this.ended = true
    for (const stream of this.streams.snapshot()) stream.stop(why)
    for (const pending of [...this.pending.values()]) pending.drop()
    this.pending.clear()
    this.asked.clear()
    this.ownAsked.clear()
  }
}

/** Headers of a message that the gateway itself sends within a session. */
export function sessionHeaders(conversation: Conversation): string[] {
  const headers: string[] = []
  if (conversation.version !== undefined) headers.push('mcp-protocol-version', conversation.version)
  if (conversation.sessionId !== undefined) headers.push('mcp-session-id', conversation.sessionId)
  return headers
}
