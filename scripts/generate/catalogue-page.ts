/** `docs/reference/catalogue-api.md`: what programs and agents can ask the catalogue, as its own description says it. */
import { z } from 'zod'
import { OPERATIONS, type Operation } from '../../packages/server/src/catalogue/api/operations.ts'
import { CATALOGUE_TOOLS, type CatalogueTool } from '../../packages/server/src/catalogue/mcp/tools.ts'
import { code, row, type Schema } from './schema-table.ts'

function operation({ method, path, summary, parameters = [], body, answer, problems = [] }: Operation): string {
  const lines = [`### \`${method.toUpperCase()} ${path}\``, '', summary]
  const query = parameters.filter((one) => one.in === 'query')
  if (query.length > 0) {
    const rows = query.map(({ name, description }) => row([code(name), description]))
    lines.push('', row(['parameter', 'meaning']), row(['---', '---']), ...rows)
  }
  const takes = body === undefined ? '' : ` Takes ${code(body)} as JSON.`
  const errors = problems.length === 0 ? '' : ` Problems: ${problems.join(', ')}.`
  lines.push('', `Answers ${code(answer)}.${takes}${errors}`)
  return lines.join('\n')
}

function tool({ name, description, input }: CatalogueTool): string {
  const schema = z.toJSONSchema(input, { io: 'input' }) as Schema
  const required = new Set(schema.required)
  const rows = Object.entries(schema.properties ?? {}).map(([key, member]) => {
    const values = member.enum === undefined ? '' : ` One of ${member.enum.join(', ')}.`
    const needed = required.has(key) ? 'Required. ' : ''
    return row([code(key), `${needed}${member.description ?? ''}${values}`.trim()])
  })
  return [`### \`${name}\``, '', description, '', row(['argument', 'meaning']), row(['---', '---']), ...rows].join('\n')
}

/** The page. */
export function cataloguePage(): string {
  const registry = OPERATIONS.filter((one) => one.registry === true)
  const api = OPERATIONS.filter((one) => one.registry !== true)
  return `# The catalogue for programs and agents

Generated from the interfaces themselves. All of it is on \`listen.catalogue\`, beside the pages; see
[the catalogue](../guide/16-the-catalogue.md). The same as an OpenAPI 3.1 document, with the shapes of all answers:
\`/api/catalogue/openapi.json\`, and \`schema/catalogue.openapi.json\` of this repository.

Nothing here needs a token, and nothing can be changed. Pages of other origins are not answered, but where
\`catalogue.own_servers\` is \`false\`: then the catalogue shows nothing of this gateway, and \`GET\` is open to all of them.

## JSON API

Names of servers and tools are what their authors gave, made visible and cut; everything else is ours. What goes wrong is
\`application/problem+json\` (RFC 9457) with a \`detail\` that says what to do.

${api.map(operation).join('\n\n')}

## Registry API

The API of the MCP registry (OpenAPI 2025-12-01), read only. \`/v0.1\` holds the whole index, \`/approved/v0.1\` the servers of
this gateway, with its own addresses to reach them: point a client that takes a registry there. Names are those that the
official registry gave; where it gave none, they are made from the host or the package: \`com.npmjs.acme/tool\`. A server
whose version is not known has the day of its last change as one. What we say of a server stands under
\`_meta["portcullis/catalogue"]\`. Errors are \`{"error": "…"}\`.

${registry.map(operation).join('\n\n')}

## MCP endpoint

\`/mcp\` speaks MCP 2026-07-28 and the versions from 2024-11-05 to 2025-11-25, without sessions. Every answer has structure
and the same as text. What agents are told is ours; names that strangers gave stand under \`upstream\`, marked, cut, without
characters that cannot be seen. Policies hold the names of tools, which are letters, digits and \`_ . - /\` only.

${CATALOGUE_TOOLS.map(tool).join('\n\n')}
`
}
