/** The section of audit: where checkpoints are anchored, and for how long facts of calls can be compared. */
import { z } from 'zod'
import { readAnchorUrl } from '../field/url.ts'
import { count, line, text } from './fields.ts'

/** `audit`. */
export interface AuditSection {
  readonly anchor?: string | undefined
  readonly anchor_url?: string | undefined
  readonly facts_months: number
}

export const auditSection: z.ZodType<AuditSection> = z
  .strictObject({
    anchor: line(
      'File to which every checkpoint is appended; relative to this file. It proves something only where whoever can change the data folder cannot change it: on another machine’s disk, or on one that can only be appended to.',
      4096,
    ).optional(),
    anchor_url: text(readAnchorUrl, {
      description:
        'Address to which every checkpoint is posted (JSON Lines); it answers 2xx, else the checkpoint comes again.',
      examples: ['https://anchors.example.com/portcullis'],
    }).optional(),
    facts_months: count({
      description:
        'Whole months after which the digests of arguments can be compared no more: the key of that month is destroyed. Replay and learn have little to go by for calls that are older.',
      standard: 12,
      least: 1,
      most: 1200,
    }),
  })
  .prefault({})
  .meta({
    description:
      'How the decision log and the log of changes can be proved whole. A change takes effect at the next start.',
  })
