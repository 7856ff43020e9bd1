/** What the search of a site of files looks through: one compact text that a browser loads when somebody searches. */
import {
  type CatalogueIndex,
  gradeOf,
  RISK_LEVELS,
  type ServerFacts,
  type ToolFacts,
  toolSlugs,
  visible,
} from '@portcullis/catalogue'

/** Longest name that is kept. */
const LIMIT = 80

const TRANSPORTS = ['stdio', 'http', 'sse'] as const

/** Name, slug (or 0 where the name says it), first letter of the category, place of the level. */
type ToolRow = readonly [name: string, slug: string | 0, category: string, risk: number]

/** Slug, name (or 0 where it is the slug), bits (stdio 1, HTTP 2, SSE 4, official 8), grade or 0, tools. */
type ServerRow = readonly [slug: string, name: string | 0, bits: number, grade: string | 0, tools: readonly ToolRow[]]

function short(name: string): string {
  return visible(name.slice(0, LIMIT)).trim()
}

/** The slug that the script makes of a name by itself. */
function easySlug(name: string): string {
  return name.toLowerCase().replace(/_/g, '-')
}

function toolRow({ name, mark }: ToolFacts, slug: string): ToolRow {
  return [
    short(name),
    slug === easySlug(short(name)) ? 0 : slug,
    mark.category.charAt(0),
    RISK_LEVELS.indexOf(mark.risk),
  ]
}

function serverRow(server: ServerFacts): ServerRow {
  const slugs = toolSlugs(server.tools.map(({ name }) => name))
  const bits = TRANSPORTS.reduce((set, one, at) => set | (server.transports.includes(one) ? 1 << at : 0), 0)
  return [
    server.slug,
    short(server.name) === server.slug ? 0 : short(server.name),
    bits | (server.official ? 8 : 0),
    gradeOf(server)?.grade ?? 0,
    server.tools.map((tool) => toolRow(tool, slugs.get(tool.name) ?? '')),
  ]
}

/** All rows as JSON: an array of servers in the index's order. */
export function searchData(index: CatalogueIndex): string {
  const rows: string[] = []
  for (const server of index.servers()) rows.push(JSON.stringify(serverRow(server)))
  return `[\n${rows.join(',\n')}\n]\n`
}
