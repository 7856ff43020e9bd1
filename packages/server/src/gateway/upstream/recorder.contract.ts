/** What the tests of upstreams share: messages to send, and a listener that remembers what it was told. */
import type { UpstreamLimits } from '../../ports/directory.ts'
import type { AnswerHead, AnswerListener, Exchange, Link, Outgoing, ServerEvent, UpstreamFailure } from './link.ts'

export const LIMITS: UpstreamLimits = {
  headersTimeout: 2000,
  bodyTimeout: 2000,
  connectTimeout: 1000,
  maxConnections: 8,
  maxMessageBytes: 64 * 1024,
}

/** A request with its bytes; `more` changes what the gateway would have said of it. */
export function request(
  id: number | string,
  method: string,
  params: object = {},
  more: Partial<Outgoing> = {},
): Outgoing {
  return {
    kind: 'request',
    bytes: Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, method, params })),
    era: 'legacy',
    id,
    method,
    progressToken: undefined,
    headers: [],
    ...more,
  }
}

export function notification(method: string, params: object = {}, more: Partial<Outgoing> = {}): Outgoing {
  const bytes = Buffer.from(JSON.stringify({ jsonrpc: '2.0', method, params }))
  return { ...request(0, method), kind: 'notification', id: undefined, bytes, ...more }
}

export function response(id: number | string, result: object = {}): Outgoing {
  const bytes = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, result }))
  return { ...request(id, ''), kind: 'response', method: undefined, bytes }
}

/** Remembers everything in order; `over` resolves with the end or the failure. */
export class Recorder implements AnswerListener {
  /** `sent`, `head`, `chunk`, `event`, `end`, `failure`. */
  readonly order: string[] = []
  head: AnswerHead | undefined
  readonly chunks: Buffer[] = []
  readonly events: ServerEvent[] = []
  failure: UpstreamFailure | undefined
  failedSent: boolean | undefined
  /** While set, every chunk and event asks for a pause. */
  pausing = false
  readonly over: Promise<void>
  #resolve: () => void = () => undefined
  readonly #watchers: { readonly when: () => boolean; readonly tell: () => void }[] = []

  constructor() {
    this.over = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  get sent(): boolean {
    return this.order.includes('sent')
  }

  get body(): string {
    return Buffer.concat(this.chunks).toString()
  }

  get json(): unknown {
    return JSON.parse(this.body)
  }

  /** The messages of the events that have one. */
  get messages(): Record<string, unknown>[] {
    return this.events.flatMap(({ data }) => (data === undefined ? [] : [JSON.parse(data.toString())]))
  }

  /** Resolves as soon as `when` holds. */
  until(when: () => boolean): Promise<void> {
    if (when()) return Promise.resolve()
    return new Promise((tell) => this.#watchers.push({ when, tell }))
  }

  onSent(): void {
    this.#note('sent')
  }

  onHead(head: AnswerHead): void {
    this.head = head
    this.#note('head')
  }

  onChunk(chunk: Buffer): boolean {
    this.chunks.push(chunk)
    this.#note('chunk')
    return !this.pausing
  }

  onEvent(event: ServerEvent): boolean {
    this.events.push(event)
    this.#note('event')
    return !this.pausing
  }

  onEnd(): void {
    this.#note('end')
    this.#resolve()
  }

  onFailure(failure: UpstreamFailure, sent: boolean): void {
    this.failure = failure
    this.failedSent = sent
    this.#note('failure')
    this.#resolve()
  }

  #note(what: string): void {
    this.order.push(what)
    for (const { when, tell } of this.#watchers) if (when()) tell()
  }
}

export interface Answer {
  readonly id: unknown
  readonly result: Record<string, unknown>
}

export const answerOf = (recorder: Recorder): Answer => recorder.json as Answer

/** Sends, and waits for the end. */
export async function exchange(link: Link, outgoing: Outgoing): Promise<Recorder> {
  const { recorder } = begin(link, outgoing)
  await recorder.over
  return recorder
}

/** Sends, and leaves the rest to the test. */
export function begin(link: Link, outgoing: Outgoing): { readonly recorder: Recorder; readonly running: Exchange } {
  const recorder = new Recorder()
  return { recorder, running: link.exchange(outgoing, recorder) }
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Resolves when the loop has asked all sockets several times more. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise(setImmediate)
}
