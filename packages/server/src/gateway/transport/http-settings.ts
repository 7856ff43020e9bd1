/** How the HTTP listener behaves; made from the configuration, once for each change. */
import type { ProxyTrust } from './client-address.ts'

/** How the listener behaves; from the configuration. */
export interface HttpSettings {
  readonly host: string
  readonly port: number
  /** Where clients reach it, such as `https://gate.example.com`; undefined: as each of them addresses it. */
  readonly publicOrigin?: string | undefined
  /** PEM texts. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined
  /** Lower-case `Host` values that are answered, for the port that was bound. */
  allowedHosts(port: number): ReadonlySet<string>
  /** Origins of web pages that may call. */
  readonly allowedOrigins: ReadonlySet<string>
  readonly maxBodyBytes: number
  /** Tokens that prove nothing, which one address may present in a minute. */
  readonly failedTokensPerMinute: number
  readonly proxies: ProxyTrust
  readonly maxHeadBytes: number
  readonly maxConnections: number
  /** Bytes that the bodies of all requests may hold while they are read. */
  readonly maxBufferedBytes: number
  readonly maxBufferedBytesPerGrant: number
  /** Milliseconds for the head, and for the whole request. */
  readonly headTimeout: number
  readonly requestTimeout: number
  /** Milliseconds that an idle connection is kept. */
  readonly keepAliveTimeout: number
  /** Plain requests are read by the gateway's own strict reader; all others, or all, by `node:http`. */
  readonly fastLane: boolean
  /** Milliseconds between comments on a silent stream. */
  readonly streamKeepAlive: number
}
