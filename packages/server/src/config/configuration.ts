/** A configuration as it is in force: everything resolved, nothing changes. */
import type { Problem as PolicyProblem } from '@portcullis/engine'
import type { LayeredPolicy, PolicyDocument } from '../policies/layers.ts'
import type { CommandTemplate } from '../ports/command-template.ts'
import type { ContactMail, ContactSettings } from '../ports/contact.ts'
import type { Grant, Server } from '../ports/directory.ts'
import type { SharedCountersSettings } from './counters.ts'
import type { Guarded } from './exposure.ts'
import type { Address } from './field/address.ts'
import type { GatewaysSettings, KeyPlaces } from './gateways.ts'
import type { OperationsSettings } from './operations.ts'
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
    /** Undefined: there is no control plane. */
    readonly admin: Address | undefined
    /** Undefined: the catalogue is not served. */
    readonly catalogue: Address | undefined
    /** The gateway reads plain requests itself. */
    readonly fastLane: boolean
  }
  readonly publicUrl: URL | undefined
  /** Hosts to be answered beside those of the listener and of `publicUrl`. */
  readonly allowedHosts: readonly string[]
  readonly allowedOrigins: readonly string[]
  /** Networks in CIDR notation. */
  readonly trustedProxies: readonly string[]
  readonly tls: TlsMaterial | undefined
  readonly admin: AdminSettings
  readonly catalogue: CatalogueSettings
  /** Undefined: the catalogue takes no messages. */
  readonly contact: ContactSettings | undefined
  readonly limits: TrafficLimits
  readonly log: LogSettings
  readonly audit: AuditSettings
  readonly operations: OperationsSettings
  readonly dataFolder: string
  readonly keys: KeyPlaces
  readonly gateways: GatewaysSettings
  /** Undefined: counters are in the data folder. */
  readonly sharedCounters: SharedCountersSettings | undefined
  /** Who speaks HTTP to servers. */
  readonly upstreamClient: 'own' | 'undici'
  /** Processes that take calls; 1: one process does everything. */
  readonly workers: number
  readonly watch: WatchMode
  /** Files and folders that govern the gateway, and that no server may be given. */
  readonly guarded: readonly Guarded[]
  /** `host:port`: destinations that are not public, and that organisations may use as servers all the same. */
  readonly allowDestinations: readonly string[]
  /** Programs that admins of organisations may start as servers. */
  readonly templates: readonly CommandTemplate[]
}

/** How the control plane is known, and where it keeps what it knows. Holds a password: never shown. */
export interface AdminSettings {
  /** An origin, where it differs from that of the listener. */
  readonly publicOrigin: string | undefined
  /** Hosts to be answered beside those of the listener and of `publicOrigin`. */
  readonly allowedHosts: readonly string[]
  /** URL of a PostgreSQL database; undefined: a file in the data folder. */
  readonly database: string | undefined
  /** Who gets an account. */
  readonly registration: 'closed' | 'invite' | 'open'
  /** How mails to people with accounts are sent; undefined: they are not. */
  readonly mail: ContactMail | undefined
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
  /** Tokens that prove nothing, which one address may present in a minute. */
  readonly failedTokensPerMinute: number
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

/** How the logs can be proved whole. */
export interface AuditSettings {
  /** File to which checkpoints are appended; undefined: none. */
  readonly anchor: string | undefined
  /** URL to which they are posted; undefined: none. */
  readonly anchorUrl: string | undefined
  /** Whole months for which digests of arguments can be compared. */
  readonly factsMonths: number
}

/** A policy document. */
export interface ConfiguredPolicy extends PolicyDocument {
  /** What is odd about the document, at its own places. */
  readonly warnings: readonly PolicyProblem[]
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
