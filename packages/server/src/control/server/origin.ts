/** Where a new server comes from: a URL, a template, an entry of the catalogue, or a `server.json`. */
import { z } from 'zod'
import { destinationKey, destinationOf, type Guard } from '../../egress/guard.ts'
import type { CommandTemplate } from '../../ports/command-template.ts'
import { type Problem, problem, wrongField } from '../api/problem.ts'
import type { Control } from '../control.ts'
import { parameterFaults, secretParameters } from './expand-template.ts'
import type { ServerSource, ServerWay } from './server.ts'
import { readServerDocument } from './server-json.ts'

const parameters = z.record(z.string().max(32), z.union([z.string().max(8192), z.number()]).transform(String))

/** What is sent: one of the four. */
export const ORIGIN = z.union([
  z.strictObject({ url: z.string().max(2048), transport: z.enum(['http', 'sse']).default('http') }),
  z.strictObject({ template: z.string().max(63), parameters: parameters.default({}) }),
  z.strictObject({ catalogue: z.string().max(80) }),
  z.strictObject({ serverJson: z.looseObject({}), remote: z.int().min(0).max(99).default(0) }),
])

export type Origin = z.output<typeof ORIGIN>

/** What becomes of it. */
export interface Resolved {
  readonly way: ServerWay
  readonly source: ServerSource
  /** For a server whose maker gives none. */
  readonly label: string
  /** Values of a template's secret parameters. */
  readonly secrets: Readonly<Record<string, string>>
}

/** The way to a new server, or what is wrong with what was sent. Nothing is connected to yet. */
export async function resolveOrigin({ installation, egress }: Control, origin: Origin): Promise<Resolved | Problem> {
  if ('url' in origin) {
    const url = judgeUrl(origin.url, egress.guard, '/body/from/url')
    if (!(url instanceof URL)) return url
    return { way: { kind: origin.transport, url: url.href }, source: { kind: 'url' }, label: url.hostname, secrets: {} }
  }
  if ('template' in origin) return fromTemplate(installation.templates(), origin)
  if ('catalogue' in origin) {
    const entry = await installation.catalogueEntry(origin.catalogue)
    if (entry === undefined)
      return wrongField(
        '/body/from/catalogue',
        'The catalogue has no such server.',
        'Look it up with `portcullis catalogue search`.',
      )
    const url = judgeUrl(entry.remote ?? '', egress.guard, '/body/from/catalogue')
    if (!(url instanceof URL))
      return wrongField(
        '/body/from/catalogue',
        'The catalogue knows no address of this server: it is a program.',
        'Ask the operator for a template that starts it, and create the server from that.',
      )
    const kind = entry.transports.includes('http') || !entry.transports.includes('sse') ? 'http' : 'sse'
    return {
      way: { kind, url: url.href },
      source: { kind: 'catalogue', entry: entry.slug },
      label: entry.name,
      secrets: {},
    }
  }
  return fromDocument(origin, egress.guard)
}

function fromDocument(origin: Extract<Origin, { readonly serverJson: unknown }>, guard: Guard): Resolved | Problem {
  const document = readServerDocument(origin.serverJson)
  if ('fault' in document) return wrongField('/body/from/serverJson', document.fault, document.remedy)
  const way = document.ways[origin.remote]
  if (way === undefined)
    return wrongField(
      '/body/from/remote',
      'It has no remote of that number.',
      `Give a number from 0 to ${document.ways.length - 1}.`,
    )
  const url = judgeUrl(way.url, guard, '/body/from/serverJson')
  if (!(url instanceof URL)) return url
  const { name, version, title } = document
  return {
    way: { kind: way.kind, url: url.href },
    source: { kind: 'registry', name, version },
    label: title ?? name,
    secrets: {},
  }
}

function fromTemplate(
  templates: readonly CommandTemplate[],
  { template: name, parameters: given }: Extract<Origin, { readonly template: string }>,
): Resolved | Problem {
  const template = templates.find((one) => one.name === name)
  if (template === undefined) {
    const known = templates.map((one) => one.name).join(', ')
    return wrongField(
      '/body/from/template',
      'The operator offers no such template.',
      known === '' ? 'Ask the operator to add one to `templates` in portcullis.yaml.' : `Choose one of: ${known}.`,
    )
  }
  const errors = parameterFaults(template, given).map(({ parameter, message, remedy }) => ({
    field: `/body/from/parameters/${parameter}`,
    message,
    remedy,
  }))
  if (errors.length > 0) return problem('invalid', 'Parameters of the template do not fit.', { errors })
  const secret = secretParameters(template)
  const [open, hidden] = [
    Object.entries(given).filter(([key]) => !secret.has(key)),
    Object.entries(given).filter(([key]) => secret.has(key)),
  ]
  return {
    way: { kind: 'template', template: name, parameters: Object.fromEntries(open) },
    source: { kind: 'template' },
    label: name,
    secrets: Object.fromEntries(hidden),
  }
}

/** A URL that a server may have: https, unless the operator named the destination. */
export function judgeUrl(text: string, guard: Guard, field: string): URL | Problem {
  const remedy = 'Give the whole https URL of the server’s MCP endpoint, such as "https://mcp.example.com/mcp".'
  if (!URL.canParse(text)) return wrongField(field, 'This is no URL.', remedy)
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return wrongField(field, 'This is no http or https URL.', remedy)
  if (url.username !== '' || url.password !== '')
    return wrongField(
      field,
      'The URL contains credentials.',
      'Leave them out, and give them as the server’s authentication.',
    )
  if (url.hash !== '')
    return wrongField(field, 'A URL with a fragment names no endpoint.', 'Remove everything from `#` on.')
  const destination = destinationOf(url)
  const refused = guard.name(destination)
  if (refused !== undefined) return wrongField(field, refused, 'Give the URL of a public server, or ask the operator.')
  if (url.protocol === 'http:' && !guard.allows(destination)) {
    const key = destinationKey(destination)
    return wrongField(
      field,
      'Calls and credentials would travel unencrypted.',
      `Give an https URL, or ask the operator to allow "${key}" under \`allow_destinations\`.`,
    )
  }
  return url
}
