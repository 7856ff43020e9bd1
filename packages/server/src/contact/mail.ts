/** Mails a message to the people who answer. Addresses are given as parts, so that no text of a visitor becomes a header. */
import type { SendMailOptions } from 'nodemailer'
import type { ContactMail, ContactMessage } from '../ports/contact.ts'
import type { Courier } from './outbox.ts'
import { createSmtp } from './smtp.ts'

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
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}

/** Mails each message to the people who answer. */
export function mailCourier(settings: ContactMail): Courier {
  const { from, to } = settings
  const smtp = createSmtp(settings)
  return {
    deliver: ({ message }, _now, stop) => smtp.send({ ...mailOf(message, from), to }, stop),
    close: () => smtp.close(),
  }
}
