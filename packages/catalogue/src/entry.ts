/** Servers and tools as the catalogue knows them. */
import type { Label } from './risk.ts'

/** What a server says about a tool's behaviour (MCP 2026-07-28, ToolAnnotations): hints of a stranger. */
export interface ToolAnnotations {
  readonly title?: string
  readonly readOnlyHint?: boolean
  readonly destructiveHint?: boolean
  readonly idempotentHint?: boolean
  readonly openWorldHint?: boolean
}

/** A tool as `tools/list` answers it. Everything but the name may be missing. */
export interface ToolDefinition {
  readonly name: string
  readonly title?: string
  readonly description?: string
  /** JSON Schema of the arguments. */
  readonly inputSchema?: unknown
  /** JSON Schema of the structured result. */
  readonly outputSchema?: unknown
  readonly annotations?: ToolAnnotations
}

/** What is known around a tool: its server, and the tools beside it. */
export interface ServerContext {
  /** Identifier, slug or name of the server. */
  readonly name?: string
  readonly description?: string
  /** Names of all tools of the server, this one included or not. */
  readonly siblings?: readonly string[]
  /** True where an operator vouches for the server: then its annotations may also loosen. */
  readonly trusted?: boolean
}

/** How a server is reached. */
export type Transport = 'stdio' | 'http' | 'sse'

/** Where a fact comes from. */
export interface FactSource {
  readonly source: string
  readonly license: string
}

/** A server in the catalogue. Facts only, no words of its authors. */
export interface ServerEntry {
  /** Identity: one for a repository, a package or a remote address. */
  readonly id: string
  /** `[a-z0-9-]{1,80}`: its place in addresses. */
  readonly slug: string
  readonly name: string
  readonly repository?: string
  readonly package?: { readonly registry: string; readonly name: string; readonly version?: string }
  readonly remote?: string
  readonly homepage?: string
  readonly transports: readonly Transport[]
  readonly categories: readonly string[]
  readonly official: boolean
  readonly license?: string
  readonly sources: readonly FactSource[]
  /** Days (`YYYY-MM-DD`) on which it was first seen and last changed. */
  readonly firstSeen?: string
  readonly lastChanged?: string
  readonly tools: readonly ToolEntry[]
}

/** A parameter of a tool: name and JSON type, nothing in its author's words. */
export interface ParameterEntry {
  readonly name: string
  readonly type: string
  readonly required: boolean
}

/** A tool in the catalogue: facts, and our label. */
export interface ToolEntry {
  readonly name: string
  readonly parameters: readonly ParameterEntry[]
  readonly annotations?: ToolAnnotations
  /** Digest of the definition it was labelled from. */
  readonly fingerprint?: string
  readonly label: Label
}
