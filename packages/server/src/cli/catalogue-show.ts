/** `portcullis catalogue show`: the page of a server or of one of its tools. */
import {
  type CatalogueIndex,
  openIndex,
  type ServerFacts,
  serverReport,
  type ToolFacts,
  toolReport,
} from '@portcullis/catalogue'
import { visibleJson } from '../ports/safe-text.ts'
import { openFacts } from '../store/facts/facts.ts'
import { findServer, findTool, likelyServers, likelyTools } from './catalogue-find.ts'
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
  if (format === 'json') return output.out(`${visibleJson(report, 2)}\n`)
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
  if (format === 'json') return output.out(`${visibleJson(report, 2)}\n`)
  if (format === 'text') return output.out(toolText(terminalText(), report))
  const { toolMarkdown, writerFor } = await import('@portcullis/site')
  output.out(toolMarkdown(writerFor(ORIGIN), report, index))
}
