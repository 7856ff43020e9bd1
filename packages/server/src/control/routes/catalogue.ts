/** Routes: the catalogue, as far as somebody needs it who adds a server. Its own listener has all of it. */
import { CATEGORIES, gradeOf, RISK_LEVELS, type ServerFacts, study } from '@portcullis/catalogue'
import { z } from 'zod'
import { notFound } from '../api/problem.ts'
import { answer, route } from '../api/route.ts'

const tag = 'Catalogue'

const risks = z.record(z.enum(['low', 'medium', 'high', 'critical']), z.int()).describe('Tools by risk.')

const ENTRY = z.object({
  slug: z.string(),
  name: z.string(),
  official: z.boolean(),
  remote: z.string().nullable().describe('Where it is reached; null: it is a program.'),
  package: z.string().nullable(),
  repository: z.string().nullable(),
  license: z.string().nullable(),
  transports: z.array(z.string()).readonly(),
  tools: z.int(),
  risks,
  grade: z.string().nullable().describe('A to F; null: no tool of it is known.'),
  changed: z.string().describe('The day on which it was last seen to change, `YYYY-MM-DD`.'),
})

const TOOL = z.object({
  name: z.string(),
  slug: z.string().describe('Its place below the server’s page.'),
  category: z.string(),
  risk: z.string(),
  parameters: z.array(z.object({ name: z.string(), type: z.string(), required: z.boolean() })).readonly(),
})

function viewEntry(entry: ServerFacts): z.input<typeof ENTRY> {
  const { Low: low, Medium: medium, High: high, Critical: critical } = study(entry).risks
  return {
    slug: entry.slug,
    name: entry.name,
    official: entry.official,
    remote: entry.remote ?? null,
    package: entry.package?.name ?? null,
    repository: entry.repository ?? null,
    license: entry.license ?? null,
    transports: entry.transports,
    tools: entry.tools.length,
    risks: { low, medium, high, critical },
    grade: gradeOf(entry)?.grade ?? null,
    changed: entry.lastChanged,
  }
}

export const searchCatalogue = route({
  id: 'catalogue.search',
  method: 'GET',
  path: '/catalogue/servers',
  tag,
  summary: 'Servers of the catalogue: by name, by what their tools are called, by risk.',
  permission: 'signed_in',
  shapes: {
    query: z.object({
      q: z.string().max(200).default('').describe('Words; slips are forgiven. Without them the best known come.'),
      category: z.enum(CATEGORIES).optional(),
      risk: z.enum(RISK_LEVELS).optional(),
      transport: z.enum(['stdio', 'http', 'sse']).optional(),
      limit: z.coerce.number().int().min(1).max(50).default(20),
    }),
    answer: z.object({ items: z.array(ENTRY).readonly() }),
  },
  async run({ control }, { query: { q, limit, category, risk, transport } }) {
    const filters = { ...(category && { category }), ...(risk && { risk }), ...(transport && { transport }) }
    const found = await control.installation.catalogueSearch(q.trim(), filters, limit)
    return answer({ items: found.map(viewEntry) })
  },
})

export const readCatalogue = route({
  id: 'catalogue.read',
  method: 'GET',
  path: '/catalogue/servers/{entry}',
  tag,
  summary: 'A server of the catalogue with its tools.',
  permission: 'signed_in',
  shapes: {
    params: z.object({ entry: z.string().max(80) }),
    answer: ENTRY.extend({
      items: z.array(TOOL).readonly(),
      page: z.string().nullable().describe('Where people read about it; null: that is not known.'),
    }),
  },
  async run({ control: { installation } }, { params }) {
    const entry = await installation.catalogueEntry(params.entry)
    if (entry === undefined) return notFound
    const { linkTo } = study(entry)
    const items = entry.tools.map((tool) => ({
      name: tool.name,
      slug: linkTo(tool).slug,
      category: tool.mark.category,
      risk: tool.mark.risk,
      parameters: tool.parameters,
    }))
    const pages = installation.cataloguePages()
    return answer({ ...viewEntry(entry), items, page: pages === undefined ? null : `${pages}/catalogue/${entry.slug}` })
  },
})
