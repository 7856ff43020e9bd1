/** Our own client of HTTP/1.1: connections to one server with one credential, kept and used again. */
import type { UpstreamLimits } from '../../../ports/directory.ts'
import { Deadlines } from '../deadlines.ts'
import type { HttpClient, HttpRequest, HttpTold } from '../http-client.ts'
import type { Tally } from '../tally.ts'
import { Connection, type Home } from './connection.ts'
import { type Dial, Dialler } from './dial.ts'
import { RequestHeads } from './request-head.ts'

/** What its connections need. */
export interface OwnClientOptions {
  readonly limits: Pick<UpstreamLimits, 'maxConnections' | 'connectTimeout'>
  /** Judges where connections go; undefined: any address is dialled. */
  readonly dial?: Dial | undefined
  readonly tally?: Tally | undefined
}

/** Shortest time for which a connection is kept idle, milliseconds: sets how fine the ticks are. */
const SHORTEST_IDLE = 1000

/** A request for which there is no connection yet. */
interface Wish {
  readonly head: string
  readonly body: Buffer | undefined
  readonly told: HttpTold
}

/**
 * Last used, first used again: what a burst opened goes when it is over.
 *
 * A connection that has just ended an answer rests until the loop has asked all sockets once more: what came behind the
 * answer, or its end, is seen before another request is written to it.
 */
export class OwnClient implements HttpClient, Home {
  readonly #open = new Set<Connection>()
  readonly #opening = new Set<Connection>()
  readonly #idle: Connection[] = []
  /** Since the last turn of the loop, and since the one before it. */
  #resting: Connection[] = []
  #rested: Connection[] = []
  readonly #wishes: Wish[] = []
  #turn: NodeJS.Immediate | undefined
  #closed = false
  readonly #heads: RequestHeads
  readonly #dialler: Dialler
  readonly #deadlines: Deadlines
  readonly #options: OwnClientOptions

  constructor(url: URL, options: OwnClientOptions) {
    this.#options = options
    this.#heads = new RequestHeads(url.host)
    this.#dialler = new Dialler(url, options.dial)
    this.#deadlines = new Deadlines(Math.min(SHORTEST_IDLE, options.limits.connectTimeout))
  }

  dispatch(request: HttpRequest, told: HttpTold): void {
    const head = this.#closed ? undefined : this.#heads.write(request)
    if (head === undefined) {
      told.onError(new Error('The way to the server is closed, or the request has a head that none may have.'))
      return
    }
    const { body } = request
    const connection = this.#take()
    if (connection !== undefined) {
      this.#send(connection, head, body, told)
      return
    }
    this.#wishes.push({ head, body, told })
    this.#serve()
  }

  renew(): void {
    for (const connection of [...this.#open]) if (!this.#opening.has(connection)) connection.retire()
  }

  async close(): Promise<void> {
    this.#closed = true
    const all = [...this.#open]
    for (const { told } of this.#wishes.splice(0)) told.onError(new Error('The way to the server was closed.'))
    for (const connection of all) connection.cut()
    await Promise.all(all.map((connection) => connection.closed()))
  }

  ready(connection: Connection): void {
    this.#opening.delete(connection)
    this.#deadlines.disarm(connection)
    if (this.#options.tally !== undefined) this.#options.tally.connects++
    this.#offer(connection)
    this.#serve()
  }

  freed(connection: Connection): void {
    this.#deadlines.arm(connection, connection.idleFor)
    this.#resting.push(connection)
    this.#awaitTurn()
  }

  gone(connection: Connection, error: Error): void {
    if (!this.#open.delete(connection)) return
    this.#deadlines.disarm(connection)
    for (const list of [this.#idle, this.#resting, this.#rested]) remove(list, connection)
    if (this.#opening.delete(connection)) this.#notOpened(error)
    this.#serve()
  }

  #offer(connection: Connection): void {
    this.#deadlines.arm(connection, connection.idleFor)
    this.#idle.push(connection)
  }

  #take(): Connection | undefined {
    for (let last = this.#idle.pop(); last !== undefined; last = this.#idle.pop()) {
      if (!last.isUsable) continue
      this.#deadlines.disarm(last)
      return last
    }
    return undefined
  }

  #send(connection: Connection, head: string, body: Buffer | undefined, told: HttpTold): void {
    if (!connection.send(head, body, told)) this.#offer(connection)
  }

  /** Gives connections to who waits, and opens as many as are wanted beside them. */
  #serve(): void {
    while (this.#wishes.length > 0) {
      const connection = this.#take()
      if (connection === undefined) break
      const wish = this.#wishes.shift()
      if (wish !== undefined) this.#send(connection, wish.head, wish.body, wish.told)
    }
    if (this.#closed) return
    const { maxConnections } = this.#options.limits
    while (this.#wishes.length > this.#opening.size && this.#open.size < maxConnections) this.#connect()
    if (this.#wishes.length > 0) this.#turn?.ref()
  }

  #connect(): void {
    const connection = new Connection(this)
    this.#open.add(connection)
    this.#opening.add(connection)
    this.#deadlines.arm(connection, this.#options.limits.connectTimeout)
    connection.open(this.#dialler)
  }

  /** Who has waited longest has it, unless enough others are being made. */
  #notOpened(error: Error): void {
    if (this.#closed) return
    if (this.#options.tally !== undefined) this.#options.tally.connectFailures++
    if (this.#wishes.length > this.#opening.size) this.#wishes.shift()?.told.onError(error)
  }

  /** A turn that comes with whatever happens next, for which the loop is not kept awake unless somebody waits. */
  #awaitTurn(): void {
    this.#turn ??= setImmediate(this.#onTurn).unref()
    if (this.#wishes.length > 0) this.#turn.ref()
  }

  readonly #onTurn = (): void => {
    this.#turn = undefined
    this.#idle.push(...this.#rested)
    this.#rested = this.#resting
    this.#resting = []
    if (this.#rested.length > 0) this.#awaitTurn()
    this.#serve()
  }
}

function remove(list: Connection[], connection: Connection): void {
  const at = list.indexOf(connection)
  if (at >= 0) list.splice(at, 1)
}
