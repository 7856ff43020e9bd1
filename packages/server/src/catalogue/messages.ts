/** What the gateway's thread and the catalogue's thread say to each other. */
import type { Category, LabelSource, ParameterEntry, RiskLevel } from '@portcullis/catalogue'
import type { ContactSettings } from '../ports/contact.ts'

/** What the catalogue's thread is started with. Holds secrets of the contact desk: never shown. */
export interface CatalogueStart {
  readonly host: string
  /** 0 lets the system choose. */
  readonly port: number
  /** `Host` values that are answered, in lower case; port 0 in them stands for the one that was bound. */
  readonly hosts: readonly string[]
  /** The address at which readers know the catalogue; undefined: that of the listener. */
  readonly origin: string | undefined
  /** `http://127.0.0.1:4100`: the gateway that the pages name. */
  readonly gateway: string
  /** Proxies whose `X-Forwarded-For` is believed: networks in CIDR notation. */
  readonly trustedProxies: readonly string[]
  /** Nothing of this gateway is shown, so that pages of any origin may read. */
  readonly openToPages: boolean
  /** Opens the index at once, not when it is first asked for. */
  readonly warm: boolean
  readonly dataFolder: string
  /** Undefined: no messages are taken. */
  readonly contact: { readonly settings: ContactSettings; readonly key: Uint8Array } | undefined
}

/** A label as the gateway goes by it. */
export interface HereLabel {
  readonly category: Category
  readonly risk: RiskLevel
  readonly source: LabelSource
}

/** A tool that a server of this gateway was heard to offer: facts only, none of its author's words. */
export interface HereTool {
  readonly name: string
  readonly parameters: readonly ParameterEntry[]
  /** Where it is given, it holds in place of what the catalogue itself would say. */
  readonly label?: HereLabel | undefined
}

/** A server of this gateway. Nothing secret: no headers, no environment, no arguments. */
export interface HereServer {
  readonly slug: string
  readonly transport: 'stdio' | 'http' | 'sse'
  /** Where it is reached, without credentials and query; absent for programs. */
  readonly url?: string | undefined
  /** The sample server of a first installation: its tools are known without asking. */
  readonly sample: boolean
}

/** To the catalogue's thread. */
export type ToCatalogue =
  | { readonly kind: 'servers'; readonly servers: readonly HereServer[] }
  /** A server's whole list was heard. */
  | { readonly kind: 'tools'; readonly slug: string; readonly tools: readonly HereTool[] }
  /** Take no new requests, end the present ones, and go. */
  | { readonly kind: 'close'; readonly grace: number }

/** From the catalogue's thread. */
export type FromCatalogue =
  | { readonly kind: 'listening'; readonly port: number }
  /** It cannot listen: the system's code, such as `EADDRINUSE`. */
  | { readonly kind: 'refused'; readonly code: string }
  /** A line for the operator. */
  | { readonly kind: 'says'; readonly text: string }
