/** What a scan found: files, stacks, and ways around the gateway. */
import type { ClientKind, ConfiguredServer, Recognised, StackReport } from '@portcullis/catalogue'
import type { Way } from './gateway.ts'
import type { Place } from './places.ts'

/** Where a server's entry stands. */
export interface EntryPlace {
  readonly path: string
  readonly line: number
  /** Offset in the file: no two entries share it. */
  readonly at: number
}

/** A server of a client. */
export interface ScannedServer {
  readonly configured: ConfiguredServer
  /** Its name in its stack: the configured one, with a number where two files use the same. */
  readonly member: string
  readonly place: EntryPlace
  readonly origin: Place['origin']
  /** Slug of its entry in the catalogue. */
  readonly slug?: string
  readonly confidence?: Recognised['confidence']
  readonly way?: Way
  /** What came of asking it: how many tools it listed, or why it was not asked or did not answer. */
  readonly asked?: { readonly tools: number } | { readonly not: string }
}

/** All servers that the agents of one client have: the user's, and those of one project. */
export interface ScannedStack {
  readonly client: ClientKind
  /** `Cursor`, `Claude Code in ~/shop`. */
  readonly title: string
  readonly project?: string
  readonly servers: readonly ScannedServer[]
  readonly report: StackReport
}

/** A file that could not be read. */
export interface Unread {
  readonly path: string
  readonly line: number
  readonly problem: string
}

/** A way around the gateway. */
export interface Bypass {
  readonly stack: string
  readonly client: ClientKind
  readonly server: ScannedServer
  readonly way: Exclude<Way, { readonly way: 'guarded' }>
  /** What to write into the file instead. */
  readonly instead: string
}

/** What to write into one file, so that its servers are reached through the gateway. */
export interface Remedy {
  /** The client's name. */
  readonly client: string
  readonly path: string
  readonly language: 'json' | 'toml'
  readonly bypasses: readonly Bypass[]
  readonly text: string
  /** What the user has to do about the token. */
  readonly note: string
}

/** A file that was read. */
export interface FileRead {
  readonly client: ClientKind
  readonly path: string
  /** How many servers it names. */
  readonly servers: number
  /** Names of its entries that say neither what to start nor what to reach. */
  readonly skipped: readonly string[]
}

/** The whole. */
export interface ScanReport {
  readonly version: string
  readonly files: readonly FileRead[]
  readonly unread: readonly Unread[]
  readonly stacks: readonly ScannedStack[]
  /** Absent where no gateway is known. */
  readonly gateway?: { readonly origin: string }
  readonly bypasses: readonly Bypass[]
  readonly remedies: readonly Remedy[]
}
