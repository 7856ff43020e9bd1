/** Posts a message to a URL, signed, so that the receiver knows who posts and that nothing was changed. */
import { createHmac } from 'node:crypto'
import { Agent, request } from 'undici'
import type { ContactMessage, ContactWebhook } from '../ports/contact.ts'
import type { Courier } from './outbox.ts'

/** What is posted, as JSON. */
export function webhookBody({ id, at, name, email, topic, about, message }: ContactMessage): string {
  const text = { name, email, topic, about, message }
  return JSON.stringify({ type: 'contact.message', id, at: new Date(at).toISOString(), ...text })
}

/**
 * The header `Portcullis-Signature`: `t=<seconds>,v1=<hex>`, the latter an HMAC-SHA-256 (RFC 2104) of the seconds, a
 * dot and the body.
 */
export function signature(secret: string, seconds: number, body: string): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}

/** Redirects are not followed: the receiver is the one that was named. */
export function webhookCourier({ url, secret, timeout }: ContactWebhook): Courier {
  const agent = new Agent({ connect: { timeout }, headersTimeout: timeout, bodyTimeout: timeout, connections: 1 })
  return {
    async deliver({ message }, now, stop) {
      const body = webhookBody(message)
      try {
        const answer = await request(url, {
          method: 'POST',
          dispatcher: agent,
          signal: AbortSignal.any([stop, AbortSignal.timeout(timeout)]),
          headers: {
            'content-type': 'application/json',
            'user-agent': 'portcullis',
            'portcullis-delivery': message.id,
            'portcullis-signature': signature(secret, Math.floor(now / 1000), body),
          },
          body,
        })
        // What it says beside its status does not matter; a long answer is cut off.
        await answer.body.dump({ limit: 16_384 })
        return answer.statusCode >= 200 && answer.statusCode < 300 ? undefined : `HTTP ${answer.statusCode}`
      } catch (cause) {
        return failureOf(cause)
      }
    },
    close: () => agent.destroy(),
  }
}

/** The code of an error, never its text: that may repeat what was sent. */
function failureOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'failed'
  if (cause.name === 'TimeoutError') return 'no answer in time'
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name
}
