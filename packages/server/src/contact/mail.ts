/** Mails a message to the people who answer. Addresses are given as parts, so that no text of a visitor becomes a header. */
import type { SendMailOptions, Transporter } from 'nodemailer'
import type { ContactMail, ContactMessage } from '../ports/contact.ts'
import type { Courier } from './outbox.ts'

const SUBJECT = 150

/** One line of ordinary characters: what a mail program shows in a list. */
const lineOf = (text: string): string => text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, SUBJECT)

/** The mail, without the addresses of those who get it. */
export function mailOf(message: ContactMessage, from: string): SendMailOptions {
  const { id, at, name, email, topic, about, message: text } = message
  const subject = lineOf(about === '' ? `Contact (${topic}): ${name}` : `Contact (${topic}): ${about}, ${name}`)
  const head = [
    `From: ${name} <${email}>`,
    `Topic: ${topic}`,
    ...(about === '' ? [] : [`About: ${about}`]),
    `Sent: ${new Date(at).toISOString()}`,
    `Number: ${id}`,
  ]
  return {
    messageId: `<${id}.contact@${from.slice(from.lastIndexOf('@') + 1)}>`,
    date: new Date(at),
    from,
    replyTo: { name: lineOf(name), address: email },
    subject,
    text: `${head.join('\n')}\n\n${text}\n`,
    disableFileAccess: true,
    disableUrlAccess: true,
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}

/** Nothing is said before the line is encrypted, unless the mail server is on this machine. */
export function mailCourier(settings: ContactMail): Courier {
  const { from, to, timeout } = settings
  let transport: Promise<Transporter> | undefined
  return {
    async deliver({ message }, _now, stop) {
      try {
        transport ??= open(settings)
        const signal = AbortSignal.any([stop, AbortSignal.timeout(timeout)])
        await (await transport).sendMail({
          ...mailOf(message, from),
          envelope: { from, to: [...to] },
          to: [...to],
          signal,
        })
        return undefined
      } catch (cause) {
        return failureOf(cause)
      }
    },
    async close() {
      const opened = await transport?.catch(() => undefined)
      opened?.close()
    },
  }
}

/** Loaded when the first mail goes out: most installations have none. */
async function open({ host, port, security, login, timeout }: ContactMail): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  return createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { minVersion: 'TLSv1.2' },
    ...(login && { auth: { user: login.user, pass: login.password } }),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
  })
}

/** Codes only: what a mail server says may repeat addresses or credentials. */
function failureOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'failed'
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name
  const reply = 'responseCode' in cause && typeof cause.responseCode === 'number' ? ` ${cause.responseCode}` : ''
  return `${code}${reply}`
}
