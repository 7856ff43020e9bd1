/** `docs/reference/control-api.md`: every route of the control plane's API, from the table that answers. */
import { PROBLEMS } from '../../packages/server/src/control/api/problem.ts'
import type { Route } from '../../packages/server/src/control/api/route.ts'
import { type JsonObject, propertiesOf, schemaOf } from '../../packages/server/src/control/api/schemas.ts'
import { ROUTES } from '../../packages/server/src/control/routes/index.ts'
import { code, row } from './schema-table.ts'

const routes = ROUTES as readonly Route[]

const WHO: Readonly<Record<string, string>> = {
  public: 'Everybody.',
  signed_in: 'Whoever is signed in.',
  operator: 'Operators of the installation.',
}

function operation(route: Route): string {
  const { id, method, path, summary, description, permission, shapes, once } = route
  const who = WHO[permission] ?? `Whoever has ${code(permission)}.`
  const lines = [`### ${code(`${method} ${path}`)}`, '', `${code(id)}: ${summary}`]
  if (description !== undefined) lines.push('', description)
  lines.push('', `For: ${who}${once === true ? ' What it makes is shown this once.' : ''}`)
  const query = propertiesOf(shapes.query)
  if (Object.keys(query.properties).length > 0) lines.push('', members('query', query))
  if (shapes.body !== undefined) lines.push('', bodyOf(schemaOf(shapes.body, 'input')))
  return lines.join('\n')
}

interface Members {
  readonly properties: JsonObject
  readonly required: readonly string[]
}

function members(name: string, { properties, required }: Members): string {
  const rows = Object.entries(properties).map(([key, schema]) => {
    const { description } = schema as { readonly description?: string }
    return row([code(key), kindOf(schema), required.includes(key) ? 'yes' : '', description ?? ''])
  })
  return [row([name, 'value', 'required', 'meaning']), row(['---', '---', '---', '---']), ...rows].join('\n')
}

function bodyOf(schema: JsonObject): string {
  const { properties, required } = schema as unknown as Partial<Members>
  if (properties === undefined) return 'Its body has several forms: see the OpenAPI document.'
  return members('body', { properties, required: required ?? [] })
}

/** In a word or two what a value is; the whole of it stands in the OpenAPI document. */
function kindOf(schema: unknown): string {
  const { type, enum: values, anyOf, oneOf, const: only } = schema as Readonly<Record<string, unknown>>
  if (only !== undefined) return code(JSON.stringify(only))
  if (Array.isArray(values)) return values.map((value) => code(JSON.stringify(value))).join(', ')
  const choices = anyOf ?? oneOf
  if (Array.isArray(choices)) return [...new Set(choices.map(kindOf))].join(' or ')
  return typeof type === 'string' ? type : 'JSON'
}

/** The page. */
export function controlPage(): string {
  const tags = [...new Set(routes.map(({ tag }) => tag))]
  const sections = tags.map((tag) => {
    const of = routes.filter((route) => route.tag === tag)
    return [`## ${tag}`, ...of.map(operation)].join('\n\n')
  })
  const problems = Object.entries(PROBLEMS).map(([name, [status, title]]) =>
    row([code(name), String(status), `${title}.`]),
  )
  return `# The control plane for programs

Generated from the table of routes. All paths stand below \`/api/v1\` on \`listen.admin\`; how to sign in, page through lists and repeat a
request is told in [the control plane](../guide/20-the-control-plane.md). The same with all shapes of answers, as an OpenAPI 3.1 document:
\`/api/v1/openapi.json\`, and \`schema/control.openapi.json\` of this repository. A running control plane shows it as a page at \`/api/v1\`.

${sections.join('\n\n')}

## Problems

Whatever is wrong is answered as \`application/problem+json\` (RFC 9457): \`detail\` says what, \`remedy\` what to do, and \`errors\` names each value
that does not fit by its place: \`/body/…\`, \`/query/…\`, \`/path/…\`, \`/header/…\`.

${[row(['code', 'status', 'says']), row(['---', '---', '---']), ...problems].join('\n')}
`
}
