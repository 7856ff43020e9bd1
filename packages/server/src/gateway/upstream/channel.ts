/** Many exchanges over one way of whole messages: finds for each message whom it is for. */
import { classifyServerMessage } from '../wire/answer.ts'
import type { RequestId } from '../wire/message.ts'
import type { ServerMessage } from '../wire/server-message.ts'
import { type Carrier, type Receipt, type Sending, UNTRACKED } from './carrier.ts'
import { ChannelLink } from './channel-link.ts'
import type { Deadlines } from './deadlines.ts'
import type { Outgoing, UpstreamFailure } from './link.ts'
import type { PendingRequest } from './pending-request.ts'
import { Pressure } from './pressure.ts'
import { asIs, type Named, rename } from './rename.ts'

/** The first id of ours: larger than what clients count to, small enough for a server with 32-bit ids. */
const FIRST_ID = 1_000_000_001

export interface ChannelOptions {
  readonly carrier: Carrier
  readonly deadlines: Deadlines
  /** Milliseconds until the first message of an answer. */
  readonly headersTimeout: number
  readonly maxMessageBytes: number
  /** Several conversations use it: every request goes out under an id of ours. */
  readonly shared: boolean
  /** A message came that nobody waited for (any more), and was dropped. */
  readonly onStray: (() => void) | undefined
}

type Notification = Extract<ServerMessage, { kind: 'notification' }>
type ServerRequest = Extract<ServerMessage, { kind: 'request' }>

/**
 * Correlates what goes out with what comes in.
 *
 * Answers go by id (`1` and `"1"` differ), progress by token, messages of a subscription by its id. What else a server
 * sends goes to the conversation: see `ChannelLink.deliver`.
 */
export class Channel {
  readonly pressure: Pressure
  readonly #options: ChannelOptions
  readonly #byId = new Map<RequestId, PendingRequest>()
  readonly #byToken = new Map<RequestId, PendingRequest>()
  readonly #links = new Set<ChannelLink>()
  #nextId = FIRST_ID
  #answers: 'none' | 'errors' | 'results' = 'none'
  #ended: UpstreamFailure | undefined

  constructor(options: ChannelOptions) {
    this.#options = options
    this.pressure = new Pressure(options.carrier, options.maxMessageBytes)
  }

  /** Requests that wait for their answer. */
  get outstanding(): number {
    return this.#byId.size
  }

  /** Whatever was asked was answered with an error: so does a server that does not know the era it was spoken to in. */
  get rejected(): boolean {
    return this.#ended === undefined && this.#answers === 'errors' && this.#byId.size === 0
  }

  /** How it ended; nothing can be sent any more. */
  get ended(): UpstreamFailure | undefined {
    return this.#ended
  }

  /** Begins a conversation. @param onClose what its end means beyond this channel; resolves to a status */
  link(onClose: () => Promise<number>): ChannelLink {
    const link = new ChannelLink(this, this.#options.maxMessageBytes, onClose)
    this.#links.add(link)
    return link
  }

  unlink(link: ChannelLink): void {
    this.#links.delete(link)
  }

  /** Ends the conversations that began here, not the channel: it is free for others. */
  release(): void {
    for (const link of [...this.#links]) void link.close()
  }

  /** How a request will be known here: by its own id and token, or by ours; or why it cannot be sent. */
  name(outgoing: Outgoing): Named | UpstreamFailure {
    const named = this.#renames(outgoing) ? rename(outgoing, this.#freshId()) : asIs(outgoing)
    if (named === undefined) return 'garbage'
    const taken = this.#byId.has(named.id) || (named.token !== undefined && this.#byToken.has(named.token))
    return taken ? 'busy' : named
  }

  /** Sends a request, and keeps it until `leave`. */
  enter(request: PendingRequest): void {
    const { id, token } = request.named
    this.#byId.set(id, request)
    if (token !== undefined) this.#byToken.set(token, request)
    // Until it is sent too: who does not read must not keep it for ever.
    this.due(request)
    request.sendBy((bytes, receipt) => this.send(bytes, receipt))
  }

  /** @param tell whether the server should know that nobody waits for the answer */
  leave(request: PendingRequest, tell: boolean): void {
    const { id, token } = request.named
    this.#options.deadlines.disarm(request)
    this.#byId.delete(id)
    if (token !== undefined) this.#byToken.delete(token)
    if (tell && this.#ended === undefined) this.send(cancellation(id), UNTRACKED)
  }

  /** The answer of a request is due. */
  due(request: PendingRequest): void {
    this.#options.deadlines.arm(request, this.#options.headersTimeout)
  }

  /** The answer of a request has begun. */
  begun(request: PendingRequest): void {
    this.#options.deadlines.disarm(request)
  }

  send(bytes: Buffer, receipt: Receipt): Sending {
    return this.#options.carrier.send(bytes, receipt)
  }

  /** Takes a message of the server's. @returns false when it is none */
  receive(bytes: Buffer): boolean {
    if (this.#ended !== undefined) return true
    const message = classifyServerMessage(bytes)
    if (message === undefined) return false
    switch (message.kind) {
      case 'response':
        if (this.#answers !== 'results') this.#answers = message.facts.failed ? 'errors' : 'results'
        this.#told(message.id, (request) => request.answer(bytes))
        break
      case 'notification':
        this.#notified(message, bytes)
        break
      case 'request':
        this.#asked(message, bytes)
        break
      default:
        message satisfies never
    }
    return true
  }

  /** Answers requests of the server's that no client will see. */
  refuse(bytes: Buffer): void {
    const message = classifyServerMessage(bytes)
    if (message?.kind === 'request') this.#refuse(message.id)
  }

  /** Ends everything: no message comes or goes any more. */
  end(failure: UpstreamFailure): void {
    if (this.#ended !== undefined) return
    this.#ended = failure
    for (const request of [...this.#byId.values()]) request.fail(failure)
    for (const link of this.#links) link.end(failure)
  }

  /** Stateless requests come from any number of clients, so their ids say nothing either. */
  #renames(outgoing: Outgoing): boolean {
    return this.#options.shared || outgoing.era === 'modern'
  }

  #freshId(): number {
    while (this.#byId.has(this.#nextId) || this.#byToken.has(this.#nextId)) this.#nextId++
    return this.#nextId++
  }

  /** @param id null where the server could not read the request's: nobody knows whose it was */
  #told(id: RequestId | null, how: (request: PendingRequest) => void): void {
    const request = id === null ? undefined : this.#byId.get(id)
    if (request === undefined) this.#stray()
    else how(request)
  }

  #notified({ method, progressToken, subscriptionId, requestId }: Notification, bytes: Buffer): void {
    if (method === 'notifications/progress') {
      this.#progressed(progressToken, bytes)
      return
    }
    if (subscriptionId !== undefined) {
      this.#told(subscriptionId, (request) => request.subscribed(bytes))
      return
    }
    const ofCancelled = method === 'notifications/cancelled' && requestId !== undefined
    const cancelled = ofCancelled ? this.#byId.get(requestId) : undefined
    if (cancelled !== undefined) {
      cancelled.cancelledByServer(bytes)
      return
    }
    for (const link of this.#links) if (!link.deliver(bytes)) this.#stray()
  }

  #progressed(token: RequestId | undefined, bytes: Buffer): void {
    const request = token === undefined ? undefined : this.#byToken.get(token)
    if (request !== undefined) {
      request.progress(bytes)
      return
    }
    // A task goes on with the token of a request that was answered (MCP 2025-11-25, tasks).
    const [only] = this.#links
    const told = !this.#options.shared && only?.attended === true && only.deliver(bytes)
    if (!told) this.#stray()
  }

  #stray(): void {
    this.#options.onStray?.()
  }

  /** A request goes to exactly one conversation: the one that can have caused it. */
  #asked(message: ServerRequest, bytes: Buffer): void {
    const links = [...this.#links]
    const candidates = links.length > 1 ? links.filter((link) => link.waiting) : links
    const [only] = candidates
    if (candidates.length !== 1 || only === undefined || !only.deliver(bytes)) this.#refuse(message.id)
  }

  #refuse(id: RequestId): void {
    if (this.#ended === undefined) this.send(refusal(id), UNTRACKED)
  }
}

const message = (members: object): Buffer => Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...members }))

const cancellation = (id: RequestId): Buffer =>
  message({
    method: 'notifications/cancelled',
    params: { requestId: id, reason: 'The answer is no longer waited for.' },
  })

const refusal = (id: RequestId): Buffer =>
  message({ id, error: { code: -32603, message: 'No client is there to answer this request.' } })
