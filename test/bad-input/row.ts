/** One row of the table of bad input: what is sent, and exactly what comes back. */
import { PLAIN_HEADERS } from '../messages.ts'
import { requestBytes } from '../raw-http.ts'

/** What a row may need to know of the gateway. */
export interface Target {
  readonly host: string
  readonly token: string
  /** A token that worked once. */
  readonly expiredToken: string
  /** A session of this grant. */
  readonly session: string
  /** A session that another grant opened. */
  readonly foreignSession: string
}

export interface Row {
  readonly what: string
  readonly bytes: (target: Target) => Buffer
  /** 0: the connection is closed without an answer. */
  readonly status: number
  /** `error.code`; undefined: the answer has no body. */
  readonly code: number | undefined
  /** Id of the answer: `null` unless the request's own could be read. */
  readonly id: unknown
  /** `error.data`, where there is some. */
  readonly data: unknown
  /** Headers that the answer must have. */
  readonly headers: Readonly<Record<string, string>>
}

/** What is expected where a row says nothing: no id, no data, no particular header. */
export type Expected = Partial<Pick<Row, 'id' | 'data' | 'headers'>>

/** Status and code. */
export type Outcome = readonly [status: number, code?: number]

/** What of a good request a row changes. */
export interface Wish {
  readonly method?: string
  readonly target?: string
  /** Replaces headers of the same name; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** Lines beside those, so that a header can stand twice. */
  readonly lines?: readonly (readonly [string, string])[]
  readonly body?: string | Buffer
  readonly length?: string
}

/** A call that the policy lets through. */
export const GOOD_CALL = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"open","arguments":{}}}'

/** A request that would be fine, but for what the row changes. */
export function row(
  what: string,
  wish: Wish | ((target: Target) => Wish),
  [status, code]: Outcome,
  expected: Expected = {},
): Row {
  const bytes = (target: Target): Buffer => bytesOf(typeof wish === 'function' ? wish(target) : wish, target)
  return { what, bytes, status, code, id: null, data: undefined, headers: {}, ...expected }
}

/** Bytes that no request is made of. */
export const rawRow = (what: string, text: (target: Target) => string, outcome: Outcome): Row => ({
  ...row(what, {}, outcome),
  bytes: (target) => Buffer.from(text(target), 'latin1'),
})

function bytesOf(wish: Wish, { host, token }: Target): Buffer {
  const headers = { host, authorization: `Bearer ${token}`, ...PLAIN_HEADERS, ...wish.headers }
  const { method = 'POST', target = '/mcp/up', body = GOOD_CALL, length } = wish
  return requestBytes({
    ...{ method, target, body, length },
    headers: [...Object.entries(headers), ...(wish.lines ?? [])],
  })
}

/** The body of a call whose `params` are written out. */
export const callOf = (params: string): string => `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${params}}`

/** The body of a good call with its arguments written out. */
export const withArguments = (args: string): string => callOf(`{"name":"open","arguments":${args}}`)
