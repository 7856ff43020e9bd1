/** Sends mail through a mail server (RFC 5321). Nothing is said before the line is encrypted, unless it is on this machine. */
import type { SendMailOptions, Transporter } from 'nodemailer'
import type { ContactMail } from '../ports/contact.ts'

/** What is needed of the settings: where the mail server is, and how to talk to it. */
export type SmtpSettings = Pick<ContactMail, 'host' | 'port' | 'security' | 'login' | 'timeout'>

/** A way to a mail server, opened with the first mail. */
export interface Smtp {
  /** @returns what went wrong, without anything secret; undefined: the mail server took it */
  send(mail: SendMailOptions & { readonly to: readonly string[] }, stop?: AbortSignal): Promise<string | undefined>
  close(): Promise<void>
}

/** Prepares the way; never throws. */
export function createSmtp(settings: SmtpSettings): Smtp {
  let transport: Promise<Transporter> | undefined
  return {
    async send({ to, ...mail }, stop) {
      try {
        transport ??= open(settings)
        const late = AbortSignal.timeout(settings.timeout)
        const signal = stop === undefined ? late : AbortSignal.any([stop, late])
        await (await transport).sendMail({
          ...mail,
          envelope: { from: String(mail.from), to: [...to] },
          to: [...to],
          disableFileAccess: true,
          disableUrlAccess: true,
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
async function open({ host, port, security, login, timeout }: SmtpSettings): Promise<Transporter> {
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
