/** `portcullis catalogue search`: servers and tools by words of their names. */
import { type CatalogueIndex, type Filters, type Hit, openIndex } from '@portcullis/catalogue'
import { openFacts } from '../store/facts/facts.ts'
import { type TextWriter, textWriter } from './catalogue-paint.ts'
import { type CataloguePlace, placeOf } from './catalogue-place.ts'
import type { CommandOutput } from './command-output.ts'

/** What is searched for, and how it is shown. */
export interface SearchOptions extends CataloguePlace, Pick<Filters, 'kind' | 'category' | 'risk' | 'transport'> {
  readonly official: boolean
  readonly limit: number
  readonly json: boolean
}

/** What `search` ends with. */
export const searchCodes = { found: 0, nothing: 1 } as const

/** A hit with what is shown of it. */
interface Row {
  readonly kind: Hit['kind']
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
  if (kind === 'server') return { kind, slug: entry.slug, server: entry.name, tools: entry.tools.length }
  const tool = entry.tools.find((one) => one.name === name)
  if (tool === undefined) return undefined
  const { category, risk } = tool.mark
  return { kind, slug: entry.slug, server: entry.name, tool: tool.name, category, risk }
}

function lineOf(to: TextWriter, { slug, server, tools, tool, category = '', risk = '' }: Row): string {
  if (tool === undefined) return `${to.strong(slug)} ${to.faint(`${server}, ${tools} tools`)}`
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
  const rows = index.search(words.join(' '), filters, options.limit).flatMap((hit) => rowOf(index, hit) ?? [])
  if (options.json) output.out(`${JSON.stringify(rows, undefined, 2)}\n`)
  const to = textWriter(process.stdout.isTTY && process.env['NO_COLOR'] === undefined, 100)
  if (!options.json) output.out(rows.map((row) => `${lineOf(to, row)}\n`).join(''))
  if (rows.length > 0) return
  output.error('Nothing was found. Try fewer words or filters.\n')
  output.exit(searchCodes.nothing)
}
