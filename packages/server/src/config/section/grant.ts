/** The sections of grants and policies. */
import { z } from 'zod'
import type { Fault } from '../field/fault.ts'
import { readInstant } from '../field/instant.ts'
import { identifier, line, text } from './fields.ts'

/** One of `grants`. */
export interface GrantSection {
  readonly id: string
  readonly label?: string | undefined
  readonly owner: string
  readonly token_sha256: string
  /** Policy of each server that the grant reaches; null: none, so that every call is denied. */
  readonly servers: Readonly<Record<string, string | null>>
  readonly tags: Readonly<Record<string, string>>
  readonly expires?: number | undefined
}

const digestPattern = '^[0-9a-f]{64}$'

function readDigest(text: string): string | Fault {
  if (/^[0-9a-f]{64}$/.test(text)) return text
  return {
    fault: 'This is not a SHA-256 digest: 64 digits of 0–9 and a–f.',
    remedy: 'Run `portcullis grant new`, which prints a token once and its digest for this file.',
  }
}

export const grantSection: z.ZodType<GrantSection> = z
  .strictObject({
    id: identifier('Id of the grant. Its counters hang on it: a new id starts new budgets.'),
    label: line('Name for people. Without it: the id.').optional(),
    owner: identifier('Id of the person or team that the grant was given to.').prefault('local'),
    token_sha256: text(readDigest, {
      description: 'SHA-256 of the token, as `portcullis grant new` prints it. Never the token itself.',
      pattern: digestPattern,
    }),
    servers: z.record(z.string(), z.string().nullable()).default({}).meta({
      description:
        'Servers that the grant reaches, each with the id of the policy that holds there. `null` instead of an id: every call is denied.',
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
