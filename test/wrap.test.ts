/** `portcullis wrap` as a user types it: before real servers, for real clients of both eras. */
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Program } from './clients.ts'
import { PORTCULLIS } from './gateway-process.ts'
import { connect } from './lively-client.ts'
import { EVERYTHING, FILESYSTEM, SANDBOX } from './real-servers.ts'
import { scripted } from './scripted-server.ts'
import { startStdio } from './stdio-process.ts'
import { some, THOROUGH } from './thorough.ts'
import { until } from './until.ts'

const EXAMPLE = fileURLToPath(new URL('../examples/wrap-filesystem/policy.json', import.meta.url))

let folder: string
let files: string
let policy: string
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'portcullis-wrap-')))
  files = join(folder, 'files')
  policy = join(folder, 'policy', 'policy.json')
  await Promise.all([mkdir(files), mkdir(join(folder, 'policy'))])
  await writeFile(join(files, 'hello.txt'), 'Hello, Ada.')
  await cp(EXAMPLE, policy)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

let n = 0
const newState = (): string => join(folder, `state-${n++}`)

interface Wish {
  readonly policy?: string
  readonly state?: string
  readonly env?: Readonly<Record<string, string>>
}

/** The command line; counters and log go to a folder of their own unless one is named. */
const wrap = (command: readonly string[], wish: Wish = {}): Program => ({
  command: process.execPath,
  args: [PORTCULLIS, 'wrap', '-c', wish.policy ?? policy, '--', ...command],
  env: { XDG_STATE_HOME: wish.state ?? newState(), ...wish.env },
})

async function policyFile(document: object): Promise<string> {
  const path = join(folder, 'policy', `policy-${n++}.json`)
  await writeFile(path, JSON.stringify(document), { mode: 0o600 })
  return path
}

describe.concurrent('before server-filesystem', () => {
  const SERVER = '@modelcontextprotocol/server-filesystem'
  const state = () => ({ XDG_STATE_HOME: newState() })
  const typed = (line: string): Program => {
    const [command = '', ...args] = line.split(' ')
    return { command, args, env: state() }
  }
  // The others as they are typed in a checkout, where the tests run too.
  const rows = [
    ['auto', () => wrap([process.execPath, FILESYSTEM, files])],
    ['sdk1', () => typed(`npx portcullis wrap -c ${policy} -- npx -y ${SERVER} ${files}`)],
    [
      'legacy',
      () =>
        typed(
          `node packages/server/bin/portcullis.js wrap -c examples/wrap-filesystem/policy.json -- node node_modules/${SERVER}/dist/index.js ${files}`,
        ),
    ],
  ] as const
  it.each(some(1, rows))('client %s', async (kind, program) => {
    const client = await connect(kind, program())
    const tools = await client.tools()
    expect(tools).toContain('write_file')
    expect(tools).not.toContain('move_file')
    expect((await client.call('read_text_file', { path: join(files, 'hello.txt') })).text).toBe('Hello, Ada.')
    const notes = join(files, `${kind}.md`)
    expect(await client.call('write_file', { path: notes, content: 'A note.' })).toMatchObject({ failed: false })
    expect(await readFile(notes, 'utf8')).toBe('A note.')
    const dotted = await client.call('write_file', { path: join(files, '.git', 'config'), content: 'x' })
    expect(dotted).toEqual({
      text: '[POLICY DENIED] Files and folders whose names begin with a dot are not written. Choose another path.',
      failed: true,
      code: 'policy_denied',
    })
    expect(await client.call('move_file', { source: notes, destination: 'x' })).toMatchObject({
      code: 'protocol_error',
    })
    // It asks for the client's roots, and must not get them: they would widen its folder.
    expect(client.heard.asked).toEqual([])
    expect((await client.call('read_text_file', { path: policy })).failed).toBe(true)
    await client.close()
  })
})

describe.concurrent('before our sandbox', () => {
  it.each(some(1, ['auto', 'modern', 'legacy'] as const))('client %s', async (kind) => {
    const document = { version: '1', default: 'deny', tools: { get_profiles: {} }, hide: ['delete_*'] }
    const client = await connect(kind, wrap([process.execPath, SANDBOX], { policy: await policyFile(document) }))
    expect(await client.tools()).not.toContain('delete_profile')
    expect((await client.call('get_profiles')).text).toContain('example.com')
    expect(await client.call('get_lists')).toMatchObject({ code: 'policy_denied' })
    await client.close()
  })
})

describe.concurrent('the policy of a wrapped server', () => {
  it('counts on over restarts', async () => {
    const document = {
      version: '1',
      default: 'deny',
      tools: { list_allowed_directories: { limits: [{ counter: 'lists', window: '7d', max: 3 }] } },
    }
    const wish = { policy: await policyFile(document), state: newState() }
    const codes: (string | undefined)[] = []
    for (let run = 0; run < 2; run++) {
      const client = await connect('legacy', wrap([process.execPath, FILESYSTEM, files], wish))
      for (let i = 0; i < 2; i++) codes.push((await client.call('list_allowed_directories')).code)
      await client.close()
    }
    expect(codes).toEqual([undefined, undefined, undefined, 'limit_exceeded'])
  })

  it('holds as edited from the next call on, and an edit with a mistake changes nothing', async () => {
    const path = await policyFile({ version: '1', default: 'deny' })
    const wrapped = startStdio(wrap([process.execPath, ...scripted()], { policy: path }))
    await wrapped.initialize()
    const call = async (): Promise<string> =>
      JSON.stringify((await wrapped.ask('tools/call', { name: 'echo', arguments: { a: 1 } })).result)
    expect(await call()).toContain('policy_denied')
    await writeFile(path, JSON.stringify({ version: '1', default: 'deny', tools: { echo: {} } }))
    await until(async () => !(await call()).includes('policy_denied'))
    await writeFile(path, '{ "version": "1", "default": "perhaps" }')
    await until(() => wrapped.errors().includes('is not valid'))
    expect(await call()).not.toContain('policy_denied')
    wrapped.end()
    expect(await wrapped.exit).toBe(0)
  })

  it('must not be given to the server', async () => {
    for (const argument of some(1, [policy, join(folder, 'policy'), folder])) {
      const wrapped = startStdio(wrap([process.execPath, FILESYSTEM, argument]))
      expect(await wrapped.exit).toBe(1)
      expect(wrapped.errors()).toContain('a tool of this server could change what governs it')
      expect(wrapped.output()).toBe('')
    }
  })

  if (THOROUGH)
    it('has one wrapped server at a time', async () => {
      const state = newState()
      const program = wrap([process.execPath, ...scripted()], { state })
      const first = startStdio(program)
      await first.initialize()
      const second = startStdio(program)
      expect(await second.exit).toBe(1)
      expect(second.errors()).toContain(`is in use by process ${first.child.pid}`)
      expect(second.errors()).toContain('--data')
      expect((await first.ask('tools/list')).result).toHaveProperty('tools')
      first.end()
      expect(await first.exit).toBe(0)
      const third = startStdio(program)
      await third.initialize()
      third.end()
      expect(await third.exit).toBe(0)
    })
})

describe.concurrent('the folder and the environment', () => {
  if (THOROUGH)
    it('is the one of the command, unless the policy lies there; files of the command are found all the same', async () => {
      const project = join(folder, 'project')
      await mkdir(project)
      await cp(policy, join(project, 'policy.json'))
      await writeFile(
        join(project, 'server.cjs'),
        scripted("console.error('in', process.cwd(), process.argv[2])")[1] ?? '',
      )
      const args = (path: string) => [
        PORTCULLIS,
        'wrap',
        '-c',
        path,
        '--data',
        newState(),
        '--',
        'node',
        'server.cjs',
        'stdio',
      ]
      const start = (path: string) => startStdio({ command: process.execPath, args: args(path), cwd: project })

      const [inside, outside] = [start('policy.json'), start(policy)]
      for (const wrapped of [inside, outside]) {
        await wrapped.initialize()
        wrapped.end()
        expect(await wrapped.exit).toBe(0)
      }
      expect(outside.errors()).toContain(`in ${project} stdio`)
      expect(inside.errors()).toMatch(/in \S+\/run\/wrapped stdio/)
    })

  it('passes, but for what would change how the server runs', async () => {
    const open = await policyFile({ version: '1', default: 'allow' })
    const client = await connect(
      'legacy',
      wrap([process.execPath, EVERYTHING], {
        policy: open,
        env: {
          SHOP_API_KEY: 'key-123',
          NODE_OPTIONS: '--no-warnings',
          LD_LIBRARY_PATH: '/nowhere',
          DYLD_X: 'x',
          PORTCULLIS_HOME: folder,
          POLICY_FOLDER: join(folder, 'policy'),
        },
      }),
    )
    const environment: Record<string, string> = JSON.parse((await client.call('get-env')).text)
    expect(environment).toMatchObject({ SHOP_API_KEY: 'key-123', PATH: process.env['PATH'] })
    for (const name of ['NODE_OPTIONS', 'LD_LIBRARY_PATH', 'DYLD_X', 'PORTCULLIS_HOME', 'POLICY_FOLDER']) {
      expect(environment).not.toHaveProperty(name)
    }
    await client.close()
  })
})
