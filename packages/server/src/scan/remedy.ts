/** What to write into a client's file, so that it reaches its servers through the gateway: in the form that the client reads. */
import type { ClientKind } from '@portcullis/catalogue'
import { type ClientFile, entryFor, isToml, referenceIn, serversIn, VARIABLE } from '../ports/client-forms.ts'
import type { KnownGateway, Way } from './gateway.ts'

/** Stands where a client can only be given the token itself. */
const TOKEN = '<token of the grant>'

/** The question by which VS Code asks for the token, once. */
const INPUT = { type: 'promptString', id: 'portcullis-token', description: 'Token of the grant', password: true }

type Section = Readonly<Record<string, unknown>>

/** A way that is not through the gateway. */
export interface Detour {
  /** The server's name in the client's file. */
  readonly name: string
  readonly way: Way
  /** The project within the file whose server it is, as in `~/.claude.json`. */
  readonly project?: string | undefined
}

/** How the gateway is reached, and by which program of its own where a client only starts commands. */
export interface Target {
  readonly gateway: KnownGateway
  readonly bin: string
}

function slugFor({ name, way }: Detour): string {
  if (way.way === 'around') return way.slug
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-|-$/g, '')
  return slug === '' ? 'server' : slug
}

/** What stands in the place of the token: VS Code asks for it; some take nothing but the token itself. */
function token(client: ClientKind): string | undefined {
  if (client === 'vscode') return `\${input:${INPUT.id}}`
  return referenceIn(client) === undefined ? TOKEN : undefined
}

/** A value on one line, with the blanks that people write. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${JSON.stringify(key)}: ${inline(one)}`)
    .join(', ')} }`
}

/** Objects within objects as far as `depth`, each member on its line; what is deeper stands on one. */
function json(value: unknown, depth: number, indent = ''): string {
  if (depth === 0 || typeof value !== 'object' || value === null || Array.isArray(value)) return inline(value)
  const inner = `${indent}  `
  const members = Object.entries(value).map(
    ([key, one]) => `${inner}${JSON.stringify(key)}: ${json(one, depth - 1, inner)}`,
  )
  return `{\n${members.join(',\n')}\n${indent}}`
}

/** A key of TOML: bare where it may be. */
function tomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key)
}

function tables(sections: readonly (readonly [string, Section])[]): string {
  return sections
    .map(([name, section]) =>
      [
        `[mcp_servers.${tomlKey(name)}]`,
        ...Object.entries(section).map(([key, value]) => `${key} = ${inline(value)}`),
      ].join('\n'),
    )
    .join('\n\n')
}

/** Servers below the keys of their place, and the question for the token where the client can ask. */
function framed(file: ClientFile, project: string | undefined, servers: Section): string {
  const place = serversIn(file, project)
  const asks = file.client === 'vscode' ? { inputs: [INPUT] } : {}
  const [outer, ...rest] = [...place].reverse()
  const inner: Section = { ...asks, [outer ?? 'mcpServers']: servers }
  const whole = rest.reduce<Section>((value, key) => ({ [key]: value }), inner)
  return json(whole, place.length + 1)
}

/**
 * The part of a file that takes the place of the entries of `detours`, which are of one project or of none: JSON, or TOML
 * where the client reads that.
 */
export function remedyFor(file: ClientFile, detours: readonly Detour[], { gateway, bin }: Target): string {
  const sections = detours.map((one): readonly [string, Section] => [
    one.name,
    entryFor(file.client, {
      url: `${gateway.origin}/mcp/${slugFor(one)}`,
      token: token(file.client),
      program: ['node', bin],
    }),
  ])
  return isToml(file.client) ? tables(sections) : framed(file, detours[0]?.project, Object.fromEntries(sections))
}

/** How the client comes by the token: what its user has to do besides. */
export function tokenNote(client: ClientKind): string {
  switch (client) {
    case 'vscode':
      return 'VS Code asks for the token of the grant once, and keeps it.'
    case 'claude-desktop':
    case 'zed':
    case 'generic':
      return `Write the token of the grant in the place of ${TOKEN}.`
    case 'cursor':
    case 'windsurf':
    case 'claude-code':
    case 'gemini':
    case 'codex':
      return `${VARIABLE} must hold the token of the grant where the client is started.`
    default:
      return client satisfies never
  }
}
