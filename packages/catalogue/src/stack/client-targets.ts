/** What a client would start or call, with its secrets: for asking a server with consent, and for nothing else. */
import type { ClientKind } from './client-config.ts'
import { commandOf } from './configured-server.ts'
import { type ConfigNode, firstMember, textOf } from './node.ts'
import { sectionsOf } from './sections.ts'

/** A section with its values. Never to be printed, logged or sent elsewhere. */
export interface ClientTarget {
  readonly name: string
  readonly line: number
  /** Offset of its key, as in `ConfiguredServer`. */
  readonly at: number
  readonly command?: { readonly program: string; readonly args: readonly string[] }
  readonly environment: Readonly<Record<string, string>>
  readonly folder?: string
  readonly url?: string
  readonly headers: Readonly<Record<string, string>>
}

function texts(node: ConfigNode | undefined): Readonly<Record<string, string>> {
  if (node?.kind !== 'object') return {}
  const pairs = [...node.members].flatMap(([name, { value }]): readonly (readonly [string, string])[] => {
    const text = value.kind === 'scalar' && value.value !== null ? String(value.value) : undefined
    return text === undefined ? [] : [[name, text]]
  })
  return Object.fromEntries(pairs)
}

/** Reads the targets of a text, by the names and lines under which `readClientConfig` knows them. */
export function readClientTargets(text: string, kind?: ClientKind): readonly ClientTarget[] {
  const found = sectionsOf(text, kind)
  if (!found.ok) return []
  return found.sections.flatMap(({ node, place }) => {
    const command = commandOf(node)
    const url = textOf(firstMember(node, 'httpUrl', 'serverUrl', 'server_url', 'url', 'endpoint'))
    const folder = textOf(firstMember(node, 'cwd'))
    if (command === undefined && url === undefined) return []
    return {
      name: place.name,
      line: place.line,
      at: place.at,
      environment: texts(firstMember(node, 'env', 'environment')),
      headers: texts(firstMember(node, 'headers', 'http_headers')),
      ...(command !== undefined && { command }),
      ...(command === undefined && url !== undefined && { url }),
      ...(folder !== undefined && { folder }),
    }
  })
}
