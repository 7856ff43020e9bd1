/** What is compared: ways from the load generator to the upstream, and what starting them takes. */
import type { Destination } from './connection.ts'
import type { Started } from './processes.ts'

/** A way that can be measured. */
export interface Way extends Destination {
  readonly name: string
  /** The process in the middle; of `direct` the upstream itself. */
  readonly pid: number
}

/** A way that cannot be measured here, and why. */
export interface Missing {
  readonly name: string
  readonly why: string
}

/** A certificate of `localhost`, and its key. */
export interface Identity {
  readonly certificateFile: string
  readonly keyFile: string
  readonly certificate: string
}

/** Where ways are started. */
export interface Place {
  readonly upstream: Started
  /** Core of the process in the middle, and of all others; undefined: any. */
  readonly core: number | undefined
  readonly ends: number | undefined
  /** Empty folder for configurations, data and logs. */
  readonly folder: string
  /** Undefined where no certificate could be made. */
  readonly identity: Identity | undefined
  /** Folder for a CPU profile of the gateway; undefined: none is made. */
  readonly profile: string | undefined
}

/** Starts one process, to which one way or several lead. */
export interface Starter {
  readonly names: readonly string[]
  /** Rejects with the reason where it cannot be started here. */
  start(place: Place): Promise<readonly Way[]>
}

/** Of the upstream: calls that are answered with JSON, and such as are answered with an event stream. */
export const JSON_PATH = '/mcp'
export const EVENTS_PATH = '/events'

export const DIRECT = 'direct'
export const DIRECT_EVENTS = 'direct, event stream'
export const NGINX = 'nginx `proxy_pass`'
export const NGINX_EVENTS = 'nginx, unbuffered event stream'
export const NGINX_TLS = 'nginx with TLS'
export const HAPROXY = 'haproxy'
export const RELAY = 'bytes on `node:net`'
export const BARE = '`node:http` and undici'
export const SDK = 'SDK client and server'
export const GATEWAY = 'Portcullis'
export const GATEWAY_EVENTS = 'Portcullis, event stream'
export const GATEWAY_REFUSES = 'Portcullis, refusing'
export const GATEWAY_RELAXED = 'Portcullis, relaxed counters'
export const GATEWAY_REDIS = 'Portcullis, counters in Redis'
export const GATEWAY_TLS = 'Portcullis with TLS'
export const OF_FILE = 'composed, directory of a file'
export const SLOW_LANE = 'composed, without the fast lane'
export const UNDICI = 'composed, undici towards the server'
export const FED = 'composed, fed directory'
export const TOGETHER = 'composed, all servers at one URL'
export const PEERS = ['mcp-proxy', 'supergateway', 'mcp-remote'] as const
