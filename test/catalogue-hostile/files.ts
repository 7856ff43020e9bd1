/** Files by strangers, from a seed: facts in every form, configurations of clients, definitions of tools. */
import fc from 'fast-check'
import { HOSTILE } from './texts.ts'

const hostile = fc.constantFrom(...HOSTILE)
/** A text: hostile, or of any characters. */
export const text = fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 40 }))
const junk = fc.oneof(text, fc.jsonValue({ maxDepth: 3 }))

/** An object with members of the right names and whatever behind them. */
export const rowOf = (...names: readonly string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, junk])), { requiredKeys: [] })

/** A schema of any shape. */
export const schema = fc.record(
  {
    properties: fc.dictionary(text, rowOf('type', 'description', 'enum', 'items', 'format', 'default', '$ref')),
    required: junk,
    type: junk,
    $defs: junk,
    anyOf: junk,
  },
  { requiredKeys: [] },
)
/** A line about a tool. */
export const tool = fc.record(
  {
    server: text,
    name: fc.oneof(text, fc.constant('get_item')),
    source: fc.constantFrom('x', '<x>'),
    description: junk,
    inputSchema: fc.oneof(schema, junk),
    annotations: rowOf('title', 'readOnlyHint'),
  },
  { requiredKeys: ['server'] },
)
const server = rowOf(
  'id',
  'name',
  'repository',
  'package',
  'remote',
  'homepage',
  'license',
  'sources',
  'from',
  'official',
  'description',
)
/** A `server.json` of any shape. */
export const registered = rowOf(
  'name',
  'packages',
  'remotes',
  'repository',
  'websiteUrl',
  'version',
  '_meta',
  'status',
  'description',
)
/** A file of facts in any form, or none. */
export const document = fc.oneof(
  fc
    .array(fc.oneof(tool, server, junk), { maxLength: 4 })
    .map((rows) => rows.map((row) => JSON.stringify(row)).join('\n')),
  fc
    .record({
      servers: fc.array(fc.oneof(fc.record({ server: registered, _meta: junk }), junk), { maxLength: 3 }),
      metadata: junk,
    })
    .map((page) => JSON.stringify(page)),
  fc
    .record({ server: fc.oneof(server, junk), tools: fc.oneof(fc.array(tool, { maxLength: 3 }), junk) })
    .map((file) => JSON.stringify(file)),
  registered.map((one) => JSON.stringify(one)),
  text,
)

/** A text with a piece taken out, doubled, or put somewhere else. */
const mutated = (from: fc.Arbitrary<string>) =>
  fc
    .tuple(
      from,
      fc.nat(),
      fc.nat(40),
      fc.constantFrom('', '"', '{', '}', ']', '\\', '\n', '//', '/*', "'''", '"""', '=', '.', '\u0000', '\ud800'),
    )
    .map(([whole, at, length, put]) => {
      const from_ = whole.length === 0 ? 0 : at % whole.length
      return whole.slice(0, from_) + put + whole.slice(from_ + length)
    })

const CONFIGS: readonly string[] = [
  `{ // mine\n "mcpServers": { "a": { "command": "npx", "args": ["-y", "@acme/mcp@1.2.3", "--key=sk-0123456789abcdef0123"], "env": { "A_KEY": "b" } }, "b": { "url": "https://u:p@x.test/mcp?key=1", "headers": { "Authorization": "Bearer x" } }, }, }`,
  '[mcp_servers.a]\ncommand = "docker"\nargs = ["run", "-i", \'x/y:1\']\n[mcp_servers.a.env]\nA_TOKEN = """b\n"""\n[[list]]\nx = { y = 1, z = [1, 2] }\n',
  `{"projects":{"/home/a":{"mcpServers":{"x":{"type":"sse","url":"http://127.0.0.1:1/sse"}}}},"mcp":{"servers":{"y":{"command":["uvx","mcp-x"]}}}}`,
]
/** A configuration of a client, or what is left of one. */
export const config = fc.oneof(
  mutated(fc.constantFrom(...CONFIGS)),
  mutated(mutated(fc.constantFrom(...CONFIGS))),
  fc
    .dictionary(text, rowOf('command', 'args', 'env', 'url', 'headers', 'type', 'disabled', 'cwd', 'tools'))
    .map((mcpServers) => JSON.stringify({ mcpServers })),
  fc
    .array(fc.constantFrom('[', ']', '"', "'", '=', '.', '{', '}', ',', 'a', '\n', '#', '/', '*', '\\', ' '), {
      maxLength: 60,
    })
    .map((parts) => parts.join('')),
)
