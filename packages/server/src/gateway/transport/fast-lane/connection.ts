/** One connection of the fast lane: request after request, one at a time, until one comes that is for the other lane. */
import type { Socket } from 'node:net'
import type { TokenMemo } from '../../identify.ts'
import type { AskedHead } from '../admit.ts'
import type { Exchange } from '../exchange.ts'
import type { Fault } from '../unreadable.ts'
import { type AnswerLines, type AnswerRoad, FastAnswer } from './answer.ts'
import type { Departing, Departures } from './departures.ts'
import { HeadMemo } from './head-memo.ts'
import { FastIncoming } from './incoming.ts'
import type { FastHead } from './read-head.ts'

/** What all connections of the lane share. */
export interface Lane {
  readonly maxHeadBytes: number
  /** Of ticks, as `expire` is told them. */
  readonly times: { readonly head: number; readonly request: number; readonly idle: number }
  /** Counts up, coarsely. */
  readonly tick: number
  readonly lines: AnswerLines
  readonly departures: Departures
  /** Connections end with their answers. */
  readonly closing: boolean
  /** Takes a request; its body comes when somebody listens for it. */
  serve(asked: AskedHead, exchange: Exchange): void
  /** Gives a connection away, with every byte that was not answered. */
  handOver(connection: FastConnection, socket: Socket): void
  /** Says what is wrong, as the other lane would. */
  fail(socket: Socket, fault: Fault): void
  forget(connection: FastConnection): void
}

/** Pieces that a head may come in; a client that needs more is slow, or plays: the other lane reads on without reading twice. */
const MOST_PIECES = 8
/** Bytes that wait for the present request to be answered, before the client is made to wait. */
const MOST_WAITING = 16 * 1024
const NOTHING = Buffer.alloc(0)
const NEVER = Number.POSITIVE_INFINITY

/** `head`: none, or part of one, came. `full`: the last answer is on its way, and the client is slow to take it. */
type State = 'head' | 'body' | 'answer' | 'full' | 'gone'

/** Owns its socket until it gives it away, or it closes. */
export class FastConnection implements AnswerRoad, Departing {
  readonly socket: Socket
  persistent = true
  /** Tick at which it has waited too long. */
  deadline: number
  readonly #lane: Lane
  readonly #peer: string | undefined
  readonly #token: TokenMemo = { header: '', digest: undefined }
  readonly #heads = new HeadMemo()
  #state: State = 'head'
  /** Bytes that came and were not used. */
  #held: Buffer | undefined
  #pieces = 0
  /** Tick at which the present request began; undefined between requests. */
  #began: number | undefined
  #used = false
  /** The client sends no more. */
  #over = false
  #turning = false
  #gathers = false
  #incoming: FastIncoming | undefined
  #answer: FastAnswer | undefined
  /** Its own, to be taken off again when the connection is given away. */
  readonly #listeners: readonly (readonly [event: string, listener: (chunk: Buffer) => void])[]
  readonly #onFlow = (): void => this.#wanted()

  constructor(socket: Socket, lane: Lane) {
    this.socket = socket
    this.#lane = lane
    this.#peer = socket.remoteAddress
    this.deadline = lane.tick + lane.times.head
    this.#listeners = [
      ['data', (chunk: Buffer) => this.#take(chunk)],
      ['end', () => this.#ended()],
      ['drain', () => this.#drained()],
      ['error', () => socket.destroy()],
      ['close', () => this.#closed()],
    ]
    for (const [event, listener] of this.#listeners) socket.on(event, listener)
  }

  get lines(): AnswerLines {
    return this.#lane.lines
  }

  /** Waits for a request, and has nothing of one. */
  get idle(): boolean {
    return this.#state === 'head' && this.#held === undefined
  }

  gather(): void {
    if (this.#gathers) return
    this.#gathers = true
    this.socket.cork()
    this.#lane.departures.add(this)
  }

  depart(): void {
    this.#gathers = false
    this.socket.uncork()
  }

  answered(stays: boolean): void {
    if (this.#state === 'gone') return
    // What is left of a request must not be taken for the next one.
    const goesOn = stays && !this.#lane.closing && !this.#over && this.#incoming?.left === 0
    this.#incoming = undefined
    this.#answer = undefined
    if (!goesOn) return this.#finish()
    const isFull = this.socket.writableNeedDrain
    this.#state = isFull ? 'full' : 'head'
    this.#began = undefined
    this.deadline = isFull ? NEVER : this.#lane.tick + this.#lane.times.idle
    if (this.socket.isPaused()) this.socket.resume()
    if (this.#held !== undefined) this.#turn()
  }

  /** It waited too long: for a head, a body, or the next request. */
  expire(): void {
    this.deadline = NEVER
    if (this.#answer?.headersSent === true || (this.idle && this.#used)) this.socket.destroy()
    else this.#fail('late')
  }

  #finish(): void {
    this.#state = 'gone'
    this.#held = undefined
    this.deadline = NEVER
    this.socket.destroySoon()
  }

  #fail(fault: Fault): void {
    this.#state = 'gone'
    this.#held = undefined
    this.#lane.fail(this.socket, fault)
  }

  #take(chunk: Buffer): void {
    if (this.#state === 'gone') return
    this.#held = this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk])
    if (this.#state === 'head' || this.#state === 'body') this.#turn()
    else if (this.#held.length > MOST_WAITING) this.socket.pause()
  }

  /** Uses what came as far as it goes. What is answered at once leads to the next request here, never deeper. */
  #turn(): void {
    if (this.#turning) return
    this.#turning = true
    try {
      while (this.#step());
    } finally {
      this.#turning = false
    }
  }

  /** @returns false where more bytes, or an answer, have to come first */
  #step(): boolean {
    if (this.#state === 'body' && this.#incoming !== undefined) return this.#fill(this.#incoming)
    return this.#state === 'head' && this.#held !== undefined && this.#begin(this.#held)
  }

  #begin(held: Buffer): boolean {
    const found = this.#heads.read(held, this.#lane.maxHeadBytes)
    if (found === 'other') return this.#handOver(held)
    if (found === 'more') return this.#await(held)
    this.#began ??= this.#lane.tick
    this.#pieces = 0
    this.#used = true
    this.#held = held.length > found.end ? held.subarray(found.end) : undefined
    this.#serve(found)
    return true
  }

  #await(held: Buffer): boolean {
    this.#pieces += 1
    if (this.#pieces >= MOST_PIECES) return this.#handOver(held)
    if (this.#began === undefined) {
      this.#began = this.#lane.tick
      if (this.#used) this.deadline = this.#began + this.#lane.times.head
    }
    return false
  }

  #serve({ url, head, length, persistent }: FastHead): void {
    this.persistent = persistent && !this.#lane.closing
    this.#state = 'body'
    this.deadline = (this.#began ?? this.#lane.tick) + this.#lane.times.request
    const request = new FastIncoming(url, length, this.#onFlow)
    const response = new FastAnswer(request, this)
    this.#incoming = request
    this.#answer = response
    this.#lane.serve({ method: request.method, url, head, peer: this.#peer, memo: this.#token }, { request, response })
  }

  #fill(request: FastIncoming): boolean {
    const held = this.#held
    if (!request.flowing) {
      if (held !== undefined && held.length > MOST_WAITING) this.socket.pause()
      return false
    }
    if (held === undefined && request.left > 0) return false
    const piece = held === undefined ? NOTHING : held.subarray(0, request.left)
    this.#held = held === undefined || held.length === piece.length ? undefined : held.subarray(piece.length)
    request.count(piece.length)
    if (request.left === 0) {
      this.#state = 'answer'
      this.deadline = NEVER
    }
    request.give(piece)
    return true
  }

  /** Whoever listens at once is given the body when the request was taken; whoever listens later, with the next turn. */
  #wanted(): void {
    if (this.#turning) return
    process.nextTick(() => {
      if (this.socket.isPaused()) this.socket.resume()
      this.#turn()
    })
  }

  #handOver(held: Buffer): boolean {
    this.#state = 'gone'
    this.#held = undefined
    const { socket } = this
    socket.pause()
    for (const [event, listener] of this.#listeners) socket.removeListener(event, listener)
    socket.unshift(held)
    this.#lane.handOver(this, socket)
    socket.resume()
    return false
  }

  #drained(): void {
    if (this.#state !== 'full') return this.#answer?.drained()
    if (this.#over) return this.#finish()
    this.#state = 'head'
    this.deadline = this.#lane.tick + this.#lane.times.idle
    if (this.socket.isPaused()) this.socket.resume()
    this.#turn()
  }

  /** The client will send no more: it is not waited for, nor answered. */
  #ended(): void {
    if (this.#state === 'gone') return
    this.#over = true
    const missing = this.#state === 'body' && (this.#incoming?.left ?? 0) > (this.#held?.length ?? 0)
    if (missing || (this.#state === 'head' && this.#held !== undefined)) this.#fail('cut_off')
    else this.socket.end()
  }

  #closed(): void {
    this.#state = 'gone'
    this.#held = undefined
    this.#lane.forget(this)
    this.#answer?.closed()
    this.#incoming?.closed()
  }
}
