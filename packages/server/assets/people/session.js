// @ts-check
/**
 * The session of this browser: its key lies here, in the origin's own storage, and goes along with every request. The
 * cookie alone proves nothing, so no other page and no other program on this machine can ask in its place.
 */

const KEY = 'portcullis.session'
const DEVICE = 'portcullis.device'

/** @typedef {{ field: string, message: string, remedy: string }} FieldError */
/** @typedef {{ ok: boolean, status: number, body: any }} Reply */

/**
 * Asks the API below `/api/v1`.
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<Reply>} `status` 0: nothing came back
 */
export async function ask(method, path, body) {
  const key = localStorage.getItem(KEY)
  /** @type {Record<string, string>} */
  const headers = {}
  if (key !== null) headers['portcullis-session'] = key
  if (body !== undefined) headers['content-type'] = 'application/json'
  try {
    const response = await fetch(`/api/v1${path}`, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { ok: response.ok, status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  } catch {
    return {
      ok: false,
      status: 0,
      body: { detail: 'Nothing came back.', remedy: 'See that Portcullis runs, and try again.' },
    }
  }
}

/** Whether this browser holds a key: it may be over all the same. */
export const hasSession = () => localStorage.getItem(KEY) !== null

/** Secret by which this browser is known; undefined: it is not. */
export const device = () => localStorage.getItem(DEVICE) ?? undefined

/**
 * Keeps what a log-in answered.
 * @param {{ key: string, device?: string }} opened
 */
export function keep(opened) {
  localStorage.setItem(KEY, opened.key)
  if (opened.device !== undefined) localStorage.setItem(DEVICE, opened.device)
}

/** Forgets the session. */
export const forget = () => localStorage.removeItem(KEY)

/** Ends the session and goes to the log-in. */
export async function logOut() {
  await ask('DELETE', '/sessions/current')
  forget()
  location.assign('/log-in')
}

/** Where to go after the log-in: an address of ours, out of `?next=`. */
export function next() {
  const wanted = new URLSearchParams(location.search).get('next') ?? '/'
  const url = new URL(wanted, location.origin)
  return wanted.startsWith('/') && url.origin === location.origin ? url.pathname + url.search + url.hash : '/'
}

/** Goes to the log-in, and back here afterwards. What stands in the fragment may be secret: it is not sent along. */
export function goToLogIn() {
  forget()
  location.replace(`/log-in?next=${encodeURIComponent(location.pathname + location.search)}`)
}

/** The secret in the address, which is taken out of it: neither history nor a screen keeps it. */
export function secretInAddress() {
  const secret = location.hash.slice(1)
  if (secret !== '') history.replaceState(null, '', location.pathname + location.search)
  return secret
}
