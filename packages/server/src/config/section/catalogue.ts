/** The section of the catalogue: where it is known, and what it shows. */
import { z } from 'zod'
import { readHost, readOrigin } from '../field/url.ts'
import { text } from './fields.ts'

/** `catalogue`. */
export interface CatalogueSection {
  readonly public_url?: string | undefined
  readonly allowed_hosts: readonly string[]
  readonly own_servers: boolean
}

export const catalogueSection: z.ZodType<CatalogueSection> = z
  .strictObject({
    public_url: text(readOrigin, {
      description:
        'The address at which readers know the catalogue, where it differs from `listen.catalogue`: scheme and host, without a path. Its host is an allowed host.',
      examples: ['https://catalogue.example.com'],
    }).optional(),
    allowed_hosts: z
      .array(text(readHost, { description: 'A host.', examples: ['catalogue.example.com', 'localhost:8080'] }))
      .max(100)
      .default([])
      .meta({
        description:
          'Further values of the `Host` header that are answered, beside those of `listen.catalogue` and `catalogue.public_url`.',
      }),
    own_servers: z.boolean().default(true).meta({
      description:
        'Whether the pages show the servers of this gateway, with their tools, before all others. Write `false` where strangers read the catalogue.',
    }),
  })
  .prefault({})
  .meta({
    description:
      'The catalogue: pages, API and MCP endpoint about servers and their tools, on `listen.catalogue`. A change takes effect at the next start.',
  })
