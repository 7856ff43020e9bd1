/** Routes: what the operator's file holds for an organisation. */
import { z } from 'zod'
import { answer, route } from '../api/route.ts'
import { heldByFile } from '../server/installation.ts'

const reach = z.object({
  policy: z.string().nullable().describe('Id of a policy of the file; null: every call is denied.'),
  shadow: z.string().nullable().describe('Id of a policy that is only tried.'),
  baselines: z.array(z.string()).readonly().describe('Ids of policies that stand over it.'),
})

/** What of the file is seen. No token, no header, no argument of a program. */
const FILE_VIEW = z.object({
  servers: z
    .array(
      z.object({
        slug: z.string(),
        kind: z.enum(['http', 'sse', 'stdio']),
        where: z.string().describe('The origin of its URL, or its program.'),
      }),
    )
    .readonly(),
  policies: z
    .array(z.object({ id: z.string(), version: z.string(), document: z.record(z.string(), z.unknown()) }))
    .readonly(),
  grants: z
    .array(
      z.object({
        id: z.string(),
        label: z.string(),
        owner: z.string(),
        tags: z.record(z.string(), z.string()).readonly(),
        expires: z.int().nullable(),
        servers: z.record(z.string(), reach).describe('By slug.'),
      }),
    )
    .readonly(),
})

export const readOperatorFile = route({
  id: 'file.read',
  method: 'GET',
  path: '/organisations/{organisation}/file',
  tag: 'Organisations',
  summary: 'Servers, policies and grants that stand in the operator’s file beside those of the database.',
  description:
    'They belong to the organisation `local`; of others the lists are empty. They are in force as these are, and are edited in the file alone, an edit of which holds from the next request on.',
  permission: 'grant.read',
  shapes: { params: z.object({ organisation: z.string() }), answer: FILE_VIEW },
  async run({ control: { installation }, organisation }) {
    const { servers, policies, grants } = heldByFile(installation, organisation)
    return answer({
      servers,
      policies: policies.map(({ document, ...policy }) => ({ ...policy, document: { ...document } })),
      grants: grants.map(({ reaches, expires, ...grant }) => ({
        ...grant,
        expires: expires ?? null,
        servers: Object.fromEntries(reaches.map(({ server, ...held }) => [server, held])),
      })),
    })
  },
})
