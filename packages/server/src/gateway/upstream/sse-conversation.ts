/** One conversation of the HTTP+SSE transport: a stream for what the server sends, a URL it names to post to. */
import type { UpstreamLimits } from '../../ports/directory.ts'
import type { Carrier, Receipt, Sending } from './carrier.ts'
import { Channel } from './channel.ts'
import type { Deadlines, Timed } from './deadlines.ts'
import type { HttpConnections } from './http-connections.ts'
import type { AnswerHead, AnswerListener, Exchange, ServerEvent, UpstreamFailure } from './link.ts'

export interface SseConversationOptions {
  readonly url: URL
  readonly limits: UpstreamLimits
  readonly connections: HttpConnections
  readonly deadlines: Deadlines
  readonly onOver: () => void
  readonly onStray: (() => void) | undefined
}

/** An event with its name, where the stream gave one. */
interface NamedEvent extends ServerEvent {
  readonly event?: string | undefined
}

/** A message that waits for the place to post it to. */
interface Item {
  readonly bytes: Buffer
  readonly receipt: Receipt
  posted: Sending | undefined
}

/**
 * Opens the stream with the first message, and posts when the server has said where (MCP 2024-11-05, HTTP with SSE).
 *
 * That place must be of the same origin as the configured URL: credentials go nowhere else.
 */
export class SseConversation implements Carrier, AnswerListener, Timed {
  due = 0
  place = -1
  readonly channel: Channel
  readonly #options: SseConversationOptions
  readonly #waiting = new Set<Item>()
  #stream: Exchange | undefined
  #endpoint: string | undefined
  #paused = false

  constructor(options: SseConversationOptions) {
    const { limits, deadlines } = options
    this.#options = options
    this.channel = new Channel({
      carrier: this,
      deadlines,
      headersTimeout: limits.headersTimeout,
      maxMessageBytes: limits.maxMessageBytes,
      shared: false,
      onStray: options.onStray,
    })
  }

  send(bytes: Buffer, receipt: Receipt): Sending {
    if (this.#endpoint !== undefined) return this.#post(this.#endpoint, bytes, receipt)
    const item: Item = { bytes, receipt, posted: undefined }
    this.#waiting.add(item)
    this.#stream ??= this.#options.connections.get(undefined, [], this)
    return {
      cancel: () => {
        this.#waiting.delete(item)
        item.posted?.cancel()
      },
    }
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.#stream?.resume()
  }

  /** Closes the stream: the conversation is over. */
  stop(): void {
    this.#end('closed')
  }

  onDeadline(): void {
    this.#end('timeout')
  }

  onSent(): void {
    // Messages count as sent when they are posted.
  }

  onHead(head: AnswerHead): void {
    if (head.kind !== 'events') {
      this.#end('garbage')
      return
    }
    this.#options.deadlines.arm(this, this.#options.limits.headersTimeout)
  }

  onChunk(): boolean {
    return true
  }

  onEvent(event: NamedEvent): boolean {
    if (event.event === 'endpoint') this.#begin(event.data?.toString() ?? '')
    else if (event.data !== undefined && !this.channel.receive(event.data)) this.#options.onStray?.()
    return !this.#paused
  }

  onEnd(): void {
    this.#end('closed')
  }

  onFailure(failure: UpstreamFailure): void {
    this.#end(failure)
  }

  #begin(place: string): void {
    const endpoint = this.#placeOf(place)
    if (endpoint === undefined || this.#endpoint !== undefined) {
      this.#end('garbage')
      return
    }
    this.#options.deadlines.disarm(this)
    this.#endpoint = endpoint
    for (const item of this.#waiting) item.posted = this.#post(endpoint, item.bytes, item.receipt)
    this.#waiting.clear()
  }

  #placeOf(place: string): string | undefined {
    const { url } = this.#options
    const found = URL.canParse(place, url.href) ? new URL(place, url) : undefined
    return place !== '' && found?.origin === url.origin ? found.pathname + found.search : undefined
  }

  #post(path: string, bytes: Buffer, receipt: Receipt): Sending {
    let left = false
    const exchange = this.#options.connections.post(
      { bytes, headers: [], method: undefined },
      {
        onSent: () => {
          left = true
          receipt.onSent()
        },
        onHead: ({ status }) => {
          if (status < 300) return receipt.onDone()
          receipt.onFailure(status === 404 ? 'closed' : 'garbage', true)
          // The server does not know the conversation any more.
          if (status === 404) this.#end('closed')
        },
        onChunk: () => true,
        onEvent: () => true,
        onEnd: () => undefined,
        onFailure: (failure, sent) => receipt.onFailure(failure, sent),
      },
      'receipt',
      path,
    )
    return {
      cancel() {
        if (!left) exchange.cancel()
      },
    }
  }

  #end(failure: UpstreamFailure): void {
    if (this.channel.ended !== undefined) return
    this.#options.deadlines.disarm(this)
    this.#stream?.cancel()
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    this.channel.end(failure)
    for (const { receipt } of waiting) receipt.onFailure(failure, false)
    this.#options.onOver()
  }
}
