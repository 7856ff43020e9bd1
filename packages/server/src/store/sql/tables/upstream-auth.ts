/** Tables of upstream authentication: clients that we are, tokens that we hold, consents that are under way. */

/** What we are to an authorization server, for one server of ours. */
export interface UpstreamClientTable {
  server: string
  organisation: string
  /** Exactly as the authorization server calls itself. */
  issuer: string
  /** `given`, `document`, `registered`. */
  origin: string
  client_id: string
  /** Envelope of the secret; null: there is none, or it stands in `server_secrets`. */
  sealed: string | null
  /** How it proves who it is; null: as the authorization server supports. */
  authentication: string | null
  expires: number | null
}

/** A token for a server. */
export interface UpstreamTokenTable {
  server: string
  /** The grant's owner for whom it is; empty: for everybody. */
  owner: string
  organisation: string
  issuer: string
  /** What it is for, as the server publishes it. */
  resource: string
  /** Scopes that were asked for, each once, separated by spaces. */
  scope: string
  /** Envelope of the access token and the refresh token. */
  sealed: string
  /** 1: there is a refresh token. */
  renewable: number
  expires: number | null
  /** When it was obtained. */
  obtained: number
  /** Until when another process renews it. */
  leased: number | null
  /** Why it could not be renewed, a sentence. */
  problem: string | null
}

/** A link by which somebody gives consent. */
export interface ConsentTable {
  /** SHA-256 of the link's secret. */
  digest: string
  organisation: string
  server: string
  /** The grant's owner who may use it; empty: whoever may edit credentials of the server. */
  owner: string
  /** What the server said it needs, JSON: `BearerChallenge`; null: nothing. */
  challenge: string | null
  expires: number
}

/** A consent while the browser is with the authorization server. */
export interface ConsentAttemptTable {
  /** SHA-256 of `state`. */
  digest: string
  organisation: string
  server: string
  owner: string
  /** Id of the account that began, and may end it. */
  account: string
  /** Envelope of all that has to be remembered. */
  sealed: string
  expires: number
}

export interface UpstreamAuthTables {
  upstream_clients: UpstreamClientTable
  upstream_tokens: UpstreamTokenTable
  consents: ConsentTable
  consent_attempts: ConsentAttemptTable
}
