/** Real servers on every transport behind one gateway, and real clients of both eras before it. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox } from '@portcullis/sandbox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Told } from './clients.ts'
import { type Fixture, startFixture } from './fixture/fixture.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { connect, type Kind, type LivelyClient } from './lively-client.ts'
import {
  everythingOnStdio,
  FILESYSTEM,
  FIXTURE_ARGS,
  type Listening,
  MEMORY,
  onStdio,
  sandboxOnStdio,
  startEverything,
} from './real-servers.ts'
import { some } from './thorough.ts'

const says = (path: string, value: unknown, on_deny: string) => ({
  deny_if: [{ conditions: [{ path, op: 'eq', value }], on_deny }],
})

/** What is not named here is denied, whatever the server. */
const POLICY = {
  version: '1',
  default: 'deny',
  hide: ['get-env', 'move_file', 'delete_*', 'test_error_handling'],
  tools: {
    'get-sum': says('args.a', 13, 'No 13 is added.'),
    read_text_file: says('args.head', 13, 'Not 13 lines.'),
    create_entities: says('args.entities[0].name', 'Eve', 'Nobody is called Eve here.'),
    open_nodes: {},
    test_simple_text: {},
    json_schema_2020_12_tool: says('args.name', 'Eve', 'Nobody is called Eve here.'),
    get_profiles: says('args.page_size', 13, 'Not 13 profiles.'),
  },
}

interface Server {
  readonly slug: string
  /** Kinds of clients that can speak with it. */
  readonly kinds: readonly Kind[]
  readonly passes: readonly [tool: string, args: Record<string, unknown>, text: string]
  readonly refused: readonly [tool: string, args: Record<string, unknown>, text: string]
  readonly hidden: string
  /** In the list for everybody: its call is refused. */
  readonly denied: string
}

const LEGACY: readonly Kind[] = ['sdk1', 'legacy', 'auto']
const BOTH: readonly Kind[] = ['sdk1', 'legacy', 'modern', 'auto']

const everything = (slug: string): Server => ({
  slug,
  kinds: LEGACY,
  passes: ['get-sum', { a: 2, b: 3 }, 'The sum of 2 and 3 is 5.'],
  refused: ['get-sum', { a: 13, b: 3 }, '[POLICY DENIED] No 13 is added.'],
  hidden: 'get-env',
  denied: 'echo',
})
const ourFixture = (slug: string): Server => ({
  slug,
  kinds: BOTH,
  passes: ['test_simple_text', {}, 'A simple text.'],
  refused: [
    'json_schema_2020_12_tool',
    { name: 'Eve', reach: 'call', phone: '1' },
    '[POLICY DENIED] Nobody is called Eve here.',
  ],
  hidden: 'test_error_handling',
  denied: 'test_logging_tool',
})
const ourSandbox = (slug: string): Server => ({
  slug,
  kinds: BOTH,
  passes: ['get_profiles', { page_size: 1 }, 'example.com'],
  refused: ['get_profiles', { page_size: 13 }, '[POLICY DENIED] Not 13 profiles.'],
  hidden: 'delete_profile',
  denied: 'get_lists',
})

const SERVERS: readonly Server[] = [
  everything('everything-stdio'),
  everything('everything-sse'),
  everything('everything-http'),
  {
    slug: 'files',
    kinds: LEGACY,
    passes: ['read_text_file', { path: 'FOLDER/hello.txt' }, 'Hello, Ada.'],
    refused: ['read_text_file', { path: 'FOLDER/hello.txt', head: 13 }, '[POLICY DENIED] Not 13 lines.'],
    hidden: 'move_file',
    denied: 'list_directory',
  },
  {
    slug: 'memory',
    kinds: LEGACY,
    passes: [
      'create_entities',
      { entities: [{ name: 'Ada', entityType: 'person', observations: ['writes programs'] }] },
      '',
    ],
    refused: [
      'create_entities',
      { entities: [{ name: 'Eve', entityType: 'person', observations: [] }] },
      '[POLICY DENIED] Nobody is called Eve here.',
    ],
    hidden: 'delete_entities',
    denied: 'read_graph',
  },
  ourFixture('fixture-http'),
  ourFixture('fixture-stdio'),
  ourSandbox('sandbox-http'),
  ourSandbox('sandbox-stdio'),
]
const ROWS = SERVERS.flatMap((server) => some(2, server.kinds).map((kind) => [server.slug, kind, server] as const))

let folder: string
let sse: Listening
let http: Listening
let fixture: Fixture
let sandbox: Awaited<ReturnType<typeof startSandbox>>
let gateway: GatewayProcess

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'portcullis-servers-')))
  await mkdir(join(folder, 'files'))
  await writeFile(join(folder, 'files', 'hello.txt'), 'Hello, Ada.')
  ;[sse, http, fixture, sandbox] = await Promise.all([
    startEverything('sse'),
    startEverything('streamableHttp'),
    startFixture(),
    startSandbox(),
  ])
  gateway = await startGateway({
    upstreams: { 'everything-http': http.url, 'fixture-http': fixture.url, 'sandbox-http': sandbox.url },
    servers: {
      'everything-sse': { url: sse.url, transport: 'sse' },
      'everything-stdio': everythingOnStdio(),
      files: onStdio([FILESYSTEM, join(folder, 'files')]),
      memory: onStdio([MEMORY], { env: { MEMORY_FILE_PATH: join(folder, 'memory.jsonl') } }),
      'fixture-stdio': onStdio(FIXTURE_ARGS),
      'sandbox-stdio': sandboxOnStdio(),
    },
    policy: POLICY,
  })
})
afterAll(async () => {
  await gateway.close()
  await Promise.all([sse.close(), http.close(), fixture.close(), sandbox.close()])
  await rm(folder, { recursive: true, force: true })
})

const at = (slug: string) => ({ url: gateway.urlFor(slug), headers: gateway.headers })

async function withClient(kind: Kind, slug: string, use: (client: LivelyClient) => Promise<void>): Promise<void> {
  const client = await connect(kind, at(slug))
  try {
    await use(client)
  } finally {
    await client.close()
  }
}

describe('a server behind the gateway', () => {
  it.concurrent.each(ROWS)('%s, client %s: lists, calls and is refused', async (_, kind, server) => {
    await withClient(kind, server.slug, async (client) => {
      const tools = await client.tools()
      expect(tools).toEqual(expect.arrayContaining([server.passes[0], server.denied]))
      expect(tools).not.toContain(server.hidden)

      const [tool, args, text] = server.passes
      const here = JSON.parse(JSON.stringify(args).replaceAll('FOLDER', join(folder, 'files')))
      const passed = await client.call(tool, here)
      expect(passed).toMatchObject({ failed: false })
      expect(passed.text).toContain(text)

      const [refusedTool, refusedArgs, sentence] = server.refused
      expect(await client.call(refusedTool, refusedArgs)).toEqual(denial(sentence))
      expect(await client.call(server.denied)).toMatchObject({ failed: true, code: 'policy_denied' })
      const [hidden, absent] = [await client.call(server.hidden), await client.call('absent')]
      expect(hidden.code).toBe('protocol_error')
      expect(hidden.text.replace(server.hidden, 'absent')).toBe(absent.text)
    })
  })
})

describe.concurrent('a client that speaks the modern era only', () => {
  const legacyOnly = SERVERS.filter(({ kinds }) => kinds === LEGACY).map(({ slug }) => [slug] as const)
  it.each(some(2, legacyOnly))('%s: is served all the same', async (slug) => {
    await withClient('modern', slug, async (client) => {
      expect(client.version).toBe('2026-07-28')
      expect((await client.tools()).length).toBeGreaterThan(0)
    })
  })
})

const denial = (text: string): Told => ({ text, failed: true, code: 'policy_denied' })
