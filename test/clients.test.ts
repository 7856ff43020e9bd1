/** Real clients, in both eras and on every transport, before one server behind the gateway. */
import { fileURLToPath } from 'node:url'
import { startSandbox } from '@portcullis/sandbox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Endpoint, sdk1Http, sdk1Sse, sdk1Stdio, sdk2Http, sdk2Stdio, type TestClient } from './clients.ts'
import { type GatewayProcess, PORTCULLIS, startGateway } from './gateway-process.ts'
import { some } from './thorough.ts'

const POLICY = {
  version: '1',
  default: 'deny',
  hide: ['delete_*'],
  tools: {
    get_profiles: {},
    create_coupon_code: {
      limits: [{ counter: 'coupons', window: 'hour', max: 1000, scope: 'grant' }],
      require: [
        {
          conditions: [{ path: 'args.coupon_id', op: 'eq', value: 'WELCOME10' }],
          on_deny: 'Only WELCOME10 is for you.',
        },
      ],
    },
  },
}

let sandbox: Awaited<ReturnType<typeof startSandbox>>
let gateway: GatewayProcess
let at: Endpoint
beforeAll(async () => {
  sandbox = await startSandbox()
  gateway = await startGateway({ upstreams: { shop: sandbox.url }, policy: POLICY })
  at = { url: gateway.urlFor('shop'), headers: gateway.headers }
})
afterAll(async () => {
  await gateway.close()
  await sandbox.close()
})

const bin = (name: string): string => fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url))
const bridge = () => ({
  command: process.execPath,
  args: [PORTCULLIS, 'bridge', at.url],
  env: { PORTCULLIS_TOKEN: gateway.token },
})
const remote = () => ({
  command: bin('mcp-remote'),
  args: [at.url, '--allow-http', '--header', `Authorization: Bearer ${gateway.token}`],
})

const CLIENTS: readonly (readonly [string, () => Promise<TestClient>])[] = [
  ['SDK 2, legacy, HTTP', () => sdk2Http(at, 'legacy')],
  ['SDK 2, modern, HTTP', () => sdk2Http(at, 'modern')],
  ['SDK 1, HTTP', () => sdk1Http(at)],
  ['SDK 1, HTTP+SSE', () => sdk1Sse({ ...at, url: at.url.replace('/mcp/', '/sse/') })],
  ['SDK 1 through the bridge', () => sdk1Stdio(bridge())],
  ['SDK 2, modern, through the bridge', () => sdk2Stdio(bridge(), 'modern')],
  ['SDK 1 through mcp-remote', () => sdk1Stdio(remote())],
]

let n = 0
const uniqueCode = (): string => `CODE-${process.pid}-${n++}`

describe.each(some(4, CLIENTS))('%s', (_, connect) => {
  it('sees, calls and is refused as the policy says', async () => {
    const client = await connect()
    try {
      const tools = await client.tools()
      expect(tools).toHaveLength(39)
      expect(tools).not.toContain('delete_profile')

      const profiles = await client.call('get_profiles', { page_size: 2 })
      expect(profiles).toMatchObject({ failed: false })
      expect(profiles.text).toContain('example.com')

      expect(await client.call('create_coupon_code', { coupon_id: 'WELCOME10', code: uniqueCode() })).toMatchObject({
        failed: false,
      })
      expect(await client.call('create_coupon_code', { coupon_id: 'BIRTHDAY', code: uniqueCode() })).toEqual({
        text: '[POLICY DENIED] Only WELCOME10 is for you.',
        failed: true,
        code: 'policy_denied',
      })
      expect(await client.call('get_lists')).toMatchObject({ failed: true, code: 'policy_denied' })

      const hidden = await client.call('delete_profile', { id: 'x' })
      const absent = await client.call('no_such_tool', { id: 'x' })
      expect(hidden.code).toBe('protocol_error')
      expect(hidden.text.replace('delete_profile', 'no_such_tool')).toBe(absent.text)
    } finally {
      await client.close()
    }
  })
})
