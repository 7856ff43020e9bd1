/**
 * What the control plane tells the gateway: rows of its directory, as plain data that crosses threads and processes.
 * The gateway compiles them; a row that cannot be compiled closes what it stands for, and nothing else.
 */
import type { Instant, Policy } from '@portcullis/engine'
import type { ServerTransport, ToolVetting, UpstreamLimits } from './directory.ts'

/** A transport as plain data: the URL is a text. */
export type FeedTransport =
  | { readonly kind: 'http' | 'sse'; readonly url: string; readonly headers: Readonly<Record<string, string>> }
  | Extract<ServerTransport, { readonly kind: 'stdio' }>

/** A server of an organisation. */
export interface FeedServer {
  /** Unique in the installation. */
  readonly id: string
  readonly organisation: string
  /** Unique in the organisation: `/mcp/<slug>`. */
  readonly slug: string
  readonly transport: FeedTransport
  readonly limits: UpstreamLimits
  readonly vetting: ToolVetting
  /** Id of the policy that stands over every grant's own. */
  readonly baseline: string | undefined
  /** How calls prove themselves to it beside the transport's own headers. */
  readonly authentication: 'none' | 'server' | 'owner'
  /** Accepted definitions of tools; undefined: none were accepted yet, and every tool is followed. */
  readonly pins: FeedPins | undefined
}

/** Which definitions of tools were accepted. */
export interface FeedPins {
  /** Fingerprint of the accepted definition, by the tool's name. */
  readonly accepted: Readonly<Record<string, string>>
  /** Tools that are in no accepted list. */
  readonly newTools: 'refuse' | 'follow'
}

/** A version of a policy that is in force. */
export interface FeedPolicy {
  readonly id: string
  readonly organisation: string
  readonly version: string
  /** The document, JSON. */
  readonly text: string
  /** The same as it was read and checked: it need not be read again where every millisecond counts. */
  readonly document?: Policy
}

/** A secret by which a grant is proved. */
export interface FeedToken {
  /** SHA-256 of the token, lower-case hex. */
  readonly digest: string
  readonly expires: Instant | undefined
  /** Slug of the one server for which it was issued; undefined: all that the grant reaches. */
  readonly audience: string | undefined
}

/** What holds on one server that a grant reaches. */
export interface FeedReach {
  /** Id of the server. */
  readonly server: string
  /** Id of the policy; undefined: every call is denied. */
  readonly policy: string | undefined
  /** Id of a policy that is only tried. */
  readonly shadow: string | undefined
  /** From an instant on another policy holds here: what was given for a while ends. */
  readonly later?: FeedReachLater
}

/** What holds on a server from an instant on. */
export interface FeedReachLater {
  readonly from: Instant
  /** Id of the policy; undefined: every call is denied. */
  readonly policy: string | undefined
}

/** A grant that is neither revoked nor expired. */
export interface FeedGrant {
  readonly id: string
  readonly organisation: string
  readonly label: string
  readonly owner: string
  readonly tags: Readonly<Record<string, string>>
  readonly expires: Instant | undefined
  /** Networks in CIDR notation from which it may be used; empty: from anywhere. */
  readonly addresses: readonly string[]
  readonly tokens: readonly FeedToken[]
  readonly reaches: readonly FeedReach[]
}

/** What holds for a whole organisation. */
export interface FeedOrganisation {
  readonly id: string
  /** Id of the policy that stands over everything. */
  readonly baseline: string | undefined
  /** Tokens of other issuers may prove its grants: the control plane is asked for those that nobody knows. */
  readonly externalIssuers?: boolean
}

/** What is stopped: new calls are refused, calls in flight are cancelled. */
export interface FeedKill {
  readonly id: string
  readonly organisation: string
  /** Everything, one server, one grant, or one tool of a server. */
  readonly stops:
    | { readonly kind: 'organisation' }
    | { readonly kind: 'server'; readonly server: string }
    | { readonly kind: 'grant'; readonly grant: string }
    | { readonly kind: 'tool'; readonly server: string; readonly tool: string }
  /** What agents are told; a sentence. */
  readonly reason: string
}

/** All rows, or those that changed. */
export interface FeedRows {
  readonly organisations: readonly FeedOrganisation[]
  readonly servers: readonly FeedServer[]
  readonly policies: readonly FeedPolicy[]
  readonly grants: readonly FeedGrant[]
  readonly kills: readonly FeedKill[]
}

/** One change of the directory: what is put replaces rows of the same id; all of it holds at once. */
export interface FeedChange {
  /** `whole`: what is not put is gone. */
  readonly extent: 'whole' | 'part'
  readonly put: FeedRows
  /** Ids of rows that are gone. */
  readonly drop: Readonly<Record<keyof FeedRows, readonly string[]>>
}
