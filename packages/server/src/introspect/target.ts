/** A server that can be asked for its tools, and how much it may take of us. */

/** A program on this machine that speaks MCP on its standard input and output. */
export interface CommandTarget {
  readonly kind: 'stdio'
  readonly command: string
  readonly args: readonly string[]
  /** Variables beside those that every program gets (`PATH`, `HOME`, …). */
  readonly env: Readonly<Record<string, string>>
  /** Absolute. */
  readonly cwd: string
}

/** A server at an address. */
export interface AddressTarget {
  readonly kind: 'http'
  /** `http` or `https`. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** The old transport of two addresses only (MCP 2024-11-05, HTTP with SSE); unless told, it is tried last. */
  readonly sse?: boolean
}

export type IntrospectTarget = CommandTarget | AddressTarget

/** What one server may take. */
export interface IntrospectLimits {
  /** Milliseconds in all, the start of a program included. */
  readonly time: number
  /** Bytes of all that it sends. */
  readonly bytes: number
  readonly pages: number
  readonly tools: number
}

export const INTROSPECT_LIMITS: IntrospectLimits = { time: 10_000, bytes: 8 * 1024 * 1024, pages: 100, tools: 5000 }
