/** What is mailed to people: words around one link. */
import type { Mail } from './mailer.ts'

/** A link, and how long it is good. */
interface Link {
  readonly to: string
  /** Where the control plane is. */
  readonly origin: string
  readonly link: string
}

const END = (origin: string): string => `\n\nPortcullis at ${origin}\n`

/** Somebody wants an account. */
export const verificationMail = ({ to, origin, link }: Link): Mail => ({
  to,
  subject: 'Your account at Portcullis',
  text: `Somebody, probably you, asked for an account with this address. Follow the link within a day to create it:\n\n${link}\n\nIf it was not you, do nothing: there will be no account.${END(origin)}`,
})

/** Somebody wants an account who has one. */
export const alreadyMail = ({ to, origin, link }: Link): Mail => ({
  to,
  subject: 'Your account at Portcullis',
  text: `Somebody, probably you, asked for an account with this address. There is one already. Log in, or ask for a new password there:\n\n${link}\n\nIf it was not you, do nothing.${END(origin)}`,
})

/** Somebody forgot a password. */
export const resetMail = ({ to, origin, link }: Link): Mail => ({
  to,
  subject: 'A new password for Portcullis',
  text: `Somebody, probably you, asked for a new password. Follow the link within half an hour to choose it:\n\n${link}\n\nIf it was not you, do nothing: the password stays as it is.${END(origin)}`,
})

/** Somebody is invited. @param organisation its label */
export const invitationMail = ({ to, origin, link }: Link, organisation: string): Mail => ({
  to,
  subject: 'An invitation to Portcullis',
  text: `You are invited to the organisation ${line(organisation)}. Follow the link within seven days:\n\n${link}\n\nIt is for you alone, and good once.${END(origin)}`,
})

/** Something about the account changed that its owner should know. @param what a sentence */
export const noticeMail = (to: string, origin: string, what: string): Mail => ({
  to,
  subject: 'A change of your account at Portcullis',
  text: `${what}\n\nIf it was not you, ask for a new password at ${origin}/reset and tell your administrator.${END(origin)}`,
})

/** Text of an administrator on one line of a mail. */
const line = (text: string): string => text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 200)
