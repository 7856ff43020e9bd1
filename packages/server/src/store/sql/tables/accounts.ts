/** People and programs that use the control plane: accounts, how they prove themselves, what they may do where. Written by `control/account`. */

/** A person. */
export interface AccountTable {
  id: string
  /** In one form: trimmed, lower case; unique. Null: known through single sign-on only. */
  email: string | null
  name: string
  /** Stored form of the password; null: logs in by single sign-on only. */
  password: string | null
  /** Sealed secret of the authenticator app; null: there is none. */
  code_secret: string | null
  /** 1: the app was tried, its codes are asked for. */
  code_confirmed: number
  /** Last step whose code was used. */
  code_step: number
  /** 1: may do everything in the whole installation. */
  operator: number
  /** 1: may not log in. */
  disabled: number
  created: number
  revision: number
}

/** Spare codes for who lost the authenticator app, each good once. */
export interface RecoveryCodeTable {
  digest: string
  account: string
}

/** A passkey of an account (Web Authentication). */
export interface PasskeyTable {
  /** The credential's id, base64url. */
  id: string
  account: string
  /** As its owner calls it. */
  name: string
  /** SubjectPublicKeyInfo, DER, base64url. */
  public_key: string
  /** How often it signed, as it says itself; 0: it does not count. */
  counter: number
  created: number
  /** Null: never. */
  used: number | null
}

/** What an account may do in an organisation. */
export interface MembershipTable {
  id: string
  organisation: string
  account: string
  role: string
  /** Id of the one server for which it holds; empty: for the whole organisation. */
  server: string
  /** `given` by a person, or `sign_on`: follows the claims of the organisation's identity provider. */
  origin: string
  created: number
}

/** A log-in that goes on. */
export interface SessionTable {
  id: string
  account: string
  /** The one organisation that its single sign-on may speak for; empty: all of the account's. */
  organisation: string
  /** `browser`, or `terminal`: a command line, which a person let in. */
  kind: string
  /** By how many factors its owner proved who they are: 1 or 2. */
  factors: number
  /** Of the cookie; of a terminal, of its one token. */
  cookie_digest: string
  /** Empty for a terminal. */
  key_digest: string
  created: number
  /** When it was last used, kept to the minute. */
  used: number
  /** When whoever holds it last proved to be the account's owner. */
  authenticated: number
  /** When it ends, used or not. */
  expires: number
  address: string
  agent: string
}

/** A command line that waits for a person to let it in. */
export interface TerminalLogInTable {
  /** Of the secret that the command line holds. */
  digest: string
  /** Digest of what a person compares. */
  code: string
  /** `waiting`, `allowed` or `refused`. */
  state: string
  /** What the machine calls itself: a stranger's text. */
  host: string
  address: string
  /** Who let it in; empty: nobody yet. This and what follows is of the session that did. */
  account: string
  organisation: string
  factors: number
  authenticated: number
  /** When it asked last whether it was let in; 0: never. */
  asked: number
  created: number
  expires: number
}

/** A browser that logged in to an account before. */
export interface DeviceTable {
  digest: string
  account: string
  created: number
  used: number
}

/** Failed attempts, by what they were made on. */
export interface AttemptTable {
  /** Digest of what is counted: an address, an account, both. */
  subject: string
  failures: number
  /** When counting began. */
  since: number
}

/** A secret in a link, good once. */
export interface AccountLinkTable {
  digest: string
  /** `set_up`, `reset`, `verify`, `second_step`, `passkey`. */
  kind: string
  /** Empty: none yet. */
  account: string
  /** What it carries, JSON. */
  detail: string
  expires: number
}

/** Somebody was invited. */
export interface InvitationTable {
  id: string
  organisation: string
  digest: string
  email: string
  role: string
  server: string
  invited_by: string
  created: number
  expires: number
}

/** The key of a program. */
export interface ApiKeyTable {
  id: string
  organisation: string
  name: string
  digest: string
  /** Its beginning, by which people tell it from others. */
  hint: string
  role: string
  server: string
  /** Id of the account that made it; empty: the operator of the machine did. */
  created_by: string
  created: number
  /** Null: never. */
  expires: number | null
  /** When it was last used, kept to the minute. */
  used: number | null
  revision: number
}

/** An organisation's identity provider. */
export interface SignOnTable {
  id: string
  organisation: string
  name: string
  issuer: string
  client_id: string
  /** Sealed; null for a public client. */
  client_secret: string | null
  /** Separated by spaces. */
  scopes: string
  /** The claim whose values give roles; empty: none does. */
  role_claim: string
  /** Role by value of the claim, JSON. */
  role_map: string
  /** For whom no value of the claim gives one; empty: is not let in. */
  default_role: string
  /** 1: may be used. */
  enabled: number
  created: number
  revision: number
}

/** Who somebody is to an identity provider. */
export interface IdentityTable {
  sign_on: string
  issuer: string
  subject: string
  account: string
  /** What the provider says of the address: shown, never a reason for anything. */
  email: string
  created: number
  used: number
}

/** A journey to an identity provider and back. */
export interface SignOnJourneyTable {
  /** Digest of the secret that the browser holds. */
  digest: string
  sign_on: string
  /** Account of the session that went on it: to be tied to an identity, or to prove itself again; empty: a log-in. */
  account: string
  /** `log_in`, `link`, `prove`. */
  purpose: string
  expires: number
}

export interface AccountTables {
  accounts: AccountTable
  recovery_codes: RecoveryCodeTable
  passkeys: PasskeyTable
  memberships: MembershipTable
  sessions: SessionTable
  terminal_log_ins: TerminalLogInTable
  devices: DeviceTable
  attempts: AttemptTable
  account_links: AccountLinkTable
  invitations: InvitationTable
  api_keys: ApiKeyTable
  sign_ons: SignOnTable
  identities: IdentityTable
  sign_on_journeys: SignOnJourneyTable
}
