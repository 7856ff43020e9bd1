/** A log-in as it is answered: one half of the session in the body, the other as a cookie. */
import type { z } from 'zod'
import type { Answer } from '../api/route.ts'
import type { Context } from '../context.ts'
import { clearCookie, cookieNameOf, setCookie } from './cookie.ts'
import type { LoggedIn } from './log-in.ts'
import type { openedSession } from './shapes.ts'

/** The answer that hands a session over. */
export function sessionAnswer(
  { control, at }: Context,
  { session, device }: LoggedIn,
): Answer<z.input<typeof openedSession>> {
  const seconds = Math.floor((session.expires - at) / 1000)
  return {
    body: { session: session.id, account: session.account, key: session.key, device, expires: session.expires },
    headers: { 'set-cookie': setCookie(cookieNameOf(control.origin), session.cookie, seconds) },
  }
}

/** The head that takes the cookie away. */
export function withoutCookie({ control }: Context): Readonly<Record<string, string>> {
  return { 'set-cookie': clearCookie(cookieNameOf(control.origin)) }
}
