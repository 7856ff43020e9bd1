/**
 * The session of this browser. Its key lies in this origin's storage and goes along with every request; the cookie alone
 * proves nothing. The pages of people (log-in, set-up, account) keep it there.
 */

const KEY = 'portcullis.session'

/** What proves the session beside its cookie. */
export function sessionHeaders(): Readonly<Record<string, string>> {
  const key = localStorage.getItem(KEY)
  return key === null ? {} : { 'portcullis-session': key }
}

/** Whether this browser holds a key: it may be over all the same. */
export const hasSession = (): boolean => localStorage.getItem(KEY) !== null

/** Goes to the log-in, and back here afterwards. */
export function goToLogIn(): void {
  localStorage.removeItem(KEY)
  location.replace(`/log-in?next=${encodeURIComponent(location.pathname + location.search)}`)
}

/** Forgets the session that the API has ended, and goes to the log-in. */
export function leave(): void {
  localStorage.removeItem(KEY)
  location.assign('/log-in?next=/')
}
