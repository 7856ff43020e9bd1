/** One HTTP request and its answer, as far as the gateway uses them: those of `node:http`, and those of the fast lane. */

/** A request, whose body comes in pieces once somebody listens. */
export interface Incoming {
  readonly method?: string | undefined
  readonly url?: string | undefined
  /** The whole body came, and was taken. */
  readonly readableEnded: boolean
  on(event: 'data', listener: (chunk: Buffer) => void): unknown
  /** `close` without an `end` before it: the client went away. */
  on(event: 'end' | 'close', listener: () => void): unknown
  /** Lets the body come; without a listener, to be dropped. */
  resume(): unknown
}

/** Its answer. */
export interface Answer {
  readonly req: Incoming
  /** A head was written, or is about to be. */
  readonly headersSent: boolean
  readonly writableEnded: boolean
  readonly destroyed: boolean
  /**
   * @param headers names in lower case and values in turn; without a `content-length` the body is sent in chunks. Throws
   *   on a value that no header can have.
   */
  writeHead(status: number, headers: string[]): unknown
  /** Sends the head without waiting for the first bytes of a body. */
  flushHeaders(): void
  /** `false`: the client is slow; wait for `drain`. */
  write(chunk: string | Buffer): boolean
  end(): unknown
  end(chunk: string | Buffer): unknown
  end(chunk: string, encoding: 'latin1'): unknown
  /** Breaks the connection off. */
  destroy(): unknown
  /** `close`: it ended, or the connection is gone. */
  on(event: 'close', listener: () => void): unknown
  once(event: 'close' | 'drain', listener: () => void): unknown
}

/** Both. */
export interface Exchange {
  readonly request: Incoming
  readonly response: Answer
}
