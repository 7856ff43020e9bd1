/** A configuration as it is in force: everything resolved, nothing changes. */
import type { Policy, Problem as PolicyProblem } from '@portcullis/engine'
import type { ContactSettings } from '../ports/contact.ts'
import type { Grant, PolicyInForce, Server } from '../ports/directory.ts'
import type { Address } from './field/address.ts'
import type { WatchMode } from './schema.ts'

/** One version of the configuration. */
export interface Configuration {
  readonly settings: Settings
  readonly servers: readonly Server[]
  readonly policies: ReadonlyMap<string, ConfiguredPolicy>
  /** Policies that several documents make up, by those documents and their versions: taken over where none changed. */
  readonly layered: ReadonlyMap<string, LayeredPolicy>
  readonly grants: readonly ConfiguredGrant[]
  /** Digest of the files it came from. */
  readonly digest: string
}

/** All that concerns neither a server nor a grant. Paths are absolute, sizes in bytes, times in milliseconds. */
export interface Settings {
  readonly listen: {
    readonly mcp: Address
    /** Undefined: the catalogue is not served. */
    readonly catalogue: Address | undefined
  }
  readonly publicUrl: URL | undefined
  /** Hosts to be answered beside those of the listener and of `publicUrl`. */
  readonly allowedHosts: readonly string[]
  readonly allowedOrigins: readonly string[]
  /** Networks in CIDR notation. */
  readonly trustedProxies: readonly string[]
  readonly tls: TlsMaterial | undefined
  readonly catalogue: CatalogueSettings
  /** Undefined: the catalogue takes no messages. */
  readonly contact: ContactSettings | undefined
  readonly limits: TrafficLimits
  readonly log: LogSettings
  readonly dataFolder: string
  readonly watch: WatchMode
}

/** How the catalogue is known, and what it shows. */
export interface CatalogueSettings {
  /** An origin, where it differs from that of the listener. */
  readonly publicOrigin: string | undefined
  /** Hosts to be answered beside those of the listener and of `publicOrigin`. */
  readonly allowedHosts: readonly string[]
  /** Whether the servers of this gateway are shown. */
  readonly ownServers: boolean
}

/** Certificate chain and private key, PEM. */
export interface TlsMaterial {
  readonly cert: string
  readonly key: string
}

/** Bounds for the traffic of clients. */
export interface TrafficLimits {
  readonly maxBodyBytes: number
  readonly maxDepth: number
  readonly maxHeadBytes: number
  readonly headersTimeout: number
  readonly requestTimeout: number
  readonly keepAlive: number
  readonly streamKeepAlive: number
  readonly maxConnections: number
  readonly bufferedBytes: number
  readonly bufferedBytesPerGrant: number
  readonly refusalsPerSecond: number
  readonly maxSessions: number
  readonly maxSessionsPerGrant: number
  readonly sessionIdle: number
}

/** The decision log. */
export interface LogSettings {
  readonly file: string
  /** Size at which a file is put aside. */
  readonly maxBytes: number
  /** Files put aside that are kept. */
  readonly keep: number
  readonly flush: number
  readonly bufferBytes: number
  readonly onFull: 'refuse' | 'continue'
  /** Keyed digests of arguments are recorded. */
  readonly digests: boolean
}

/** A policy document. */
export interface ConfiguredPolicy {
  readonly id: string
  /** Changes with the content. */
  readonly version: string
  readonly document: Policy
  /** What is odd about the document, at its own places. */
  readonly warnings: readonly PolicyProblem[]
}

/** What the documents that hold for a grant on a server make up together, compiled once for each change. */
export interface LayeredPolicy extends PolicyInForce {
  /** Ids of the documents that stand over the grant's own. */
  readonly baselines: readonly string[]
  /** Id of the document that is only tried. */
  readonly draft: string | undefined
}

/** A grant and what it reaches. */
export interface ConfiguredGrant {
  readonly grant: Grant
  /** By slug. */
  readonly reaches: ReadonlyMap<string, Reach>
}

/** One server that a grant reaches. */
export interface Reach {
  readonly server: Server
  /** Undefined: every call is denied. */
  readonly policy: LayeredPolicy | undefined
}
