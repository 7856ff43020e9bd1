/** The section of counters: where it is counted what calls take from limits. */
import { z } from 'zod'
import { referenceTo } from '../environment.ts'
import { count, duration, line } from './fields.ts'

/** `counters`. */
export interface CountersSection {
  readonly store: 'sqlite' | 'redis'
  readonly url?: string | undefined
  readonly class: 'strict' | 'replicated'
  readonly cluster: boolean
  readonly prefix: string
  readonly timeout: number
  readonly gateways: number
}

export const countersSection: z.ZodType<CountersSection> = z
  .strictObject({
    store: z.enum(['sqlite', 'redis']).default('sqlite').meta({
      description:
        '`sqlite`: in the data folder, for one gateway. `redis`: in Redis 7 or Valkey, for all gateways that name the same one. What was counted in the one is not taken over into the other.',
    }),
    url: line(
      `Where Redis is: \`redis://\`, \`rediss://\` (TLS) or \`unix://\` and a path. ${`\`${referenceTo('NAME')}\``} stands for an environment variable.`,
      4096,
    )
      .optional()
      .meta({
        examples: [referenceTo('COUNTERS_URL'), 'rediss://counters.internal:6379', 'unix:///run/redis/redis.sock'],
      }),
    class: z.enum(['strict', 'replicated']).default('strict').meta({
      description:
        '`strict`: one primary with `appendfsync always`; no limit is ever exceeded, and while it is away nothing is counted. `replicated`: a replica may take its place; what it had not heard of is told it again by the gateways that run, and nothing is admitted for three seconds meanwhile.',
    }),
    cluster: z.boolean().default(false).meta({
      description:
        'The URL is of one node of a Redis Cluster. All counters of an organisation are on one of its nodes.',
    }),
    prefix: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,32}$/)
      .default('portcullis')
      .meta({ description: 'What the names of all keys begin with: installations that share a Redis differ in it.' }),
    timeout: duration({
      description:
        'How long Redis may take for an answer. Calls that had none are refused, or go by `on_store_failure`.',
      standard: 1000,
      least: 50,
      most: 10_000,
    }),
    gateways: count({
      description:
        'How many gateways there may be: while Redis is away, each admits this part of limits that say `on_store_failure: allow`. More than are known to run count as well.',
      standard: 10,
      least: 1,
      most: 1000,
    }),
  })
  .prefault({})
  .meta({ description: 'Where it is counted what calls take from limits. A change takes effect at the next start.' })
