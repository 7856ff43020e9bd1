/** undici as the client: for what our own does not do. */
import { type buildConnector, Pool } from 'undici'
import type { UpstreamLimits } from '../../ports/directory.ts'
import { type HttpClient, IDLE, LONGEST_IDLE, MARGIN } from './http-client.ts'
import type { Tally } from './tally.ts'

/** What its connections need. */
export interface UndiciOptions {
  /** Judges and opens connections; undefined: any address is dialled. */
  readonly connect?: buildConnector.connector | undefined
  readonly tally?: Tally | undefined
}

const withFields = (fixed: readonly string[], fields: readonly string[]): string[] => [...fixed, ...fields]

/** One request at a time on a connection, and no clock of undici's own but for connecting: `Deadlines` has the others. */
export function openUndici(url: URL, limits: UpstreamLimits, { connect, tally }: UndiciOptions): HttpClient {
  const pool = new Pool(url.origin, {
    connections: limits.maxConnections,
    pipelining: 1,
    connectTimeout: limits.connectTimeout,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: IDLE,
    keepAliveTimeoutThreshold: MARGIN,
    keepAliveMaxTimeout: LONGEST_IDLE,
    allowH2: false,
    ...(connect && { connect }),
  })
  if (tally !== undefined) {
    pool.on('connect', () => void tally.connects++)
    pool.on('connectionError', () => void tally.connectFailures++)
  }
  return {
    dispatch({ method, path, fixed, fields, body = null }, told) {
      pool.dispatch({ method, path, headers: withFields(fixed, fields), body, idempotent: false }, told)
    },
    renew() {
      // Its pool cannot drop what is idle; a request carries its own credential.
    },
    close: () => pool.destroy(),
  }
}
