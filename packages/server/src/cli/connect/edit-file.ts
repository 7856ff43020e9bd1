/** A client's file with one server written or taken away, whatever its language. */
import { readClientConfig } from '@portcullis/catalogue'
import { parse } from 'jsonc-parser'
import { type Client, isToml, serversIn, tomlTable } from '../../ports/client-forms.ts'
import { Stop } from '../remote/stop.ts'
import { jsonAt, withJson } from './edit-json.ts'
import { tomlAt, withToml } from './edit-toml.ts'

/** Whose server, and in which file: for what is said. */
export interface EntryPlace {
  readonly client: Client
  readonly path: string
  /** The server's name in the file. */
  readonly name: string
}

const keysOf = (place: EntryPlace): readonly string[] => [...serversIn(place), place.name]

/** What the file says of the server, as text; undefined: nothing. */
export function entryIn(text: string, place: EntryPlace): string | undefined {
  return isToml(place.client) ? tomlAt(text, keysOf(place)) : jsonAt(text, keysOf(place))
}

/** The file with the server; undefined takes it away. Throws `Stop` where the file cannot be read, or the result could not. */
export function withEntry(
  text: string,
  place: EntryPlace,
  entry: Readonly<Record<string, unknown>> | undefined,
): string {
  readable(text, place, 'It is left as it is: correct it first')
  const edited = edit(text, place, entry)
  if (edited === undefined)
    throw new Stop(
      `${place.path} holds its servers in a form that is not edited. It is left as it is: write the server by hand, as the preview shows it.`,
    )
  readable(edited, place, 'It is left as it is: write the server by hand, as the preview shows it')
  return edited
}

/** Undefined: there is something else where the servers should be. */
function edit(
  text: string,
  place: EntryPlace,
  entry: Readonly<Record<string, unknown>> | undefined,
): string | undefined {
  const keys = keysOf(place)
  if (isToml(place.client))
    return INLINE_SERVERS.test(text) ? undefined : withToml(text, keys, entry && tomlTable(keys, entry))
  const isObject = (at: readonly string[]): boolean => jsonAt(text, at)?.startsWith('{') ?? true
  return isObject([]) && isObject(keys.slice(0, -1)) ? withJson(text, keys, entry) : undefined
}

/** Servers as an inline table, or by dotted keys: a table of their name could not stand beside them. */
const INLINE_SERVERS = /^\s*["']?mcp_servers["']?\s*[.=]/m

/** The file with what it said of the server before; undefined: nothing. */
export function withFormerEntry(text: string, place: EntryPlace, former: string | undefined): string {
  const keys = keysOf(place)
  if (isToml(place.client)) return withToml(text, keys, former)
  // What was cut out of a file that was read is JSON but for comments, which the backup still has.
  return withJson(text, keys, former === undefined ? undefined : parse(former))
}

function readable(text: string, { client, path }: EntryPlace, remedy: string): void {
  if (text.trim() === '') return
  const read = readClientConfig(text, client)
  if (!read.ok) throw new Stop(`${path}:${read.line}: ${read.problem} ${remedy}.`)
}
