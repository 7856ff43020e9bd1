/** The sections of the control plane: where it is known, and where it keeps what it knows. */
import { z } from 'zod'
import { referenceTo } from '../environment.ts'
import { readHost, readOrigin } from '../field/url.ts'
import { line, text } from './fields.ts'

/** Who gets an account. */
export type Registration = 'closed' | 'invite' | 'open'

/** `admin`. */
export interface AdminSection {
  readonly public_url?: string | undefined
  readonly allowed_hosts: readonly string[]
  readonly registration: Registration
}

export const adminSection: z.ZodType<AdminSection> = z
  .strictObject({
    public_url: text(readOrigin, {
      description:
        'The address at which people know the control plane, where it differs from `listen.admin`: scheme and host, without a path. Its host is an allowed host. Links in mails and log-ins of other systems lead there.',
      examples: ['https://portcullis.example.com'],
    }).optional(),
    allowed_hosts: z
      .array(text(readHost, { description: 'A host.', examples: ['portcullis.internal', 'localhost:8081'] }))
      .max(100)
      .default([])
      .meta({
        description:
          'Further values of the `Host` header that are answered, beside those of `listen.admin` and `admin.public_url`.',
      }),
    registration: z.enum(['closed', 'invite', 'open']).default('invite').meta({
      description:
        'Who gets an account. `closed`: nobody new; invitations are for those who have one. `invite`: also who is invited to an organisation. `open`: also whoever reads the mail of an address; asks for `contact.mail`, by which the links are sent. Single sign-on gives accounts in any case: an identity provider says who its people are.',
    }),
  })
  .prefault({})
  .meta({
    description:
      'The control plane: accounts, servers, policies and grants of organisations, and their API, on `listen.admin`. A change takes effect at the next start.',
  })

export const databaseField: z.ZodType<string | undefined> = line(
  `Where the control plane keeps what it knows: the URL of a PostgreSQL database. Without it, the file \`control.db\` in the data folder. ${`\`${referenceTo('NAME')}\``} stands for an environment variable; a password may also stand in the file that the variable \`PGPASSFILE\` names. A change takes effect at the next start.`,
  4096,
)
  .optional()
  .meta({ examples: [referenceTo('DATABASE_URL'), 'postgres://portcullis@db.internal/portcullis'] })
