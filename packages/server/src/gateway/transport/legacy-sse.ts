/** HTTP+SSE for old clients (MCP 2024-11-05): one stream for all that comes back, and a mailbox to post messages to. */
import { randomUUID } from 'node:crypto'
import type { Caller } from '../../ports/directory.ts'
import type { Downstream } from '../downstream.ts'
import type { Environment } from '../environment.ts'
import { type ChannelCaller, listenOnChannel } from '../session/session-requests.ts'
import type { ChannelClient } from '../turn.ts'
import { ChannelDownstream, ChannelMembers, type ClientChannel } from './channel-downstream.ts'

/** One open stream, and whose it is. */
export interface Mailbox {
  readonly client: ChannelClient
  /** The way back for the answer to one message. */
  down(): Downstream
}

export interface Mailboxes {
  /** Opens a stream, tells the client where to post, and forgets it when the stream closes. */
  open(env: Environment, by: ChannelCaller, down: Downstream): void
  /** Only the grant that opened a stream finds its mailbox. */
  find(id: string, caller: Caller): Mailbox | undefined
  /** Ends every stream. */
  closeAll(): void
}

interface Entry extends Mailbox {
  readonly grant: string
  readonly server: string
  end(): void
}

/** The stream carries everything: it ends with the session, and only with it. */
const MEMBER = { standalone: false, lasting: false, tool: undefined } as const

/** Starts with no stream open. */
export function createMailboxes(): Mailboxes {
  const open = new Map<string, Entry>()
  return {
    open(env, { caller, address }, down) {
      const id = mailboxId(env, caller)
      const channel = streamChannel(down)
      // Who loses the session, by revocation or otherwise, loses the stream with it; not who only begins another.
      const stop = (): void => {
        if (client.session?.ended === true && open.delete(id)) channel.end()
      }
      const client: ChannelClient = {
        session: undefined,
        onInitialized() {
          if (client.session === undefined) return
          client.session.streams.add({ ...MEMBER, caller, address, place: -1, stop })
          listenOnChannel(env, { caller, address }, client, new ChannelDownstream(channel))
        },
      }
      open.set(id, {
        client,
        down: () => new ChannelDownstream(channel),
        grant: caller.grant.subject.grant,
        server: caller.server.id,
        end: channel.end,
      })
      down.onClose(() => {
        open.delete(id)
        if (client.session !== undefined) env.conversations.end(client.session)
      })
      down.beginEvents()
      const path = `/sse/${caller.server.slug}/${id}`
      down.event({ data: undefined, raw: Buffer.from(`event: endpoint\ndata: ${path}\n\n`) })
    },
    find(id, caller) {
      const entry = open.get(id)
      const mine = entry?.grant === caller.grant.subject.grant && entry.server === caller.server.id
      return mine ? entry : undefined
    },
    closeAll() {
      for (const entry of open.values()) entry.end()
      open.clear()
    },
  }
}

/** Sealed as an id of a session is: any gateway that is posted to knows where the stream is. It ends with that gateway. */
function mailboxId({ others: { ids, homes } }: Environment, { grant, server }: Caller): string {
  const whose = { home: homes.self, sid: randomUUID(), grant: grant.subject.grant, server: server.id }
  return ids.seal({ ...whose, way: '', slot: 0, upstreamId: undefined, client: undefined, showsPages: false })
}

/** Bytes that wait for a client that goes on asking, and reads nothing: with more, its stream is ended. */
const MOST_UNREAD = 64 * 1024 * 1024

function streamChannel(down: Downstream): ClientChannel & { end(): void } {
  const channel = { open: true, unread: 0 }
  const members = new ChannelMembers()
  down.onClose(() => {
    channel.open = false
    members.closed()
  })
  down.onDrain(() => {
    channel.unread = 0
    members.drained()
  })
  return {
    get open() {
      return channel.open
    },
    send(message) {
      if (!channel.open || down.event({ data: message, raw: undefined })) return true
      channel.unread += message.length
      if (channel.unread > MOST_UNREAD) end()
      return false
    },
    end,
    members,
  }
  function end(): void {
    channel.open = false
    members.closed()
    down.end()
  }
}
