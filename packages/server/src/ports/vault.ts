/** Credentials of servers: what the gateway proves itself with upstream. They are never shown and never logged. */
import type { Instant } from '@portcullis/engine'

/** Whose credential it is. */
export interface CredentialPlace {
  /** Id of the server. */
  readonly server: string
  /** Owner of the grants that it is for; empty: it is everybody's. */
  readonly owner: string
}

/** A credential as it is sent. */
export interface Credential {
  readonly headers: Readonly<Record<string, string>>
  /** The one URL that it is for; undefined: wherever the server is. */
  readonly url?: string | undefined
}

/** That a server did not take a credential. */
export interface CredentialRefusal {
  readonly status: 401 | 403
  /** Its `WWW-Authenticate`, at most 2 kB; empty where it sent none. */
  readonly challenge: string
}

/** What is asked for. */
export interface CredentialWish extends CredentialPlace {
  /** Id of the grant that wants to call. */
  readonly grant: string
  /** Undefined: there is none in memory. */
  readonly refused: CredentialRefusal | undefined
}

/** A credential, or why there is none: a person has to give consent first, on that page; or nobody knows. */
export type Obtained =
  | { readonly outcome: 'credential'; readonly credential: Credential }
  | { readonly outcome: 'consent'; readonly link: string }
  | { readonly outcome: 'none' }

/** Gives credentials out of memory, and asks for those that it has not. */
export interface Vault {
  /** Synchronous; undefined: there is none, or it is over. */
  find(place: CredentialPlace): Credential | undefined
  /** What was given out for a place and may still be on its way: answers are searched for it. */
  recent(place: CredentialPlace): readonly Credential[]
  /** Asks, once at a time for each place, and waits for a bounded time. Never rejects. */
  obtain(wish: CredentialWish): Promise<Obtained>
}

/** Instants are of the vault's own clock. */
export interface Supplied extends CredentialPlace {
  /** Undefined: there is none (any more). */
  readonly headers: Readonly<Record<string, string>> | undefined
  readonly expires: Instant | undefined
  /** Where its owner gives consent: there is none, or (beside headers) the call that was refused needs more rights. */
  readonly consent: string | undefined
  /** The one URL that it is for: a server that is reached elsewhere by now does not get it. */
  readonly url?: string | undefined
}
