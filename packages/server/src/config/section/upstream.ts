/** How the gateway speaks to servers over HTTP. */
import { z } from 'zod'

/** `upstream`. */
export interface UpstreamSection {
  readonly client: 'own' | 'undici'
}

export const upstreamSection: z.ZodType<UpstreamSection> = z
  .strictObject({
    client: z.enum(['own', 'undici']).default('own').meta({
      description:
        'Who writes requests to servers over HTTP, and reads their answers. `own`: the gateway itself, strictly and in less time; where a server has a `Host` header of its own, undici. `undici`: that library always. What is sent and told is the same.',
    }),
  })
  .prefault({})
  .meta({ description: 'The way to servers over HTTP. A change takes effect at the next start.' })
