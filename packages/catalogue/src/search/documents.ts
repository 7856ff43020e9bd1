/** The lines that ship → documents to search: one for each server and each tool, in the lines' order. */
import { decodeMark, type ServerLine, type ToolLine, transportsIn } from '../import/codec.ts'
import { plainSlug } from '../import/identity.ts'
import { isServerLine } from '../import/shards.ts'
import { labelBits, serverBits, toolBits } from './filters.ts'
import { indexWords } from './words.ts'

/** All documents in columns. */
export interface Documents {
  /** A server's identity or a tool's name. */
  readonly names: readonly string[]
  /** The document of the server: itself for a server's. */
  readonly servers: Uint32Array
  readonly bits: Uint16Array
  /** How well known a server is, 0 … 1: by its vendor, by many lists, with its tools. */
  readonly weights: Float32Array
  /** How many words it has. */
  readonly lengths: Uint8Array
  readonly words: ReadonlyMap<string, readonly number[]>
  /** Documents of servers by slug, identity and alias. */
  readonly byName: ReadonlyMap<string, number>
}

/** Documents under construction. */
interface Draft {
  readonly names: string[]
  readonly servers: number[]
  readonly bits: number[]
  readonly weights: number[]
  readonly lengths: number[]
  readonly words: Map<string, number[]>
  readonly byName: Map<string, number>
}

function addWords(draft: Draft, document: number, words: readonly string[]): void {
  for (const word of words) {
    if (word === '') continue
    const list = draft.words.get(word)
    if (list === undefined) draft.words.set(word, [document])
    else if (list[list.length - 1] !== document) list.push(document)
  }
  draft.lengths.push(Math.min(words.length, 255))
}

/** Where a name says that it is hosted: whoever looks for GitHub does not mean all that live there. */
const HOSTED = /^(?:registry:|(?:git\+)?https:\/\/)?(?:github\.com\/|io\.github\.|ai\.smithery\/)/

function addServer(draft: Draft, line: ServerLine): void {
  const aliases = line.a ?? []
  const document = draft.names.length
  draft.names.push(line.i)
  draft.servers.push(document)
  draft.bits.push(serverBits(transportsIn(line), line.o === 1))
  draft.weights.push((line.o === 1 ? 0.4 : 0) + 0.08 * Math.min(line.k.length, 5))
  const plain = plainSlug(line.i)
  const others = aliases.map((alias) => alias.split('#')[0])
  const text = [line.n, line.p?.[1], ...others].map((name) => name?.replace(HOSTED, '')).join(' ')
  const words = plain.split('-')
  addWords(draft, document, text === ' ' ? words : [...words, ...indexWords(text)])
  for (const name of [line.s ?? plain, line.i, ...aliases])
    if (!draft.byName.has(name)) draft.byName.set(name, document)
}

/** What it adds to how well known a server is that its tools are. */
const WITH_TOOLS = 0.2

function addTool(draft: Draft, line: ToolLine, server: number): void {
  const { category, risk } = decodeMark(line)
  const document = draft.names.length
  const above = draft.bits[server] ?? 0
  if (document === server + 1) draft.weights[server] = (draft.weights[server] ?? 0) + WITH_TOOLS
  draft.names.push(line.t)
  draft.servers.push(server)
  draft.bits.push(toolBits(above, category, risk))
  draft.weights.push(0)
  draft.bits[server] = above | labelBits(category, risk)
  addWords(draft, document, indexWords(line.t))
}

/** Reads all lines once; a server's tools follow its line. */
export function readDocuments(lines: readonly string[]): Documents {
  const draft: Draft = {
    names: [],
    servers: [],
    bits: [],
    weights: [],
    lengths: [],
    words: new Map(),
    byName: new Map(),
  }
  let server = 0
  for (const line of lines) {
    if (isServerLine(line)) {
      server = draft.names.length
      addServer(draft, JSON.parse(line))
    } else addTool(draft, JSON.parse(line), server)
  }
  return {
    names: draft.names,
    servers: Uint32Array.from(draft.servers),
    bits: Uint16Array.from(draft.bits),
    weights: Float32Array.from(draft.weights),
    lengths: Uint8Array.from(draft.lengths),
    words: draft.words,
    byName: draft.byName,
  }
}
