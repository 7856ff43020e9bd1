/** E-mail addresses as accounts have them: one form for each, so that nobody has two accounts for one. */
import { wrongField } from '../api/problem.ts'

const MAX = 254
/** What a mail server of today takes (a subset of RFC 5321, section 4.1.2): no quotes, no comments, no literals. */
const FORM =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** The one form of an address: trimmed, lower case; undefined for what is none. */
export function emailOf(written: string): string | undefined {
  if (written.length > 2 * MAX) return undefined
  const email = written.trim().toLowerCase()
  return email.length <= MAX && FORM.test(email) && !email.includes('..') ? email : undefined
}

/** What is said of a text that is no e-mail address. */
export const NO_ADDRESS = wrongField(
  '/body/email',
  'This is no e-mail address that mail servers take.',
  'Write it as in `ada@example.com`.',
)
