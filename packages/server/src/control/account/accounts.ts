/** What accounts need of the world: how passwords are digested, how mail goes out, who may register. */
import { createPasswords, type Passwords } from '../../crypto/password.ts'
import type { Mailer } from './mailer.ts'

/** Who gets an account: nobody more, who is invited, or whoever reads mail. */
export type Registration = 'closed' | 'invite' | 'open'

/** How accounts are kept. */
export interface AccountSettings {
  readonly registration: Registration
  /** Milliseconds without use after which a session ends. */
  readonly idle: number
  /** Milliseconds after which it ends in any case. */
  readonly longest: number
}

/** The part of the control plane that accounts share. */
export interface Accounts {
  readonly settings: AccountSettings
  readonly passwords: Passwords
  /** Undefined: no mail server is configured; links are handed over by people. */
  readonly mail: Mailer | undefined
  /** Fetches from identity providers; refuses addresses that are nobody's business. */
  readonly fetch: typeof fetch
}

const HOUR = 3_600_000

export const ACCOUNT_SETTINGS: AccountSettings = { registration: 'invite', idle: 12 * HOUR, longest: 7 * 24 * HOUR }

/** Puts it together; what is left out is as it is usually. */
export function createAccounts(given: Partial<Accounts> = {}): Accounts {
  return { settings: ACCOUNT_SETTINGS, passwords: createPasswords(), mail: undefined, fetch, ...given }
}
