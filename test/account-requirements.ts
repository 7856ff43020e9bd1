/** Promises about people and programs that use the control plane. */
import type { Row } from './requirements.ts'

const PEOPLE = 'docs/guide/21-people-and-roles.md'
const SESSION = 'docs/decisions/0037-a-cookie-proves-nothing.md'
const SIGN_ON = 'docs/decisions/0038-single-sign-on-speaks-for-its-organisation.md'
const ATTEMPTS = 'docs/decisions/0039-attempts-are-taken-before-the-work.md'

export const ACCOUNT_PROMISES: readonly Row[] = [
  ['account.first', PEOPLE, 'The first account is made by the printed link, once, within half an hour.'],
  ['account.session', SESSION, 'A session is proved by its cookie and its key together, and by neither alone.'],
  ['account.attempts', ATTEMPTS, 'Attempts are counted exactly, however many come at once, over restarts.'],
  ['account.no-lock-out', ATTEMPTS, 'Strangers who guess do not keep an owner out of a browser that is known.'],
  ['account.unknown', PEOPLE, 'What is answered does not say whether an account exists.'],
  ['account.value-free', PEOPLE, 'No password, code, key or secret of a link stands in the database or the log.'],
  ['account.roles', PEOPLE, 'Nobody gives or takes a role that reaches further than his own.'],
  ['account.admin', PEOPLE, 'An organisation does not lose its last admin by a change of roles.'],
  ['account.keys', PEOPLE, 'An API key ends with its time, its revocation, and the rights of who made it.'],
  ['account.once', PEOPLE, 'Codes, invitations and links are good once, whoever is quicker.'],
  [
    'account.terminal',
    PEOPLE,
    'A command line is let in by a person who compares its code, once, and is ended by them.',
  ],
  ['account.factor', PEOPLE, 'Where an organisation wants a second factor, nothing of it is reached without one.'],
  ['account.identity', SIGN_ON, 'Who somebody is at an identity provider is its issuer and subject, and no address.'],
  ['account.bound', SIGN_ON, 'A session of single sign-on reaches its own organisation, and changes no account.'],
]
