/** What the gateway's thread and the control plane's thread say to each other. */
import type { Instant } from '@portcullis/engine'
import type { FeedChange } from '../ports/directory-feed.ts'

/** A credential as the gateway sends it upstream; never shown, never logged. */
export interface SuppliedCredential {
  /** Id of the server. */
  readonly server: string
  /** The grant's owner for whom it is; empty: for everybody. */
  readonly owner: string
  /** Undefined: there is none (any more). */
  readonly headers: Readonly<Record<string, string>> | undefined
  readonly expires: Instant | undefined
  /** Where its owner gives consent, while there is none; needs a log-in. */
  readonly consent: string | undefined
}

/** A tool's definition as it was heard in a list. */
export interface HeardTool {
  readonly name: string
  readonly fingerprint: string
  /** The definition, JSON. */
  readonly definition: string
}

/** To the control plane's thread. */
export type ToControl =
  /** The gateway listens: what people are told to connect to, such as `http://127.0.0.1:4100`. */
  | { readonly kind: 'gateway'; readonly origin: string }
  /** A change of the directory holds from now on. */
  | { readonly kind: 'in_force'; readonly number: number }
  /** The whole list of a server's tools was heard. */
  | { readonly kind: 'tools'; readonly server: string; readonly tools: readonly HeardTool[] }
  /** Grants that were used since the last message, at most one message a second. */
  | { readonly kind: 'used'; readonly grants: readonly { readonly grant: string; readonly at: Instant }[] }
  /** How a server was reached, when that changed. */
  | { readonly kind: 'reached'; readonly server: string; readonly at: Instant; readonly problem: string | undefined }
  /** Wanted: a credential that is not there, or that the server did not take (its challenge, at most 2 kB). */
  | {
      readonly kind: 'credential'
      readonly ask: number
      readonly server: string
      readonly owner: string
      readonly grant: string
      readonly refused: { readonly status: 401 | 403; readonly challenge: string } | undefined
    }
  /** Wanted: whose a token of another issuer is; never kept, never logged. */
  | { readonly kind: 'token'; readonly ask: number; readonly token: string; readonly audience: string }
  /** Take no new requests, end the present ones, and go. */
  | { readonly kind: 'close'; readonly grace: number }

/** From the control plane's thread. */
export type FromControl =
  | { readonly kind: 'listening'; readonly port: number }
  /** It cannot listen: the system's code, such as `EADDRINUSE`. */
  | { readonly kind: 'refused'; readonly code: string }
  /** A line for the operator. */
  | { readonly kind: 'says'; readonly text: string }
  /** A change of the directory, numbered; the answer is `in_force`. */
  | { readonly kind: 'directory'; readonly number: number; readonly change: FeedChange }
  /** Credentials, unasked or in answer to an ask. */
  | { readonly kind: 'credentials'; readonly ask: number | undefined; readonly put: readonly SuppliedCredential[] }
  /** A token was looked into: the directory already knows it, if it is anybody's. */
  | { readonly kind: 'token'; readonly ask: number }
