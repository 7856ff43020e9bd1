/** All that the gateway may know of the administration: which grant a token proves, and what it may reach. */
import type { CompiledPolicy, Instant, Subject, ToolCategory, ToolRisk } from '@portcullis/engine'
import type { FlowKind } from './flow-facts.ts'
import type { Networks } from './networks.ts'

/** The right of one client to use servers, as one token proves it: a grant with several tokens is several of these. */
export interface Grant {
  readonly subject: Subject
  /** SHA-256 of the token, lower-case hex. */
  readonly tokenDigest: string
  /** End of the grant. */
  readonly expires: Instant | undefined
  /** End of this token, where it has one of its own. */
  readonly tokenExpires?: Instant | undefined
  /** From where it may be used; undefined: from anywhere. */
  readonly networks?: Networks | undefined
}

/** How an upstream is reached. */
export type ServerTransport = HttpTransport | StdioTransport

export interface HttpTransport {
  /** Streamable HTTP, or the HTTP+SSE transport of 2024-11-05. */
  readonly kind: 'http' | 'sse'
  readonly url: URL
  /** Credentials and other static headers: sent upstream, never shown, never logged. */
  readonly headers: Readonly<Record<string, string>>
}

export interface StdioTransport {
  readonly kind: 'stdio'
  /** Absolute path of the program: no shell is involved. */
  readonly command: string
  readonly args: readonly string[]
  /** The whole environment of the child. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** `session`: a child for each session; `grant`: one for all sessions of a grant. */
  readonly share: 'session' | 'grant'
  readonly maxChildren: number
  /** Milliseconds without traffic after which a child is stopped. */
  readonly idleTimeout: number
}

/** Bounds for the traffic of one upstream, milliseconds and bytes. */
export interface UpstreamLimits {
  /** Until the head of an answer. */
  readonly headersTimeout: number
  /** Of silence within an answer that is not an event stream. */
  readonly bodyTimeout: number
  readonly connectTimeout: number
  readonly maxConnections: number
  /** One event of a stream, or one line of a child. */
  readonly maxMessageBytes: number
  /** Requests at it at the same time; undefined: as many as connections, or as suit a program. */
  readonly maxConcurrency?: number | undefined
  /** Requests that wait for one of those places; undefined: 1024. */
  readonly maxQueued?: number | undefined
  /** Of that wait; undefined: ten seconds. */
  readonly queueTimeout?: number | undefined
  /** From the beginning of a request to the end of its answer, streams included; undefined: an hour. */
  readonly callTimeout?: number | undefined
}

/** A label that an operator gave. */
export interface OperatorLabel {
  readonly category: ToolCategory
  /** Undefined: as the category and the tool's definition suggest. */
  readonly risk: ToolRisk | undefined
}

/** What the operator says that the results of a tool bring in. */
export interface ToolFlow {
  readonly reads: readonly FlowKind[]
}

/** What the operator says about the tools of a server. */
export interface ToolVetting {
  /** By name, or pattern of names, of the tools; no two patterns fit a name equally well. */
  readonly labels: Readonly<Record<string, OperatorLabel>>
  /** By name, or pattern of names: instead of what the tools' definitions suggest. */
  readonly flow?: Readonly<Record<string, ToolFlow>>
  /** What the server says of its tools' behaviour may also make their labels milder. */
  readonly trusted: boolean
  /** What becomes of tools whose descriptions hide text or give orders. */
  readonly descriptions: 'flag' | 'strip' | 'quarantine'
}

/** A configured server. */
export interface Server {
  /** Unique in this gateway: what is remembered of a server hangs on it. The slug, where the configuration is a file. */
  readonly id: string
  /** Unique in its organisation: `/mcp/<slug>`. */
  readonly slug: string
  readonly transport: ServerTransport
  readonly limits: UpstreamLimits
  /** Undefined: the operator says nothing, and odd descriptions are flagged. */
  readonly vetting?: ToolVetting
  /** Undefined: it stands in the configuration file. */
  readonly administration?: Administration
}

/** What concerns only servers that the control plane keeps. */
export interface Administration {
  readonly organisation: string
  /** How calls prove themselves beside the transport's own headers; `owner`: each grant's owner in a way of his own. */
  readonly authentication: 'none' | 'server' | 'owner'
}

/** Something that an operator stopped by hand. */
export interface Stop {
  readonly id: string
  /** What agents are told: a sentence. */
  readonly reason: string
}

/** Which definitions of a server's tools were accepted. */
export interface ToolPins {
  /** Fingerprints by the tool's name. */
  readonly accepted: ReadonlyMap<string, string>
  /** What becomes of tools that were not in the accepted list. */
  readonly newTools: 'refuse' | 'follow'
}

/** A policy as it is in force: compiled once for each change. */
export interface PolicyInForce {
  /** Id of the document; counters hang on it, versions do not. */
  readonly id: string
  /** Changes with the document's content. */
  readonly version: string
  readonly compiled: CompiledPolicy
}

/** Everything that decides over a request, from one version of the configuration. */
export interface Caller {
  readonly grant: Grant
  readonly server: Server
  /** Undefined: no policy is attached, so every call is denied. */
  readonly policy: PolicyInForce | undefined
  /** Nothing of this grant on this server may go on; undefined: it is not stopped. */
  readonly stopped?: Stop | undefined
  /** Tools of the server that are stopped, by name. */
  readonly stoppedTools?: ReadonlyMap<string, Stop> | undefined
  /** Undefined: definitions are followed, whatever they become. */
  readonly pins?: ToolPins | undefined
  /** The configuration's generation this snapshot was taken from. */
  readonly generation: number
}

/** Why a token and a slug name nobody. */
export type CallerRefusal = 'unknown_token' | 'expired' | 'unknown_server'

export interface Directory {
  /**
   * One snapshot: no part of a caller comes from another version of the configuration. Synchronous, from memory.
   * @param tokenDigest SHA-256 of the token, lower-case hex
   */
  caller(tokenDigest: string, slug: string, at: Instant): Caller | CallerRefusal
  /**
   * The same for everything that a token leads to, sorted by slug; none: its grant reaches nothing. A token that was
   * issued for one server is none for all of them: `unknown_server`.
   */
  callers(tokenDigest: string, at: Instant): readonly Caller[] | CallerRefusal
  /** Whether the grant still reaches that server, by whatever token, and neither is stopped. */
  stands(caller: Caller, at: Instant): boolean
  /** Rises with every change of the configuration. */
  readonly generation: number
  /** The configured servers, for health and warm-up. */
  servers(): readonly Server[]
  /** Tells of each new generation; returns how to stop listening. */
  subscribe(listener: (generation: number) => void): () => void
}
