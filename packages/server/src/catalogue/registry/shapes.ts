/**
 * What the registry API answers (OpenAPI 2025-12-01): our own description of the same shapes, for the description of the API
 * and for the tests.
 */
import { z } from 'zod'

const address = z.string().regex(/^https?:\/\/\S+$/)

const repository = z.strictObject({
  url: z.url(),
  source: z.string(),
  id: z.string().optional(),
  subfolder: z.string().optional(),
})

const localTransport = z.union([
  z.strictObject({ type: z.literal('stdio') }),
  z.strictObject({ type: z.enum(['streamable-http', 'sse']), url: address }),
])

const header = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  isRequired: z.boolean().optional(),
  isSecret: z.boolean().optional(),
})

const registryPackage = z.strictObject({
  registryType: z.enum(['npm', 'pypi', 'cargo', 'oci', 'nuget', 'mcpb']),
  registryBaseUrl: z.url().optional(),
  identifier: z.string().min(1),
  version: z
    .string()
    .min(1)
    .refine((version) => version !== 'latest')
    .optional(),
  transport: localTransport,
})

const remote = z.strictObject({
  type: z.enum(['streamable-http', 'sse']),
  url: address,
  headers: z.array(header).optional(),
})

/** `server.json` as it is answered. */
export const registryServer = z
  .strictObject({
    $schema: z.url(),
    name: z
      .string()
      .min(3)
      .max(200)
      .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/),
    description: z.string().min(1).max(100),
    title: z.string().min(1).max(100).optional(),
    version: z.string().min(1).max(255),
    repository: repository.optional(),
    websiteUrl: z.url().optional(),
    packages: z.array(registryPackage).optional(),
    remotes: z.array(remote).optional(),
  })
  .meta({ id: 'RegistryServer', description: 'A server, as `server.json` describes it; the description is ours.' })

const counts = z.record(z.string(), z.int().min(0))

/** What the catalogue adds under its own key of `_meta`. */
export const registryMark = z
  .strictObject({
    page: z.url(),
    official: z.boolean(),
    tools: z.int().min(0),
    categories: counts,
    risks: counts,
    grade: z.enum(['A', 'B', 'C', 'D', 'E', 'F']).optional(),
    points: z.int().min(0).max(100).optional(),
    firstSeen: z.string(),
    lastChanged: z.string(),
  })
  .meta({ id: 'RegistryMark', description: 'Our grade, counts and days.' })

/** One entry of a list. */
export const registryEntry = z
  .strictObject({
    server: registryServer,
    _meta: z.strictObject({ 'portcullis/catalogue': registryMark }),
  })
  .meta({ id: 'RegistryEntry', description: 'A server, and what this registry says of it.' })

/** A page of servers. */
export const registryList = z
  .strictObject({
    servers: z.array(registryEntry),
    metadata: z.strictObject({ count: z.int().min(0), nextCursor: z.string().optional() }),
  })
  .meta({ id: 'RegistryList', description: 'A page of servers; without `nextCursor` it is the last.' })

/** Why there is no answer. */
export const registryError = z
  .strictObject({ error: z.string() })
  .meta({ id: 'RegistryError', description: 'What is wrong with the request.' })

export type RegistryEntry = z.infer<typeof registryEntry>
export type RegistryList = z.infer<typeof registryList>
export type RegistryServer = z.infer<typeof registryServer>
