/** The way to the store: kept open, looked at before it is used, given up when it does not answer in time. */
import { type Connection, dial, inTime, isAnswer } from './dial.ts'
import { inspectStore } from './inspect.ts'
import type { Script } from './script.ts'
import type { RedisSettings } from './settings.ts'

/** The store did not answer: whether it did what it was told is unknown, but where nothing was sent. */
export class NoAnswer extends Error {
  readonly sent: boolean

  constructor(text: string, sent: boolean) {
    super(text)
    this.sent = sent
  }
}

/** Milliseconds before another connection is tried; each time twice as long, up to the second. */
const FIRST_DELAY = 20
const LONGEST_DELAY = 500

/** The same, where the store answers but may not be counted in. */
const UNFIT_DELAY = 1_000

/** The way to the store. */
export class Link {
  readonly #settings: RedisSettings
  readonly #listeners: (() => void)[] = []
  #connection: Connection | undefined
  #nodes: readonly string[] = []
  #trouble: string | undefined = 'the counters’ store was not reached yet'
  #attempts = 0
  #timer: NodeJS.Timeout | undefined
  #closed = false
  #reconnects = 0

  constructor(settings: RedisSettings) {
    this.#settings = settings
  }

  /** Connects; resolves also where that fails: it is tried again and again. */
  open(): Promise<void> {
    return this.#connect()
  }

  /** Why nothing can be counted now; undefined: nothing stands in the way. */
  get trouble(): string | undefined {
    return this.#trouble
  }

  get isUp(): boolean {
    return this.#connection !== undefined
  }

  /** How often the connection was lost. */
  get reconnects(): number {
    return this.#reconnects
  }

  /** Hears whenever the store can be used again. */
  onUp(listener: () => void): void {
    this.#listeners.push(listener)
  }

  /** Runs a script on keys of one slot. Rejects with `NoAnswer`, or with the store's own error. */
  async run({ source, sha }: Script, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...args]
    const [key = ''] = keys
    try {
      return await this.#send(key, ['EVALSHA', sha, ...rest])
    } catch (error) {
      // It was not carried out: the store does not know the script, and learns it by this.
      if (!isAnswer(error) || !error.message.startsWith('NOSCRIPT')) throw error
      return await this.#send(key, ['EVAL', source, ...rest])
    }
  }

  /** The same in one trip, also where the store does not know the script. */
  runWhole({ source }: Script, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    return this.#send(keys[0] ?? '', ['EVAL', source, String(keys.length), ...keys, ...args])
  }

  /** A command of one key. */
  send(args: readonly [string, string, ...string[]]): Promise<unknown> {
    return this.#send(args[1], args)
  }

  /** Looks whether the store is still fit to be counted in. */
  async inspect(): Promise<void> {
    const connection = this.#connection
    if (connection === undefined) return
    try {
      const problem = await this.#inTime(inspectStore(connection, this.#settings))
      if (problem !== undefined) this.#lose(connection, problem)
    } catch (error) {
      this.#failed(connection, error)
    }
  }

  /** Ends the connection: without waiting, and for good. */
  destroy(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#connection?.destroy()
    this.#connection = undefined
    this.#trouble = 'the counters are closed'
  }

  async #connect(): Promise<void> {
    let current: Connection | undefined
    try {
      const lost = (cause: unknown): void => {
        if (current !== undefined) this.#lose(current, textOf(cause))
      }
      const connection = await dial(this.#settings, lost, this.#nodes)
      current = connection
      const problem = await this.#inTime(inspectStore(connection, this.#settings))
      if (this.#closed) return connection.destroy()
      if (problem === undefined) return this.#up(connection)
      connection.destroy()
      this.#again(problem, UNFIT_DELAY)
    } catch (cause) {
      current?.destroy()
      this.#again(textOf(cause))
    }
  }

  #up(connection: Connection): void {
    this.#connection = connection
    this.#nodes = connection.nodes
    this.#trouble = undefined
    this.#attempts = 0
    for (const listener of this.#listeners) listener()
  }

  async #send(key: string, args: readonly string[]): Promise<unknown> {
    const connection = this.#connection
    if (connection === undefined) throw new NoAnswer(this.#trouble ?? 'there is no connection', false)
    try {
      return await this.#inTime(connection.send(key, args))
    } catch (error) {
      if (isAnswer(error) && !MOVED_AWAY.test(error.message)) throw error
      this.#failed(connection, error)
      throw new NoAnswer(textOf(error), true)
    }
  }

  /** Waits as long as a command may take. */
  #inTime<T>(answer: Promise<T>): Promise<T> {
    return inTime(answer, this.#settings.timeout)
  }

  #failed(connection: Connection, error: unknown): void {
    if (!isAnswer(error) || MOVED_AWAY.test(error.message)) this.#lose(connection, textOf(error))
  }

  /** A connection that failed once is not trusted: an answer that comes late would be taken for another's. */
  #lose(connection: Connection, trouble: string): void {
    if (this.#connection !== connection) return
    this.#connection = undefined
    this.#reconnects++
    connection.destroy()
    this.#again(trouble)
  }

  #again(trouble: string, least = 0): void {
    if (this.#closed) return
    this.#trouble = trouble
    const delay = Math.max(least, Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.min(this.#attempts++, 10)))
    // Gateways that lost the store together do not come back together.
    this.#timer = setTimeout(() => void this.#connect(), delay * (0.5 + Math.random() / 2)).unref()
  }
}

/** The server that answers is not the one to ask any more. */
const MOVED_AWAY = /^(READONLY|LOADING|MASTERDOWN|CLUSTERDOWN|UNBLOCKED)/

const textOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  return error.message === '' ? code || error.name : error.message
}
