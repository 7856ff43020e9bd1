/** What programs can ask: each operation with its parameters and the names of its shapes. */
import { CATEGORIES, RISK_LEVELS } from '@portcullis/catalogue'

/** A value of JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** A parameter of the query or of the path. */
export interface Parameter {
  readonly name: string
  readonly in: 'query' | 'path'
  readonly description: string
  readonly schema: Json
}

/** One thing that can be asked. */
export interface Operation {
  readonly path: string
  readonly method: 'get' | 'post'
  readonly id: string
  readonly summary: string
  readonly parameters?: readonly Parameter[]
  readonly body?: string
  readonly answer: string
  /** Statuses with a problem. */
  readonly problems?: readonly number[]
  /** Errors of the registry API have a shape of their own. */
  readonly registry?: true
}

const TEXT: Json = { type: 'string' }
const inPath = (name: string, description: string): Parameter => ({ name, in: 'path', description, schema: TEXT })
const inQuery = (name: string, description: string, schema: Json = TEXT): Parameter => ({
  ...{ name, in: 'query' as const },
  description,
  schema,
})
const SERVER = inPath('server', 'Slug of a server, its identity, or another identity that leads to it.')

const SEARCH: readonly Parameter[] = [
  inQuery('q', 'Words, slips allowed; at most 200 characters are read. Empty: everything that passes the filters.'),
  inQuery('kind', 'Servers or tools only.', { enum: ['server', 'tool'] }),
  inQuery('category', 'Tools of this category, and servers that have one.', { enum: [...CATEGORIES] }),
  inQuery('risk', 'Tools of this level, and servers that have one.', { enum: [...RISK_LEVELS] }),
  inQuery('transport', 'Servers that are reached so.', { enum: ['stdio', 'http', 'sse'] }),
  inQuery('official', 'Servers of the vendors themselves, or all others.', { type: 'boolean' }),
  inQuery('limit', 'Most hits.', { type: 'integer', minimum: 1, maximum: 100, default: 20 }),
]

const LIST: readonly Parameter[] = [
  inQuery('cursor', 'The `nextCursor` of the page before.'),
  inQuery('limit', 'Most servers of a page.', { type: 'integer', minimum: 1, maximum: 100, default: 30 }),
  inQuery('search', 'A part of the name.'),
  inQuery('updated_since', 'Servers that changed on that day or later.', { type: 'string', format: 'date-time' }),
  inQuery('version', '`latest`, or one version.'),
  inQuery('include_deleted', 'Changes nothing: nothing is ever deleted here.', { type: 'boolean' }),
]

const REGISTRY = ['', '/approved'].flatMap((base): readonly Operation[] => {
  const of = base === '' ? '' : 'Approved'
  const which = base === '' ? 'the whole index' : 'the servers of this gateway, each to be reached through it'
  const name = inPath('name', 'Name of a server, its `/` as `%2F`.')
  const common = { method: 'get', registry: true } as const
  return [
    {
      ...common,
      path: `${base}/v0.1/servers`,
      id: `list${of}Servers`,
      summary: `Registry API: ${which}, by name.`,
      parameters: LIST,
      answer: 'RegistryList',
      problems: [400],
    },
    {
      ...common,
      path: `${base}/v0.1/servers/{name}/versions`,
      id: `list${of}Versions`,
      summary: 'Registry API: the versions of a server; one is known of each.',
      parameters: [name],
      answer: 'RegistryList',
      problems: [404],
    },
    {
      ...common,
      path: `${base}/v0.1/servers/{name}/versions/{version}`,
      id: `get${of}Version`,
      summary: 'Registry API: one version.',
      parameters: [name, inPath('version', 'The version, or `latest`.')],
      answer: 'RegistryEntry',
      problems: [404],
    },
  ]
})

/** Everything that can be asked, in the order in which it is described. */
export const OPERATIONS: readonly Operation[] = [
  {
    path: '/api/catalogue/search',
    method: 'get',
    id: 'search',
    summary: 'Find servers and tools.',
    parameters: SEARCH,
    answer: 'Search',
    problems: [400],
  },
  {
    path: '/api/catalogue/servers/{server}',
    method: 'get',
    id: 'getServer',
    summary: 'Everything about a server.',
    parameters: [SERVER],
    answer: 'Server',
    problems: [404],
  },
  {
    path: '/api/catalogue/servers/{server}/tools/{tool}',
    method: 'get',
    id: 'getTool',
    summary: 'Everything about a tool.',
    parameters: [SERVER, inPath('tool', 'Slug or name of the tool.')],
    answer: 'Tool',
    problems: [404],
  },
  {
    path: '/api/catalogue/risks',
    method: 'get',
    id: 'getRisks',
    summary: 'What levels and categories mean.',
    answer: 'Risks',
  },
  {
    path: '/api/catalogue/attacks',
    method: 'get',
    id: 'listAttacks',
    summary: 'All attack patterns.',
    answer: 'Attacks',
  },
  {
    path: '/api/catalogue/attacks/{slug}',
    method: 'get',
    id: 'getAttack',
    summary: 'One attack pattern.',
    parameters: [inPath('slug', 'Slug of the pattern.')],
    answer: 'Attack',
    problems: [404],
  },
  {
    path: '/api/catalogue/stack',
    method: 'post',
    id: 'assessStack',
    summary: 'What an agent with these servers can do. Nothing that is sent is kept.',
    body: 'StackQuestion',
    answer: 'Stack',
    problems: [400, 413, 415, 422],
  },
  { path: '/api/catalogue/stats', method: 'get', id: 'getStats', summary: 'The index in numbers.', answer: 'Stats' },
  ...REGISTRY,
]
