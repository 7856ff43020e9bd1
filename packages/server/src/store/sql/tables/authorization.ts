/** Tables of the authorization server, and of issuers elsewhere that are trusted. Written by `control/authorization`. */

/** A program that asks people for access. */
export interface OAuthClientTable {
  id: string
  /** `registered`: by itself (RFC 7591); `document`: it is known by a document at its own address. */
  kind: string
  /** What it calls itself: a stranger's text. */
  name: string
  /** JSON: where answers may be sent. */
  redirect_uris: string
  /** 1: it uses refresh tokens. */
  refreshes: number
  /** Digest of its secret; null: it has none. */
  secret_digest: string | null
  /** `none`, `client_secret_basic`, `client_secret_post`. */
  authentication: string
  /** The sender that registered it. */
  sender: string
  created: number
  /** When it is forgotten, or its document read again. */
  expires: number
}

/** A code, on its way from the browser to the client. */
export interface OAuthCodeTable {
  digest: string
  family: string
  redirect_uri: string
  challenge: string
  expires: number
  /** When it was used; null: not yet. */
  used: number | null
}

/** What came of one consent: all tokens that follow from it. */
export interface OAuthFamilyTable {
  id: string
  organisation: string
  grant_id: string
  account: string
  client: string
  client_name: string
  /** The resource for which its tokens are: a URL. */
  resource: string
  /** Slug of the server; empty: all that the grant reaches. */
  audience: string
  created: number
  /** When it ends, whatever is done. */
  expires: number
  /** When its tokens were last renewed. */
  used: number
  revoked: number | null
}

/** A token of a family. */
export interface OAuthTokenTable {
  digest: string
  family: string
  grant_id: string
  /** `access` or `refresh`. */
  kind: string
  created: number
  expires: number
  /** Of a refresh token: when it was used; once more, and the family ends. */
  replaced: number | null
}

/** An issuer elsewhere whose tokens prove grants. */
export interface IssuerTable {
  id: string
  organisation: string
  label: string
  /** Exactly as its tokens name it. */
  issuer: string
  /** Where its keys are; empty: where its metadata say. */
  jwks_uri: string
  /** JSON: names of algorithms that are taken. */
  algorithms: string
  /** JSON: which claims prove which grant, the first that fits. */
  rules: string
  enabled: number
  created: number
  revision: number
}

/** A token of such an issuer that proved a grant. */
export interface IssuedTokenTable {
  digest: string
  organisation: string
  issuer: string
  grant_id: string
  audience: string
  expires: number
}

export interface AuthorizationTables {
  oauth_clients: OAuthClientTable
  oauth_codes: OAuthCodeTable
  oauth_families: OAuthFamilyTable
  oauth_tokens: OAuthTokenTable
  issuers: IssuerTable
  issued_tokens: IssuedTokenTable
}
