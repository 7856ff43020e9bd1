/** What brings requests to one HTTP server and answers back, whoever reads and writes the bytes. */

/** One request. */
export interface HttpRequest {
  readonly method: 'POST' | 'GET' | 'DELETE'
  /** Path and query. */
  readonly path: string
  /** Fields that many requests have, `[name, value, …]`: the same array for all of them. */
  readonly fixed: readonly string[]
  /** Fields of this one. */
  readonly fields: readonly string[]
  readonly body: Buffer | undefined
}

/** Told of one request: `onConnect`, `onHeaders`, `onData`*, `onComplete`; `onError` ends it at any point. */
export interface HttpTold {
  /** Bytes are about to be written. Throwing here leaves the connection as it is. @param abort cuts the connection */
  onConnect(abort: (reason?: Error) => void): void
  /**
   * @param status below 200 where more heads follow
   * @param raw `[name, value, …]`; gone when this returns
   * @param readOn after `onData` said `false`
   */
  onHeaders(status: number, raw: readonly Buffer[], readOn: () => void): boolean
  /** `false` asks to pause. */
  onData(chunk: Buffer): boolean
  onComplete(): void
  onError(error: Error): void
}

/** A pool of connections. */
export interface HttpClient {
  /** Sends a request once, as soon as a connection is there. */
  dispatch(request: HttpRequest, told: HttpTold): void
  /** The credential is another one: connections that carried the last one are not used again. */
  renew(): void
  /** Cuts every connection, and takes no more requests. */
  close(): Promise<void>
}

/** Milliseconds an idle connection is kept where the upstream gives no hint; common servers close after five seconds. */
export const IDLE = 4000
/** Milliseconds before the end of the upstream's own keep-alive at which an idle connection is dropped. */
export const MARGIN = 2000
export const LONGEST_IDLE = 60_000
