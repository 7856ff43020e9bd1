/** From the section `contact` to the settings of the contact desk. */
import type { ContactMail, ContactSettings, ContactWebhook } from '../ports/contact.ts'
import type { Draft } from './draft.ts'
import { isLoopback } from './field/address.ts'
import type { ContactMailSection, ContactSection, ContactWebhookSection } from './section/contact.ts'
import { resolveSecret } from './server-entry.ts'

const usualPorts = { tls: 465, starttls: 587, none: 25 } as const
const LEAST_SECRET = 16

/** Resolves the section; undefined where there is no form. @param mail the mail server of the section */
export function resolveContact(
  draft: Draft,
  section: ContactSection,
  mail: ContactMail | undefined,
): ContactSettings | undefined {
  const webhook = section.webhook === undefined ? undefined : resolveWebhook(draft, section.webhook)
  if (!section.form) return undefined
  return {
    maxMessages: section.max_messages,
    hourlyPerSender: section.hourly_per_sender,
    daily: section.daily,
    webhook,
    mail,
  }
}

function resolveWebhook(draft: Draft, { url, secret: written, timeout }: ContactWebhookSection): ContactWebhook {
  const path = ['contact', 'webhook', 'secret']
  const secret = resolveSecret(draft, path, written) ?? ''
  if (secret.length < LEAST_SECRET && !draft.world.portable && secret !== '') {
    draft.report({
      path,
      code: 'wrong_value',
      message: `The key has ${secret.length} characters, which can be guessed.`,
      remedy: `Use at least ${LEAST_SECRET} random characters.`,
    })
  }
  return { url, secret, timeout }
}

/** The mail server, which the control plane uses, too. */
export function resolveMail(draft: Draft, section: ContactMailSection): ContactMail {
  const { host, security, user, password: written, from, to, timeout } = section
  if (security === 'none' && !isLoopback(host)) {
    draft.report({
      path: ['contact', 'mail', 'security'],
      code: 'clear_text',
      message: `Mails to ${host} would travel unencrypted.`,
      remedy: 'Write `tls` or `starttls`.',
    })
  }
  if ((user === undefined) !== (written === undefined)) {
    draft.report({
      path: ['contact', 'mail'],
      at: 'key',
      code: 'wrong_combination',
      message: '`user` and `password` go together.',
      remedy: 'Write both, or neither.',
    })
  }
  const password = written === undefined ? undefined : resolveSecret(draft, ['contact', 'mail', 'password'], written)
  return {
    host,
    port: section.port ?? usualPorts[security],
    security,
    login: user === undefined || password === undefined ? undefined : { user, password },
    from,
    to,
    timeout,
  }
}
