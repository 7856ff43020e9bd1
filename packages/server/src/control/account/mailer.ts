/** Mails to people with accounts: each holds one link, and no text of anybody else. */
import { createSmtp, type SmtpSettings } from '../../contact/smtp.ts'

/** A mail in words. */
export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
}

/** Sends mails. */
export interface Mailer {
  /** @returns what went wrong, without anything secret; undefined: the mail server took it */
  send(mail: Mail): Promise<string | undefined>
  close(): Promise<void>
}

/** @param from address of the sender */
export function createMailer(settings: SmtpSettings, from: string): Mailer {
  const smtp = createSmtp(settings)
  return {
    send: ({ to, subject, text }) =>
      smtp.send({ from, to: [to], subject, text, headers: { 'Auto-Submitted': 'auto-generated' } }),
    close: () => smtp.close(),
  }
}
