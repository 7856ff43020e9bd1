/** `portcullis catalogue search`: servers and tools by words of their names. */
import { type CatalogueIndex, type Filters, type Hit, openIndex, tokenize } from '@portcullis/catalogue'
import { safeLine, visibleJson } from '../ports/safe-text.ts'
import { openFacts } from '../store/facts/facts.ts'
import { type TextWriter, textWriter } from './catalogue-paint.ts'
import { type CataloguePlace, configuredSlugs, placeOf } from './catalogue-place.ts'
import type { CommandOutput } from './command-output.ts'

/** What is searched for, and how it is shown. */
export interface SearchOptions extends CataloguePlace, Pick<Filters, 'kind' | 'category' | 'risk' | 'transport'> {
  readonly official: boolean
  readonly limit: number
  readonly json: boolean
}

/** What `search` ends with. */
export const searchCodes = { found: 0, nothing: 1 } as const

/** A hit with what is shown of it; `here`: a server of this gateway, by its slug alone. */
interface Row {
  readonly kind: Hit['kind'] | 'here'
  readonly slug: string
  readonly server: string
  readonly tools?: number
  readonly tool?: string
  readonly category?: string
  readonly risk?: string
}

function rowOf(index: CatalogueIndex, { kind, server, tool: name }: Hit): Row | undefined {
  const entry = index.entry(server)
  if (entry === undefined) return undefined
  if (kind === 'server') return { kind, slug: entry.slug, server: safeLine(entry.name), tools: entry.tools.length }
  const tool = entry.tools.find((one) => one.name === name)
  if (tool === undefined) return undefined
  const { category, risk } = tool.mark
  return { kind, slug: entry.slug, server: safeLine(entry.name), tool: safeLine(tool.name), category, risk }
}

/** Servers of this gateway some word of whose slugs begins with every word that is looked for. */
async function hereRows(words: readonly string[], options: SearchOptions): Promise<readonly Row[]> {
  const { kind, category, risk, transport, official } = options
  const wanted = words.flatMap(tokenize)
  const isNarrowed = kind === 'tool' || official || [category, risk, transport].some((one) => one !== undefined)
  if (wanted.length === 0 || isNarrowed) return []
  const fits = (slug: string): boolean => wanted.every((word) => slug.split('-').some((part) => part.startsWith(word)))
  return (await configuredSlugs(options)).filter(fits).map((slug) => ({ kind: 'here', slug, server: slug }))
}

function lineOf(to: TextWriter, { kind, slug, server, tools, tool, category = '', risk = '' }: Row): string {
  if (kind === 'here') return `${to.strong(slug)} ${to.faint('a server of this gateway')}`
  if (tool === undefined)
    return `${to.strong(slug)} ${to.faint(`${server}, ${tools} ${tools === 1 ? 'tool' : 'tools'}`)}`
  return `${slug} ${to.strong(tool)} ${to.faint(`${category}, ${risk} risk`)}`
}

/** Searches; hits in the order of how well they fit. */
export async function searchCatalogue(
  words: readonly string[],
  options: SearchOptions,
  output: CommandOutput,
): Promise<void> {
  const { kind, category, risk, transport, official } = options
  const { lines, head } = openFacts(await placeOf(options))
  const index = openIndex(lines, head)
  const filters: Filters = {
    ...(kind !== undefined && { kind }),
    ...(category !== undefined && { category }),
    ...(risk !== undefined && { risk }),
    ...(transport !== undefined && { transport }),
    ...(official && { official }),
  }
  const hits = index.search(words.join(' '), filters, options.limit).flatMap((hit) => rowOf(index, hit) ?? [])
  const rows = [...(await hereRows(words, options)), ...hits].slice(0, options.limit)
  if (options.json) output.out(`${visibleJson(rows, 2)}\n`)
  const to = textWriter(process.stdout.isTTY && process.env['NO_COLOR'] === undefined, 100)
  if (!options.json) output.out(rows.map((row) => `${lineOf(to, row)}\n`).join(''))
  if (rows.length > 0) return
  output.error('Nothing was found. Try fewer words or filters.\n')
  output.exit(searchCodes.nothing)
}
