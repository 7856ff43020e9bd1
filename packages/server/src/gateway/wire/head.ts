/** The protocol headers of an HTTP request that a message is compared with. */

/**
 * Header values as they came, names lower-cased; each stood in the request at most once.
 *
 * A message over a channel (stdio, HTTP+SSE) has no head at all, so nothing is compared there.
 */
export interface MessageHead {
  readonly protocolVersion: string | undefined
  readonly mcpMethod: string | undefined
  readonly mcpName: string | undefined
  /** `Mcp-Param-*`: `[name, value, name, value, …]`. */
  readonly paramHeaders: readonly string[]
  /** Where the request around the message belongs (W3C Trace Context), as it was written. */
  readonly traceparent?: string | undefined
  readonly tracestate?: string | undefined
}
