/** Finds in files: JSON Lines, `server.json`, a server with its tools, a client's configuration; or all files of a folder. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import {
  type ConfiguredServer,
  type FactSource,
  type Found,
  locatedServer,
  type ReadDocument,
  readClientConfig,
  readDocument,
} from '@portcullis/catalogue'
import { allFinds, type Finds, failed } from './catalogue-finds.ts'

/** Bytes of one file, unpacked: the largest that a text of one piece can hold comfortably. */
const MAX_BYTES = 256 * 1024 * 1024

/** A file that can be read at all. */
export interface SourceText {
  readonly path: string
  readonly text: string
}

const CLIENT: FactSource = { source: 'client-config', license: 'identifiers only' }
const FILE: FactSource = { source: 'file', license: 'identifiers only' }

/** Files in folders that are read: whatever has such an end. */
const READABLE = /\.(?:jsonl|ndjson|json|jsonc|toml)(?:\.gz)?$/i

/** The files of a path: itself, or those of a folder, sorted. Throws where there is nothing. */
export function filesOf(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path]
  const names = readdirSync(path).filter((name) => READABLE.test(name))
  return names.sort().map((name) => join(path, name))
}

function unpacked(bytes: Buffer): Buffer {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes
}

/** A file's text, or why there is none. */
export function readSource(path: string): SourceText | { readonly problem: string } {
  try {
    const stat = statSync(path)
    // A pipe without a writer would never end.
    if (!stat.isFile()) return { problem: `${path} is no file.` }
    if (stat.size > MAX_BYTES) return { problem: `${path} is larger than ${MAX_BYTES} bytes: split it.` }
    return { path, text: new TextDecoder('utf-8', { fatal: true }).decode(unpacked(readFileSync(path))) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT') return { problem: `There is no ${path}. Correct the path.` }
    if (code === 'ERR_BUFFER_TOO_LARGE') return { problem: `${path} unpacks to more than ${MAX_BYTES} bytes.` }
    if (error instanceof TypeError) return { problem: `${path} is not UTF-8 text.` }
    return { problem: `${path} cannot be read${code === '' ? '' : ` (${code})`}.` }
  }
}

/** Servers of a text that is a client's configuration; undefined where it is none. */
export function clientServers(source: SourceText): readonly ConfiguredServer[] | undefined {
  return documentOf(source).found.length > 0 ? undefined : configuredIn(source)
}

/** A `server.json` has parts that look like a client's servers, so whatever is a document of facts is read as one. */
function documentOf({ text }: SourceText): ReadDocument {
  return readDocument(text, FILE)
}

function configuredIn({ text }: SourceText): readonly ConfiguredServer[] | undefined {
  const config = readClientConfig(text)
  return config.ok && config.servers.length > 0 ? config.servers : undefined
}

function foundOf(server: ConfiguredServer): Found | undefined {
  const { name, launch, transport } = server
  const located = { name, transport, package: launch.package, repository: launch.repository }
  return locatedServer({ ...located, remote: server.url ?? launch.url }, CLIENT)
}

function clientFinds(servers: readonly ConfiguredServer[]): Finds {
  const found = servers.flatMap((server) => foundOf(server) ?? [])
  const lost = servers.length - found.length
  const dropped = lost === 0 ? [] : [['a program of this machine alone', lost] as const]
  return { found, dropped: new Map(dropped), problems: [] }
}

/** What one text says, told by its content. */
export function textFinds(source: SourceText): Finds {
  const { found, dropped } = documentOf(source)
  if (found.length > 0 || source.text.trim() === '') return { found, dropped, problems: [] }
  const servers = configuredIn(source)
  if (servers !== undefined) return clientFinds(servers)
  const forms = "JSON Lines, server.json, a server with its tools, a client's configuration"
  return failed(`${source.path} has no server or tool in a form that is known (${forms}).`)
}

/** Finds in a file, or in all files of a folder. */
export function fileFinds(path: string): Finds {
  let files: readonly string[]
  try {
    files = filesOf(path)
  } catch {
    return failed(`There is no ${path}, or it cannot be read. Correct the path.`)
  }
  const read = files.map(readSource)
  return allFinds(read.map((source) => ('problem' in source ? failed(source.problem) : textFinds(source))))
}
