/**
 * What processes on one PostgreSQL tell one another at once (LISTEN and NOTIFY). It only wakes: who is not connected hears
 * nothing, and looks from time to time all the same.
 */
import { createHash } from 'node:crypto'
import pg from 'pg'

/** What was told, by whom. */
export interface Ring {
  /** Name of the process that told it. */
  readonly by: string
  /** JSON, as it was given. */
  readonly text: string
}

/** A bell that all processes on the database hear. */
export interface Bell {
  /** Tells the others; resolves when it was told, or could not be. @param text JSON; one that is too long is left out */
  ring(text: string): Promise<void>
  close(): Promise<void>
}

/** What it is opened with. */
export interface BellOptions {
  readonly url: string
  /** Name of this process: what it rings itself is not heard. `[A-Za-z0-9_-]{1,64}` */
  readonly self: string
  readonly onRing: (ring: Ring) => void
  /** It hears from now on; what was told before may have been missed. */
  readonly onConnected: () => void
  readonly onError: (error: unknown) => void
}

/** Bytes of a notice that PostgreSQL takes are 7999 (`sql-notify`). */
const LONGEST = 7900
/** Milliseconds before it connects again; for a connection, and for an answer; between two looks whether it still hears. */
const PAUSE = { first: 100, longest: 2000 } as const
const PATIENCE = 3000
const LISTENING = 5000

const FORM = /^([A-Za-z0-9_-]{1,64}) (.+)$/s

/** Opens it; it connects by itself, and again whenever the connection ends. */
export function openBell(options: BellOptions): Bell {
  return new PostgresBell(options)
}

class PostgresBell implements Bell {
  readonly #options: BellOptions
  #client: pg.Client | undefined
  #channel = ''
  #pause: number = PAUSE.first
  #timer: NodeJS.Timeout | undefined
  readonly #listening: NodeJS.Timeout
  #isClosed = false
  #connecting: Promise<void>

  constructor(options: BellOptions) {
    this.#options = options
    this.#connecting = this.#connect()
    // Who only listens is not told that the other side is gone.
    this.#listening = setInterval(() => void this.#ask('select 1', []), LISTENING).unref()
  }

  async ring(text: string): Promise<void> {
    const notice = `${this.#options.self} ${text}`
    if (Buffer.byteLength(notice) <= LONGEST) await this.#ask('select pg_notify($1, $2)', [this.#channel, notice])
  }

  /** A connection that does not answer is given up. */
  async #ask(statement: string, values: readonly string[]): Promise<void> {
    const client = this.#client
    if (client === undefined) return
    try {
      await client.query(statement, [...values])
    } catch (error) {
      this.#options.onError(error)
      this.#lost(client)
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    clearInterval(this.#listening)
    await this.#connecting
    await this.#client?.end().catch(() => undefined)
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#options.url,
      application_name: 'portcullis bell',
      connectionTimeoutMillis: PATIENCE,
      query_timeout: PATIENCE,
      keepAlive: true,
      keepAliveInitialDelayMillis: PATIENCE,
    })
    client.on('error', () => void this.#lost(client))
    client.on('end', () => void this.#lost(client))
    client.on('notification', ({ payload = '' }) => this.#hear(payload))
    try {
      await client.connect()
      // A database may hold several installations, each in a schema of its own.
      const { rows } = await client.query<{ schema: string }>('select current_schema() as schema')
      this.#channel = channelOf(rows[0]?.schema ?? '')
      await client.query(`listen ${this.#channel}`)
    } catch {
      client.end().catch(() => undefined)
      return this.#again()
    }
    this.#client = client
    this.#pause = PAUSE.first
    if (!this.#isClosed) this.#options.onConnected()
  }

  #hear(notice: string): void {
    const [, by = '', text = ''] = FORM.exec(notice) ?? []
    if (by === '' || by === this.#options.self || this.#isClosed) return
    this.#options.onRing({ by, text })
  }

  #lost(client: pg.Client): void {
    if (client !== this.#client) return
    this.#client = undefined
    client.end().catch(() => undefined)
    this.#again()
  }

  #again(): void {
    if (this.#isClosed) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#connecting = this.#connect()
    }, this.#pause).unref()
    this.#pause = Math.min(2 * this.#pause, PAUSE.longest)
  }
}

const channelOf = (schema: string): string =>
  `portcullis_${createHash('sha256').update(schema).digest('hex').slice(0, 24)}`
