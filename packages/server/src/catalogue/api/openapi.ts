/** The description of the JSON API (OpenAPI 3.1), generated from the shapes that answers are held against. */
import { z } from 'zod'
import { registryEntry, registryError, registryList } from '../registry/shapes.ts'
import { type Json, OPERATIONS, type Operation } from './operations.ts'
import {
  attackAnswer,
  attacksAnswer,
  problem,
  risksAnswer,
  searchAnswer,
  serverAnswer,
  stackAnswer,
  stackQuestion,
  statsAnswer,
  toolAnswer,
} from './shapes.ts'

const SHAPES: readonly z.ZodType[] = [
  ...[searchAnswer, serverAnswer, toolAnswer, risksAnswer, attacksAnswer, attackAnswer, stackQuestion, stackAnswer],
  ...[statsAnswer, problem, registryList, registryEntry, registryError],
]

/** All shapes by name; references lead to each other within the description. */
function components(): Json {
  const { $defs = {} } = z.toJSONSchema(z.union(SHAPES), { target: 'draft-2020-12' })
  const text = JSON.stringify($defs, (key, value: unknown) =>
    key === 'id' && typeof value === 'string' ? undefined : value,
  )
  const schemas: Json = JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/'))
  return schemas
}

const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` })

const content = (type: string, name: string): Json => ({ [type]: { schema: reference(name) } })

function operationOf({ id, summary, parameters = [], body, answer, problems = [], registry }: Operation): Json {
  const wrong =
    registry === true ? content('application/json', 'RegistryError') : content('application/problem+json', 'Problem')
  return {
    operationId: id,
    summary,
    ...(parameters.length > 0 && {
      parameters: parameters.map((one) => ({ ...one, required: one.in === 'path' })),
    }),
    ...(body !== undefined && { requestBody: { required: true, content: content('application/json', body) } }),
    responses: {
      '200': { description: 'The answer.', content: content('application/json', answer) },
      ...Object.fromEntries(problems.map((status) => [status, { description: 'What went wrong.', content: wrong }])),
    },
  }
}

let made: { readonly [key: string]: Json } | undefined

/** The description, for a catalogue at that origin; without one, as it stands in the repository. */
export function openApiOf(origin?: string): Json {
  made ??= {
    openapi: '3.1.0',
    info: {
      title: 'Portcullis catalogue',
      version: '1',
      description: 'What MCP servers and their tools can do, how that is known, and the policy to put before them.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: Object.fromEntries(OPERATIONS.map((one) => [one.path, { [one.method]: operationOf(one) }])),
    components: { schemas: components() },
  }
  return { ...made, servers: [{ url: origin ?? 'http://127.0.0.1:4102' }] }
}
