/** `portcullis catalogue show`: the page of a server or of one of its tools. */
import {
  type CatalogueIndex,
  openIndex,
  type ServerFacts,
  serverReport,
  type ToolFacts,
  toolOfSlug,
  toolReport,
} from '@portcullis/catalogue'
import { nearest } from '../config/nearest.ts'
import { openFacts } from '../store/facts/facts.ts'
import { textWriter } from './catalogue-paint.ts'
import { type CataloguePlace, placeOf } from './catalogue-place.ts'
import { serverText, toolText } from './catalogue-text.ts'
import type { CommandOutput } from './command-output.ts'

/** How it is shown. */
export interface ShowOptions extends CataloguePlace {
  readonly format: 'text' | 'json' | 'markdown'
}

/** What `show` ends with. */
export const showCodes = { shown: 0, unknown: 1 } as const

/** Where the pages are, for links in Markdown: a catalogue that runs here. */
const ORIGIN = 'http://127.0.0.1:4102'

/** The server of a name as people know it: slug, identity, `owner/name`, package, address, or the start of its name. */
export function findServer(index: CatalogueIndex, name: string): ServerFacts | undefined {
  const lower = name.trim().toLowerCase()
  const bare = lower.replace(/^https?:\/\/(?:www\.)?/, '').replace(/(?:\.git)?\/?$/, '')
  const ways = [name, lower, bare, `github.com/${bare}`, `npm:${lower}`, `pypi:${lower}`, `remote:${bare}`]
  for (const way of ways) {
    const entry = index.entry(way)
    if (entry !== undefined) return entry
  }
  return undefined
}

function findTool(server: ServerFacts, name: string): ToolFacts | undefined {
  const exact = server.tools.find((tool) => tool.name === name)
  if (exact !== undefined) return exact
  const bySlug = toolOfSlug(
    server.tools.map((tool) => tool.name),
    name,
  )
  return server.tools.find((tool) => tool.name === bySlug)
}

/** Servers that a name may have meant, best first. */
function likelyServers(index: CatalogueIndex, name: string): readonly string[] {
  const hits = index.search(name, { kind: 'server' }, 5)
  return hits.flatMap(({ server }) => index.entry(server)?.slug ?? [])
}

function likelyTools(server: ServerFacts, name: string): readonly string[] {
  const names = server.tools.map((tool) => tool.name)
  const near = nearest(name, names)
  const part = names.filter((one) => one.toLowerCase().includes(name.toLowerCase())).slice(0, 5)
  return [...new Set([...(near === undefined ? [] : [near]), ...part])]
}

function unknown(output: CommandOutput, what: string, likely: readonly string[], otherwise: string): void {
  const guess = likely.length > 0 ? `Did you mean ${likely.join(', ')}?` : otherwise
  output.error(`${what} ${guess}\n`)
  output.exit(showCodes.unknown)
}

/** Shows a server, or one of its tools. */
export async function showCatalogue(
  name: string,
  toolName: string | undefined,
  options: ShowOptions,
  output: CommandOutput,
): Promise<void> {
  const { lines, head } = openFacts(await placeOf(options))
  const index = openIndex(lines, head)
  const server = findServer(index, name)
  if (server === undefined) {
    const otherwise = 'Try portcullis catalogue search with words of its name.'
    return unknown(
      output,
      `The catalogue has no server ${JSON.stringify(name)}.`,
      likelyServers(index, name),
      otherwise,
    )
  }
  if (toolName === undefined) return showServer(index, server, options, output)
  const tool = findTool(server, toolName)
  if (tool === undefined) {
    const known = server.tools.length === 0 ? 'None of its tools is known.' : `It has ${server.tools.length} others.`
    const what = `${server.slug} has no tool ${JSON.stringify(toolName)} that is known.`
    return unknown(output, what, likelyTools(server, toolName), known)
  }
  return showTool(index, { server, tool }, options, output)
}

const terminalText = () =>
  textWriter(process.stdout.isTTY && process.env['NO_COLOR'] === undefined, process.stdout.columns ?? WIDTH)

/** Columns where nobody says. */
const WIDTH = 100

async function showServer(
  index: CatalogueIndex,
  server: ServerFacts,
  { format }: ShowOptions,
  output: CommandOutput,
): Promise<void> {
  const report = serverReport(index, server)
  if (format === 'json') return output.out(`${JSON.stringify(report, undefined, 2)}\n`)
  if (format === 'text') return output.out(serverText(terminalText(), report))
  const { serverMarkdown, writerFor } = await import('@portcullis/site')
  output.out(serverMarkdown(writerFor(ORIGIN), report))
}

async function showTool(
  index: CatalogueIndex,
  { server, tool }: { readonly server: ServerFacts; readonly tool: ToolFacts },
  { format }: ShowOptions,
  output: CommandOutput,
): Promise<void> {
  const report = toolReport(index, server, tool)
  if (format === 'json') return output.out(`${JSON.stringify(report, undefined, 2)}\n`)
  if (format === 'text') return output.out(toolText(terminalText(), report))
  const { toolMarkdown, writerFor } = await import('@portcullis/site')
  output.out(toolMarkdown(writerFor(ORIGIN), report, index))
}
