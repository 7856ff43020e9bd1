/** The sections of grants and policies. */
import { z } from 'zod'
import { readInstant } from '../field/instant.ts'
import { digest, identifier, line, text } from './fields.ts'

/** One of `grants`. */
export interface GrantSection {
  readonly id: string
  readonly label?: string | undefined
  readonly owner: string
  readonly token_sha256: string
  /** Policy of each server that the grant reaches; null: none, so that every call is denied. */
  readonly servers: Readonly<Record<string, string | null | ReachSection>>
  readonly tags: Readonly<Record<string, string>>
  readonly expires?: number | undefined
}

/** A policy, and a draft that is judged beside it. */
export interface ReachSection {
  readonly policy: string
  readonly shadow?: string | undefined
}

const reachSection = z
  .strictObject({
    policy: z.string().meta({ description: 'Id of the policy that holds there.' }),
    shadow: z
      .string()
      .optional()
      .meta({
        description:
          'Id of a policy that is judged beside it and not enforced: what it would have done stands in the decision log, and `portcullis log --shadow` shows where that differs. Its limits count in counters of their own.',
        examples: ['shop-draft'],
      }),
  })
  .meta({ description: 'A policy, and a draft of another that is only tried.' })

export const grantSection: z.ZodType<GrantSection> = z
  .strictObject({
    id: identifier('Id of the grant. Its counters hang on it: a new id starts new budgets.'),
    label: line('Name for people. Without it: the id.').optional(),
    owner: identifier('Id of the person or team that the grant was given to.').prefault('local'),
    token_sha256: digest(
      'SHA-256 of the token, as `portcullis grant new` prints it. Never the token itself.',
      'Run `portcullis grant new`, which prints a token once and its digest for this file.',
    ),
    servers: z
      .record(z.string(), z.union([z.string(), z.null(), reachSection]))
      .default({})
      .meta({
        description:
          'Servers that the grant reaches, each with the id of the policy that holds there, or with `policy` and `shadow`. `null` instead of an id: every call is denied.',
      }),
    tags: z
      .record(z.string().min(1).max(64), z.string().max(200))
      .default({})
      .meta({ description: 'Words about the grant, for policies and for people.' }),
    expires: text(readInstant, {
      description: 'When the token stops working: date, time and offset (RFC 3339).',
      examples: ['2027-01-31T00:00:00Z'],
    }).optional(),
  })
  .meta({ description: 'The right of one client to use servers, proved by a token.' })
