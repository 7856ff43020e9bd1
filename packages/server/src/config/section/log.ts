/** The section of the decision log. */
import { z } from 'zod'
import { count, duration, line, size } from './fields.ts'

/** `log`: bytes and milliseconds. */
export interface LogSection {
  readonly file?: string | undefined
  readonly max_size: number
  readonly keep: number
  readonly flush: number
  readonly buffer: number
  readonly on_full: 'refuse' | 'continue'
  readonly digests: boolean
}

const MiB = 1024 * 1024

export const logSection: z.ZodType<LogSection> = z
  .strictObject({
    file: line(
      'Path of the decision log, JSON Lines; relative to this file. Without it: `decisions.jsonl` in the data folder.',
      4096,
    ).optional(),
    max_size: size({
      description: 'Size at which the file is put aside and a new one begun.',
      standard: 64 * MiB,
      least: MiB,
      most: 16_384 * MiB,
    }),
    keep: count({
      description: 'Files put aside that are kept; the oldest goes first.',
      standard: 10,
      least: 0,
      most: 10_000,
    }),
    flush: duration({
      description: 'Longest time that a record waits in memory: what a kill of the process can lose.',
      standard: 20,
      least: 1,
      most: 1000,
    }),
    buffer: size({
      description: 'Memory for records that are not written yet. When it is full, the disk is too slow or full.',
      standard: 8 * MiB,
      least: MiB,
      most: 1024 * MiB,
    }),
    on_full: z.enum(['refuse', 'continue']).default('refuse').meta({
      description:
        'What happens to a call that cannot be recorded. `refuse`: it is refused, so that nothing happens without a record. `continue`: it goes on without a record, and the lost records are counted.',
    }),
    digests: z.boolean().default(true).meta({
      description:
        'Whether a record holds facts of a call: a keyed digest and the kind of each argument that the tool’s schema names, and what rules found. Equal values can be recognised, none can be read; replay and learn go by them. Costs about a microsecond an argument.',
    }),
  })
  .prefault({})
  .meta({
    description:
      'The decision log: who called what, what was decided, and why; never an argument’s value. A change takes effect at the next start.',
  })
