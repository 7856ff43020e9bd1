/** The list of tools that a policy is held against: a file, an entry of the catalogue, or a server that is asked. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createClassifier, openIndex, type ServerFacts, type ToolDefinition } from '@portcullis/catalogue'
import { type KnownTool, readToolList, type ToolList } from '@portcullis/workbench'
import type { Command } from 'commander'
import { fileFault } from '../config/file-fault.ts'
import { introspect } from '../introspect/introspect.ts'
import type { IntrospectTarget } from '../introspect/target.ts'
import { openFacts } from '../store/facts/facts.ts'
import { findServer, likelyServers } from './catalogue-find.ts'
import { placeOf } from './catalogue-place.ts'
import { shownPath } from './shown-path.ts'

/** How the list is named on the command line: one of the four. */
export interface ToolSourceOptions {
  /** A saved answer of `tools/list`, a bare array of definitions, or JSON Lines of them. */
  readonly tools?: string
  /** A server of the catalogue, by its slug or identity. */
  readonly catalogue?: string
  /** Address of a running server. */
  readonly url?: string
  /** A program that speaks MCP on its standard input and output, and its arguments. */
  readonly command?: readonly string[]
}

/** A list, or why there is none: what was tried, and what to do. */
export type SourcedTools =
  | { readonly ok: true; readonly list: ToolList }
  | { readonly ok: false; readonly problem: string }

/** Adds the options that name a list of tools. */
export function withToolSource(command: Command): Command {
  return command
    .option('--tools <file>', 'the tools: a saved answer of tools/list, an array, or JSON Lines')
    .option('--catalogue <server>', 'the tools, as the catalogue knows those of a server')
    .option('--url <url>', 'the tools, as the running server at this address lists them')
}

/** @returns undefined where no list was named */
export async function readTools(options: ToolSourceOptions): Promise<SourcedTools | undefined> {
  const { tools, catalogue, url, command } = options
  const named = [tools, catalogue, url, command].filter((each) => each !== undefined)
  if (named.length > 1) return failed('More than one list of tools was named. Name one.')
  if (tools !== undefined) return fileTools(tools)
  if (catalogue !== undefined) return catalogueTools(catalogue)
  if (url !== undefined) return liveTools({ kind: 'http', url, headers: {} }, url)
  const [program, ...args] = command ?? []
  if (program === undefined) return undefined
  return liveTools({ kind: 'stdio', command: program, args, env: {}, cwd: process.cwd() }, program)
}

const failed = (problem: string): SourcedTools => ({ ok: false, problem })

async function fileTools(path: string): Promise<SourcedTools> {
  try {
    const read = readToolList(await readFile(resolve(path), 'utf8'))
    return read.ok ? labelled(path, read.tools) : failed(`${path} was read for tools: ${read.problem}`)
  } catch (error) {
    return failed(`The list of tools, ${shownPath(path)}, cannot be read: ${fileFault(error)}. Correct the path.`)
  }
}

async function catalogueTools(name: string): Promise<SourcedTools> {
  const { lines, head } = openFacts(await placeOf({}))
  const index = openIndex(lines, head)
  const entry = findServer(index, name)
  if (entry === undefined) {
    const likely = likelyServers(index, name)
    const guess = likely.length > 0 ? `Did you mean ${likely.join(', ')}?` : 'Find it with portcullis catalogue search.'
    return failed(`The catalogue has no server ${JSON.stringify(name)}. ${guess}`)
  }
  if (entry.tools.length === 0)
    return failed(
      `The catalogue knows no tools of ${entry.slug}. Ask the server itself: --url, or its command after --.`,
    )
  return toolsOfEntry(entry)
}

/** The tools of a server of the catalogue, as a list of definitions. */
export function toolsOfEntry(entry: Pick<ServerFacts, 'slug' | 'tools'>): SourcedTools {
  const tools = entry.tools.map(({ name: tool, parameters, annotations, mark }) => ({
    name: tool,
    inputSchema: schemaOf(parameters),
    ...(annotations !== undefined && { annotations: { ...annotations } }),
    // The label of the tool's page: made from its description, which does not ship.
    label: { category: lower(mark.category), risk: lower(mark.risk), source: 'derived' as const },
  }))
  return labelled(entry.slug, tools)
}

/** The catalogue keeps names and types of parameters only. */
function schemaOf(parameters: readonly { name: string; type: string; required: boolean }[]): unknown {
  const types = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'])
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, type }) => [name, types.has(type) ? { type } : {}])),
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
  }
}

/** Whoever types the command, or the address, consents to it. */
async function liveTools(target: IntrospectTarget, source: string): Promise<SourcedTools> {
  const answer = await introspect(target)
  return answer.outcome === 'listed' ? labelled(source, answer.tools.map(knownTool)) : failed(answer.problem)
}

const knownTool = ({ name, description, inputSchema, annotations }: ToolDefinition): KnownTool => ({
  name,
  ...(description !== undefined && { description }),
  ...(inputSchema !== undefined && { inputSchema }),
  ...(annotations !== undefined && { annotations: { ...annotations } }),
})

/** Labels as the gateway would derive them, where the list brings none. */
function labelled(source: string, tools: readonly KnownTool[]): SourcedTools {
  const classify = createClassifier({ siblings: tools.map(({ name }) => name) })
  return {
    ok: true,
    list: {
      source,
      tools: tools.map((tool) => {
        if (tool.label !== undefined) return tool
        const { category, risk } = classify(tool)
        return { ...tool, label: { category: lower(category), risk: lower(risk), source: 'derived' } }
      }),
    },
  }
}

const lower = <T extends string>(word: T): Lowercase<T> => word.toLowerCase() as Lowercase<T>
