import { fileURLToPath } from 'node:url'
import { Client, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from './sandbox.ts'

const COMMAND = ['--import', 'tsx', fileURLToPath(new URL('main.ts', import.meta.url)), '--stdio']
const ERAS = [
  ['legacy', 'legacy'],
  ['modern', { pin: '2026-07-28' }],
] as const

const open: Client[] = []
afterEach(async () => {
  for (const client of open.splice(0)) await client.close()
})

async function connect(transport: Transport, mode: (typeof ERAS)[number][1]): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } })
  await client.connect(transport)
  open.push(client)
  return client
}

async function answerOf(client: Client, name: string, args: Record<string, unknown>) {
  const { content, isError = false } = await client.callTool({ name, arguments: args })
  const [block] = content
  return { isError, document: JSON.parse(block?.type === 'text' ? block.text : 'null') as Record<string, unknown> }
}

async function behaves(client: Client): Promise<void> {
  const { tools } = await client.listTools()
  expect(tools).toHaveLength(41)
  expect(tools.every((tool) => tool.description === undefined && tool.annotations === undefined)).toBe(true)
  const code = { coupon_id: 'WELCOME10', code: 'ONCE' }
  expect(await answerOf(client, 'create_coupon_code', code)).toMatchObject({
    isError: false,
    document: { data: { type: 'coupon-code' } },
  })
  expect(await answerOf(client, 'create_coupon_code', code)).toMatchObject({
    isError: true,
    document: { errors: [{ status: 409, code: 'duplicate' }] },
  })
  expect(await answerOf(client, 'delete_profile', {})).toMatchObject({ isError: true })
  await expect(client.callTool({ name: '__proto__', arguments: {} })).rejects.toMatchObject({ code: -32602 })
}

describe('the sandbox over HTTP', () => {
  let sandbox: Sandbox
  let stateless: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox()
    stateless = await startSandbox({ legacy: 'stateless' })
  })
  afterEach(() => {
    sandbox.reset()
    stateless.reset()
  })
  afterAll(async () => {
    await sandbox.close()
    await stateless.close()
  })
  const http = (one: Sandbox) => new StreamableHTTPClientTransport(new URL(one.url))

  it.each(ERAS)('serves the %s era', async (_, mode) => behaves(await connect(http(sandbox), mode)))

  it('serves the legacy era without sessions too', async () => {
    const transport = http(stateless)
    await behaves(await connect(transport, 'legacy'))
    expect(transport.sessionId).toBeUndefined()
  })

  it('is one shop for everybody, until it is reset', async () => {
    const [old, modern] = [await connect(http(sandbox), 'legacy'), await connect(http(sandbox), ERAS[1][1])]
    await answerOf(old, 'create_tag', { name: 'shared', tag_type: 'custom' })
    const filter = 'equals(name,"shared")'
    expect((await answerOf(modern, 'get_tags', { filter })).document['data']).toHaveLength(1)
    sandbox.reset()
    expect((await answerOf(old, 'get_tags', { filter })).document['data']).toHaveLength(0)
  })
})

describe('the sandbox over stdio', () => {
  it.each(ERAS)('serves the %s era', { timeout: 20_000 }, async (_, mode) => {
    await behaves(await connect(new StdioClientTransport({ command: process.execPath, args: COMMAND }), mode))
  })
})
