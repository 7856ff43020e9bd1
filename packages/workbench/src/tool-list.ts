/** The tools of a server, as its `tools/list` names them (MCP 2026-07-28, Tool): what a policy is checked against. */
import type { ToolLabel } from '@portcullis/engine'

/** A tool's definition, as far as a policy can speak of it. */
export interface KnownTool {
  readonly name: string
  readonly description?: string
  /** JSON Schema of the arguments; undefined where the source does not tell. */
  readonly inputSchema?: unknown
  readonly annotations?: Readonly<Record<string, unknown>>
  /** What the catalogue or an operator says of it; undefined where nobody does. */
  readonly label?: ToolLabel
}

/** A list of tools and where it comes from. */
export interface ToolList {
  /** For people: `tools.json`, or the server's slug. */
  readonly source: string
  readonly tools: readonly KnownTool[]
}
