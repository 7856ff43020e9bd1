/** The examples: every file is right, every policy does what its page says, and the sandbox story runs. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compilePolicy, type Decision, decide, type JsonObject, parsePolicy } from '@portcullis/engine'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDemoClient, type DemoClient } from '../packages/server/src/cli/demo-client.ts'
import { withGrant } from '../packages/server/src/cli/grant-file.ts'
import { readFileSet } from '../packages/server/src/config/file-set.ts'
import { loadConfiguration } from '../packages/server/src/config/load.ts'
import { digestToken, mintToken } from '../packages/server/src/crypto/token.ts'
import { ended, PORTCULLIS } from './gateway-process.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const EXAMPLES = join(ROOT, 'examples')
const STORIES = readdirSync(EXAMPLES, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
)
const WORLD = { environment: {}, portable: true }
const grantOver = (server: string, policy: string, token: string) => ({
  id: 'example',
  token_sha256: digestToken(token),
  servers: { [server]: policy },
})

function policyOf(story: string) {
  const parsed = parsePolicy(readFileSync(join(EXAMPLES, story, 'policy.json'), 'utf8'))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed
}

function decisionOf(story: string, tool: string, args: JsonObject): Decision {
  return decide(compilePolicy(policyOf(story).policy, { id: story }), {
    subject: { organisation: 'local', grant: 'example', label: 'example', owner: 'local', tags: {} },
    tool: { server: 'server', name: tool },
    context: { at: Date.UTC(2026, 10, 21), slot: 0 },
    arguments: args,
    inexact: new Set(),
  })
}

describe('every example', () => {
  it.each(STORIES)('%s has a page', (story) => {
    expect(readdirSync(join(EXAMPLES, story))).toEqual(expect.arrayContaining(['README.md', 'policy.json']))
  })

  it.each(STORIES)('%s has a policy without a single warning', (story) => {
    expect(policyOf(story).warnings).toEqual([])
  })

  const configured = STORIES.filter((story) => readdirSync(join(EXAMPLES, story)).includes('portcullis.yaml'))
  it.each(configured)('%s has a configuration that a grant makes whole', async (story) => {
    const path = join(EXAMPLES, story, 'portcullis.yaml')
    const text = await readFile(path, 'utf8')
    const [server = ''] = /^servers:\n {2}(\S+):/m.exec(text)?.slice(1) ?? []
    const [policy = ''] = /^policies:\n {2}(\S+):/m.exec(text)?.slice(1) ?? []
    const set = await readFileSet(path, { text: withGrant(text, grantOver(server, policy, mintToken())) ?? '' })
    expect(loadConfiguration(set, WORLD)).toMatchObject({ ok: true, warnings: [] })
  })
})

/** What the pages say: story, tool, arguments, and the rule that refuses; undefined: allowed. */
const SAID: readonly (readonly [story: string, tool: string, args: JsonObject, rule: string | undefined])[] = [
  ['wrap-filesystem', 'read_text_file', { path: '/files/.env' }, undefined],
  ['wrap-filesystem', 'list_directory_with_sizes', { path: '/files' }, undefined],
  ['wrap-filesystem', 'write_file', { path: '/files/notes.md', content: 'x' }, undefined],
  ['wrap-filesystem', 'write_file', { path: '../files/notes.md', content: 'x' }, undefined],
  ['wrap-filesystem', 'write_file', { path: '/files/.git/config', content: 'x' }, '/tools/write_file/deny_if/0'],
  ['wrap-filesystem', 'write_file', { path: '.env', content: 'x' }, '/tools/write_file/deny_if/0'],
  ['wrap-filesystem', 'edit_file', { path: 'C:\\files\\.ssh\\config' }, '/tools/edit_file/deny_if/0'],
  ['wrap-filesystem', 'move_file', { source: 'a', destination: 'b' }, '(hidden)'],
  ['wrap-filesystem', 'delete_file', { path: 'a' }, '(default deny)'],
  ['klaviyo-community', 'get_profiles', { page_size: 20 }, undefined],
  ['klaviyo-community', 'get_profiles', {}, '/tools/get_profiles/require/0'],
  ['klaviyo-community', 'get_campaigns', {}, undefined],
  ['klaviyo-community', 'update_profile', { id: 'a', phone_number: '1' }, '/tools/update_profile/deny_if/0'],
  ['klaviyo-community', 'update_flow_status', { id: 'a', status: 'live' }, '/tools/update_flow_status/require/0'],
  ['klaviyo-community', 'delete_profile', { id: 'a' }, '(hidden)'],
  ['klaviyo-community', 'create_webhook', {}, '(hidden)'],
  ['klaviyo-community', 'create_list', {}, '(default deny)'],
  ['klaviyo-remote', 'get_campaign_report', {}, undefined],
  ['klaviyo-remote', 'create_campaign', {}, undefined],
  ['klaviyo-remote', 'subscribe_profile_to_marketing', {}, '(hidden)'],
  ['klaviyo-remote', 'send_campaign', {}, '(default deny)'],
  ['sandbox', 'create_coupon_code', { coupon_id: 'WELCOME10', code: 'TEA-2026' }, undefined],
  ['sandbox', 'create_coupon_code', { coupon_id: 'WELCOME10', code: 'tea' }, '/tools/create_coupon_code/require/1'],
  ['sandbox', 'create_event', { metric: { name: 'Opened Email' }, value: 1 }, '/tools/create_event/require/0'],
  ['sandbox', 'create_event', { metric: { name: 'Placed Order' } }, '/tools/create_event/limits/0'],
  ['sandbox', 'create_event', { metric: { name: 'Placed Order' }, value: -1 }, '/tools/create_event/limits/0'],
  ['sandbox', 'create_webhook', { endpoint: 'https://hooks.example.com/a' }, undefined],
  [
    'sandbox',
    'create_webhook',
    { endpoint: 'https://hooks.example.com.evil.test/' },
    '/tools/create_webhook/require/0',
  ],
  ['sandbox', 'request_profile_deletion', {}, '(hidden)'],
  ['baseline-and-draft', 'search', {}, undefined],
  ['baseline-and-draft', 'delete_page', {}, '(default deny)'],
]

describe('what the pages say', () => {
  it.each(SAID)('%s: %s %j', (story, tool, args, rule) => {
    const decision = decisionOf(story, tool, args)
    if (rule === undefined) expect(decision.effect).toBe('allow')
    else expect(decision).toMatchObject({ effect: 'deny', rule })
  })
})

describe('the sandbox story', () => {
  let folder: string
  let gateway: ChildProcess
  let client: DemoClient

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portcullis-example-'))
    await cp(join(EXAMPLES, 'sandbox'), folder, { recursive: true })
    const path = join(folder, 'portcullis.yaml')
    const token = mintToken()
    const text = (await readFile(path, 'utf8')).replace('127.0.0.1:4100', '127.0.0.1:0')
    await writeFile(path, withGrant(text, grantOver('sandbox', 'marketing', token)) ?? '', { mode: 0o600 })
    gateway = spawn(process.execPath, [PORTCULLIS, 'start', '-c', path], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, PATH: [join(ROOT, 'node_modules', '.bin'), process.env['PATH']].join(delimiter) },
    })
    client = createDemoClient(`${await originOf(gateway)}/mcp/sandbox`, token)
  })

  afterAll(async () => {
    await ended(gateway)
    await rm(folder, { recursive: true, force: true })
  })

  const refusalOf = async (tool: string, args: JsonObject) => (await client.call(tool, args)).refused?.rule

  it('lists what is not hidden', async () => {
    const tools = await client.listTools()
    expect(tools).toContain('create_tag')
    expect(tools).not.toContain('delete_profile')
    expect(tools).not.toContain('request_profile_deletion')
  })

  it('refuses what its table says', async () => {
    const order = { metric: { name: 'Placed Order' }, profile: { email: 'a@example.com' } }
    const ids = Array.from({ length: 51 }, (_, i) => `p${i}`)
    expect(await refusalOf('get_profiles', {})).toBeUndefined()
    expect(await refusalOf('create_coupon_code', { coupon_id: 'BIRTHDAY', code: 'TEA-2026' })).toBe(
      '/tools/create_coupon_code/require/0',
    )
    expect(await refusalOf('create_event', { ...order, value: 900 })).toBe('/tools/create_event/deny_if/0')
    expect(await refusalOf('update_profile', { id: 'a', email: 'b@example.com' })).toBe(
      '/tools/update_profile/deny_if/0',
    )
    expect(await refusalOf('add_profiles_to_list', { list_id: 'a', profile_ids: ids })).toBe(
      '/tools/add_profiles_to_list/deny_if/0',
    )
    expect(await refusalOf('create_tag', { name: 'a', tag_type: 'custom' })).toBe('(default deny)')
    expect(await client.call('delete_profile', { id: 'a' })).toMatchObject({ text: 'Unknown tool: delete_profile' })
  })

  it('spends its budget to the last unit, and no further', async () => {
    const order = { metric: { name: 'Placed Order' }, profile: { email: 'a@example.com' }, value: 500 }
    for (let i = 0; i < 4; i++) expect(await refusalOf('create_event', order)).toBeUndefined()
    const fifth = await client.call('create_event', { ...order, value: 0.01 })
    expect(fifth).toMatchObject({ refused: { code: 'limit_exceeded', rule: '/tools/create_event/limits/0' } })
    expect(fifth.text).toContain('worth 2000 a day at most')
  })
})

function originOf(gateway: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    gateway.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
      const found = /listens on (\S+)/.exec(text)
      if (found?.[1] !== undefined) resolve(found[1])
    })
    gateway.once('exit', (code) => reject(new Error(`The gateway ended with ${code}.`)))
  })
}
