/** The inspector's command line: what people try a new server with, over HTTP and over stdio. */
import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startSandbox } from '@portcullis/sandbox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GatewayProcess, PORTCULLIS, startGateway } from './gateway-process.ts'
import { FILESYSTEM } from './real-servers.ts'
import { some, THOROUGH } from './thorough.ts'

/** Outside the whole inspector's package it finds its own version only from here. */
const BUILD = fileURLToPath(new URL('../node_modules/@modelcontextprotocol/inspector-cli/build/', import.meta.url))
const EXAMPLE = fileURLToPath(new URL('../examples/wrap-filesystem/policy.json', import.meta.url))

const POLICY = {
  version: '1',
  default: 'deny',
  hide: ['delete_*'],
  tools: {
    create_coupon_code: {
      require: [{ conditions: [{ path: 'args.coupon_id', op: 'eq', value: 'WELCOME10' }], on_deny: 'Only WELCOME10.' }],
    },
  },
}

let folder: string
let sandbox: Awaited<ReturnType<typeof startSandbox>>
let gateway: GatewayProcess
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'portcullis-inspector-')))
  sandbox = await startSandbox()
  gateway = await startGateway({ upstreams: { shop: sandbox.url }, policy: POLICY })
})
afterAll(async () => {
  await gateway.close()
  await sandbox.close()
  await rm(folder, { recursive: true, force: true })
})

/** What it prints of one method. */
async function inspect(
  target: readonly string[],
  asked: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const run = promisify(execFile)
  const options = { env: { ...process.env, NODE_OPTIONS: '', ...env }, cwd: BUILD, maxBuffer: 64 * 1024 * 1024 }
  const { stdout } = await run(process.execPath, [join(BUILD, 'index.js'), ...target, ...asked], options)
  return JSON.parse(stdout)
}

const LIST = ['--method', 'tools/list']
const call = (tool: string, ...args: readonly string[]): readonly string[] => [
  '--method',
  'tools/call',
  '--tool-name',
  tool,
  ...args.flatMap((arg) => ['--tool-arg', arg]),
]
const coupon = (id: string) => call('create_coupon_code', `coupon_id=${id}`, 'code=INSPECTED')
const toolNames = (listed: unknown): string[] =>
  (listed as { tools: readonly { name: string }[] }).tools.map(({ name }) => name)

/** The gateway by its URL, and by a command. */
const WAYS: readonly (readonly [string, () => readonly string[]])[] = [
  [
    'over HTTP',
    () => [gateway.urlFor('shop'), '--transport', 'http', '--header', `Authorization: Bearer ${gateway.token}`],
  ],
  [
    'over HTTP+SSE',
    () => [
      gateway.urlFor('shop').replace('/mcp/', '/sse/'),
      '--transport',
      'sse',
      '--header',
      `Authorization: Bearer ${gateway.token}`,
    ],
  ],
  ['over stdio, through a bridge', () => [process.execPath, PORTCULLIS, 'bridge', gateway.urlFor('shop')]],
]

describe.concurrent.each(some(1, WAYS))('the inspector %s', (_, target) => {
  it('lists and calls', async () => {
    const env = { PORTCULLIS_TOKEN: gateway.token }
    const listed = toolNames(await inspect(target(), LIST, env))
    expect(listed).toContain('create_coupon_code')
    expect(listed).not.toContain('delete_profile')
    const refused = await inspect(target(), coupon('BIRTHDAY'), env)
    expect(refused).toMatchObject({ isError: true, content: [{ text: '[POLICY DENIED] Only WELCOME10.' }] })
  })
})

describe.concurrent('the inspector, where the policy allows it', () => {
  it('is answered', async () => {
    const overHttp = WAYS[0]![1]
    const passed = await inspect(overHttp(), coupon('WELCOME10'))
    expect(JSON.stringify(passed)).toContain('INSPECTED')
    expect(passed).not.toHaveProperty('isError')
  })
})

if (THOROUGH)
  describe.concurrent('the inspector over stdio, before a wrapped server', () => {
    it('lists and calls', async () => {
      const files = join(folder, 'files')
      await mkdir(files)
      const command = join(folder, 'wrapped')
      // Whatever stands behind `--` would be the inspector's own.
      const line = [process.execPath, PORTCULLIS, 'wrap', '-c', EXAMPLE, '--', process.execPath, FILESYSTEM, files]
      await writeFile(command, `#!/bin/sh\nexec ${line.map((word) => `'${word}'`).join(' ')}\n`)
      await chmod(command, 0o700)
      const env = { XDG_STATE_HOME: join(folder, 'state') }
      const listed = toolNames(await inspect([command], LIST, env))
      expect(listed).toContain('write_file')
      expect(listed).not.toContain('move_file')
      const refused = await inspect([command], call('write_file', `path=${files}/.env`, 'content=x'), env)
      expect(refused).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('[POLICY DENIED]') }] })
    })
  })
