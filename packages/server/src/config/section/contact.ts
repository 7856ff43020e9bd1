/** The section of the catalogue's contact form. */
import { z } from 'zod'
import { referenceTo } from '../environment.ts'
import { readHookUrl, readMailAddress, readMailHost } from '../field/mail.ts'
import { count, duration, line, text } from './fields.ts'

/** `contact`. */
export interface ContactSection {
  readonly form: boolean
  readonly max_messages: number
  readonly hourly_per_sender: number
  readonly daily: number
  readonly webhook?: ContactWebhookSection | undefined
  readonly mail?: ContactMailSection | undefined
}

/** `contact.webhook`; the timeout in milliseconds. */
export interface ContactWebhookSection {
  readonly url: string
  readonly secret: string
  readonly timeout: number
}

/** `contact.mail`; the timeout in milliseconds. */
export interface ContactMailSection {
  readonly host: string
  readonly port?: number | undefined
  readonly security: 'tls' | 'starttls' | 'none'
  readonly user?: string | undefined
  readonly password?: string | undefined
  readonly from: string
  readonly to: readonly string[]
  readonly timeout: number
}

const second = 1000
const reference = `\`${referenceTo('NAME')}\` stands for an environment variable.`

const attempt = (description: string) =>
  duration({ description, standard: 10 * second, least: 100, most: 120 * second })

const webhookSection: z.ZodType<ContactWebhookSection> = z
  .strictObject({
    url: text(readHookUrl, {
      description: 'URL that each message is posted to, as JSON: https, or http on this machine.',
      examples: ['https://hooks.example.com/portcullis'],
    }),
    secret: line(
      `Key of the signature by which the receiver knows that a post is ours (\`Portcullis-Signature\`, HMAC-SHA-256); 16 characters at least. ${reference}`,
      1024,
    ),
    timeout: attempt('Time for one attempt.'),
  })
  .meta({ description: 'Posts each message to a URL. What cannot be delivered is kept and tried again.' })

const mailSection: z.ZodType<ContactMailSection> = z
  .strictObject({
    host: text(readMailHost, { description: 'The mail server (SMTP).', examples: ['smtp.example.com'] }),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .meta({ description: 'Its port. Standard: 465 with `tls`, 587 with `starttls`, 25 with `none`.' }),
    security: z.enum(['tls', 'starttls', 'none']).default('starttls').meta({
      description:
        '`tls`: encrypted from the first byte. `starttls`: encrypted before anything is said, or not at all. `none`: only for a mail server on this machine.',
    }),
    user: line('User name at the mail server, where it asks for one.', 320).optional(),
    password: line(`Password of that user. ${reference}`, 1024).optional(),
    from: text(readMailAddress, {
      description: 'Sender of the mails. Answers go to the visitor, by `Reply-To`.',
      examples: ['portcullis@example.com'],
    }),
    to: z
      .array(text(readMailAddress, { description: 'An address.', examples: ['desk@example.com'] }))
      .min(1)
      .max(10)
      .meta({ description: 'Who gets them.' }),
    timeout: attempt('Time for one attempt.'),
  })
  .meta({ description: 'Mails each message. What cannot be delivered is kept and tried again.' })

export const contactSection: z.ZodType<ContactSection> = z
  .strictObject({
    form: z.boolean().default(true).meta({
      description:
        'Whether the page `/contact` of the catalogue takes messages. They are kept in the data folder, for `portcullis contact`.',
    }),
    max_messages: count({
      description:
        'Messages that are kept. When there are more, the oldest that were read go; with none of these, new ones are refused.',
      standard: 5_000,
      least: 10,
      most: 100_000,
    }),
    hourly_per_sender: count({
      description: 'Messages that one address may send in an hour; at most three of them in a minute.',
      standard: 5,
      least: 1,
      most: 1_000,
    }),
    daily: count({
      description: 'Messages that are taken in 24 hours, whoever sends them.',
      standard: 200,
      least: 1,
      most: 100_000,
    }),
    webhook: webhookSection.optional(),
    mail: mailSection.optional(),
  })
  .prefault({})
  .meta({
    description:
      'The contact form of the catalogue. By the mail server of `mail` the control plane writes to people with accounts, too. A change takes effect at the next start.',
  })
