/** How a refusal is told: a row of the table of all refusals. */

/** How a refusal looks on the wire. */
export interface RefusalForm {
  /** Whether a refused `tools/call` is answered with a tool result that the model can read. */
  readonly asToolResult: boolean
  /** JSON-RPC code of the error for other methods; own codes lie outside -32768…-32000 (JSON-RPC 2.0, section 5.1). */
  readonly rpc: number
  /** HTTP status. */
  readonly http: number
  /** What the reader of the reference is told. */
  readonly note: string
}

/** A row. */
export const form = (asToolResult: boolean, rpc: number, http: number, note: string): RefusalForm => ({
  asToolResult,
  rpc,
  http,
  note,
})
