/** Catalogues full of hostile texts: as the importer lets them in, and worse than it ever would. */
import {
  type CatalogueIndex,
  type FactLines,
  type Found,
  gather,
  openIndex,
  readDocument,
  type ServerFacts,
  writeShards,
} from '@portcullis/catalogue'
import { HOSTILE } from './texts.ts'

const DAY = '2026-11-21'
const SOURCE = { source: 'test', license: 'CC0-1.0' }

/** Facts as lines. */
export function linesOf(servers: readonly ServerFacts[]): FactLines {
  const { head, shards } = writeShards(servers)
  const lines = [...shards.values()].flatMap((text) => text.split('\n')).filter((line) => line !== '')
  return { lines, head }
}

/** An index over them. */
export function indexOf(servers: readonly ServerFacts[]): CatalogueIndex {
  const { lines, head } = linesOf(servers)
  return openIndex(lines, head)
}

/** What readers make of rows in which each field is hostile in turn. */
export function importedHostile(): readonly ServerFacts[] {
  const rows = HOSTILE.flatMap((text, at) => {
    const id = `npm:hostile-${at}`
    return [
      { id, name: text, from: 'test', repository: text, homepage: text, license: text, official: true },
      { id: text, name: text, from: text, package: { registry: text, name: text }, remote: text, description: text },
      { id: `${id}-p`, name: text, from: 'test', package: { registry: 'npm', name: text, version: text } },
      { server: id, name: text, source: 'test', license: text, description: text },
      {
        ...{ server: id, name: `get_item_${at}`, source: 'test', license: 'MIT', description: text },
        inputSchema: {
          properties: { [text]: { type: text, description: text, enum: [text] }, url: { type: 'string' } },
          required: [text],
        },
        annotations: { title: text, readOnlyHint: text },
      },
    ]
  })
  const lines = rows.map((row) => JSON.stringify(row)).join('\n')
  const files = HOSTILE.map((text) => JSON.stringify({ server: { id: `npm:f`, name: text }, tools: [{ name: text }] }))
  const pages = HOSTILE.map((text) =>
    JSON.stringify({ servers: [{ server: { name: `a/${text}`, websiteUrl: text, repository: { url: text } } }] }),
  )
  const found = [lines, ...files, ...pages].flatMap((text) => readDocument(text, SOURCE).found)
  return gather([], found, DAY).servers
}

/** Facts that no reader lets in, should one ever fail: hostile in every field, slugs apart, which are made here. */
export function forcedHostile(): readonly ServerFacts[] {
  return HOSTILE.map((text, at) => {
    const id = `npm:forced-${at}`
    const described: Found = {
      ...{ kind: 'server', id, name: text, repository: text, homepage: text, remote: text, license: text },
      package: { registry: text, name: text, version: text },
      ...{ transports: ['stdio', 'http'], official: true, sources: [{ source: text, license: text }] },
      authoritative: true,
    }
    const properties = {
      [text]: { type: text, description: text },
      command: { type: 'string' },
      sql: { type: 'string' },
    }
    const names = [text, `delete_${text}`, 'run_query', `pay ${text}`]
    const tools = names.map(
      (name): Found => ({
        ...{ kind: 'tool', server: id, source: { source: text, license: text } },
        definition: { name, description: text, inputSchema: { properties, required: [text] } },
      }),
    )
    const [server] = gather([], [described, ...tools], DAY).servers
    if (server === undefined) throw new Error('No facts came of a hostile server.')
    const parameters = [{ name: text, type: text, required: true }]
    return {
      ...server,
      changes: [{ day: DAY, what: 'tool added', tool: text }],
      tools: server.tools.map((tool) => ({ ...tool, parameters: [...parameters, ...tool.parameters] })),
    }
  })
}
