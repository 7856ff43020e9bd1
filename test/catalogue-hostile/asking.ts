/** Questions that nobody should ask, from a seed: paths, queries, heads and bodies. */
import fc from 'fast-check'
import { HOSTILE, wellFormed } from './texts.ts'

/** A request down to its bytes. */
export interface Question {
  readonly method: string
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
  readonly chunked?: boolean
}

const hostile = fc.constantFrom(...HOSTILE.map((text) => text.slice(0, 300)))

/** A part of a target: letters as they are, escaped once, twice, or wrongly. */
const part = fc.oneof(
  hostile.map((text) => encodeURIComponent(wellFormed(text))),
  hostile.map((text) => encodeURIComponent(encodeURIComponent(wellFormed(text)))),
  hostile.map((text) => text.replace(/[^!-~]/g, '')),
  fc.constantFrom(
    '..',
    '%2e%2e',
    '%2E%2e%2f',
    '..%5c',
    '.%00',
    '%',
    '%zz',
    '%c0%af',
    '%ff',
    '%u0041',
    '//',
    '\\',
    ';',
    '~',
  ),
  fc.constantFrom(
    'npm-forced-1',
    'npm-hostile-3',
    'npm-forced-1.md',
    'latest',
    'critical',
    'rug-pull',
    'constructor',
    '__proto__',
  ),
  fc.string({ maxLength: 12 }).map((text) => encodeURIComponent(wellFormed(text))),
  fc.integer().map(String),
)

const ROOTS = [
  ...[
    '/',
    '//',
    '/\\',
    '/catalogue',
    '/catalogue/',
    '/catalogue.md',
    '/risk',
    '/attacks',
    '/stack',
    '/stack/reader',
    '/contact',
    '/contact/sent',
  ],
  ...['/assets', '/og', '/og/risk', '/sitemap.xml', '/sitemap-1.xml', '/robots.txt', '/llms.txt', '/mcp'],
  ...[
    '/api/catalogue/search',
    '/api/catalogue/servers',
    '/api/catalogue/attacks',
    '/api/catalogue/stack',
    '/api/catalogue',
  ],
  ...['/v0.1/servers', '/approved/v0.1/servers', '/v0.1', '/approved', '/api'],
]

const path = fc
  .tuple(
    fc.constantFrom(...ROOTS),
    fc.array(part, { maxLength: 4 }),
    fc.constantFrom('', '', '/', '.md', '.png', '/versions', '/tools'),
  )
  .map(([root, parts, end]) => `${[root, ...parts].join('/')}${end}`)

const NAMES = [
  'q',
  's',
  'page',
  'part',
  'limit',
  'cursor',
  'search',
  'updated_since',
  'version',
  'kind',
  'category',
  'risk',
  'transport',
  'official',
  'about',
  'topic',
  'id',
  '__proto__',
  'q[]',
]

const query = fc
  .array(fc.tuple(fc.constantFrom(...NAMES), part), { maxLength: 5 })
  .map((pairs) => (pairs.length === 0 ? '' : `?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}`))

const header = fc.tuple(
  fc.constantFrom(
    'accept',
    'accept-language',
    'if-none-match',
    'range',
    'cookie',
    'referer',
    'x-forwarded-host',
    'x-forwarded-proto',
    'forwarded',
    'x-original-url',
    'content-encoding',
    'mcp-session-id',
    'mcp-protocol-version',
    'last-event-id',
    'authorization',
  ),
  fc.oneof(
    hostile.map((text) => text.replace(/[^ -~]/g, '')),
    fc.constantFrom(
      '*',
      'text/html',
      'application/json',
      'text/event-stream',
      'gzip',
      'bytes=0-1,5-',
      'evil.test',
      '2026-07-28',
      'W/"x"',
    ),
  ),
)

const TYPES = [
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/json; charset=utf-16',
  '',
]

/** Broken and whole messages of MCP. */
const message = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value)),
  fc
    .tuple(
      fc.constantFrom(
        'initialize',
        'tools/call',
        'tools/list',
        'server/discover',
        'ping',
        'resources/read',
        '__proto__',
        '',
      ),
      fc.oneof(
        fc.jsonValue({ maxDepth: 3 }),
        fc.record({
          name: fc.constantFrom('check_tool', 'check_stack', 'search', 'toString'),
          arguments: fc.oneof(
            fc.jsonValue(),
            fc.record(
              { query: hostile, server: hostile, tool: hostile, config: hostile, servers: fc.array(hostile) },
              { requiredKeys: [] },
            ),
          ),
        }),
      ),
      fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constant(1)),
    )
    .map(([method, params, id]) => JSON.stringify({ jsonrpc: '2.0', id, method, params })),
  hostile,
  fc.constantFrom(
    '',
    '{',
    '['.repeat(20_000),
    '{"a":'.repeat(20_000),
    '\ufeff{}',
    '[]',
    'null',
    '{"__proto__":{"x":1}}',
    `{"servers":["${'a'.repeat(5000)}"]}`,
  ),
)

const form = fc
  .array(
    fc.tuple(fc.constantFrom('name', 'email', 'topic', 'about', 'message', 'website', 'config', '__proto__'), part),
    { maxLength: 8 },
  )
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&'))

/** Anything that can be sent. */
export const question: fc.Arbitrary<Question> = fc
  .record({
    method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST', 'POST', 'DELETE', 'OPTIONS', 'PUT', 'TRACE', 'PATCH'),
    path,
    query,
    headers: fc.array(header, { maxLength: 3 }),
    type: fc.constantFrom(...TYPES),
    body: fc.oneof(message, form),
    chunked: fc.boolean(),
  })
  .map(({ method, path: at, query: asked, headers, type, body, chunked }) => {
    const target = `${at}${asked}`.replace(/[\s#]/g, '').slice(0, 4000)
    const unique = new Map([...headers, ...(type === '' ? [] : [['content-type', type] as const])])
    return { method, target, headers: [...unique], body: method === 'POST' ? body : '', chunked }
  })

/** Messages to the MCP endpoint alone. */
export const mcpQuestion: fc.Arbitrary<Question> = message.map((body) => ({
  ...{ method: 'POST', target: '/mcp', body },
  headers: [
    ['content-type', 'application/json'],
    ['accept', 'application/json, text/event-stream'],
  ],
}))
