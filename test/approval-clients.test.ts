import { Client as Client2, StreamableHTTPClientTransport as Http2 } from '@modelcontextprotocol/client'
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as Http1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { ElicitationCompleteNotificationSchema, ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type ApprovalHouse, startApprovalHouse } from './approval-house.ts'
import { type Endpoint, ERAS, type Era } from './clients.ts'
import { until } from './until.ts'

let house: ApprovalHouse
beforeAll(async () => {
  house = await startApprovalHouse()
})
afterAll(() => house?.close())
afterEach(() => {
  for (const { id } of house.approvals.pending()) house.approvals.reject(id, 'ana', 'cleared')
})

const NAME = { name: 'test', version: '1' }
const PAGES = { capabilities: { elicitation: { url: {} } } }

/** A client that shows pages, and what it was asked to show. */
async function sdk2(endpoint: Endpoint, era: Era, action: 'accept' | 'decline' = 'accept') {
  const shown: string[] = []
  const client = new Client2(NAME, { ...PAGES, versionNegotiation: { mode: ERAS[era] } })
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    shown.push('url' in params ? params.url : 'a form')
    return { action }
  })
  await client.connect(new Http2(new URL(endpoint.url), { requestInit: { headers: endpoint.headers } }))
  return { client, shown }
}

async function sdk1(endpoint: Endpoint) {
  const shown: string[] = []
  const done: string[] = []
  const client = new Client1(NAME, PAGES)
  client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
    shown.push(params.mode === 'url' ? params.url : 'a form')
    return { action: 'accept' }
  })
  client.setNotificationHandler(ElicitationCompleteNotificationSchema, ({ params }) => {
    done.push(params.elicitationId)
  })
  const transport = new Http1(new URL(endpoint.url), { requestInit: { headers: endpoint.headers } })
  await client.connect(transport as Parameters<Client1['connect']>[0])
  return { client, shown, done }
}

const textOf = (result: object): string => JSON.stringify('content' in result ? result.content : result)

describe('clients of the field that are held for approval', () => {
  it.each([
    ['modern', 'up'],
    ['legacy', 'up'],
    ['modern', undefined],
    ['legacy', undefined],
  ] as const)('SDK 2, %s era, at %s: is shown the page, and gets the answer', async (era, slug) => {
    const { client, shown } = await sdk2(house.gateway.at(slug), era)
    const name = slug === undefined ? 'up__pay' : 'pay'
    const before = house.upstream.calls('pay')
    const calling = client.callTool({ name, arguments: { era, slug: slug ?? 'all' } })
    const id = await house.waiting()
    await until(() => shown.length > 0)
    expect(shown).toEqual([`https://approvals.invalid/${id}`])
    expect(house.upstream.calls('pay')).toBe(before)
    house.approvals.approve(id, 'ana')
    expect(textOf(await calling)).toContain('done')
    expect(house.upstream.calls('pay')).toBe(before + 1)
    await client.close()
  })

  it('SDK 1: is shown the page once, told when it is done with, and progress meanwhile', async () => {
    const { client, shown, done } = await sdk1(house.gateway.at('up'))
    const progress: string[] = []
    const calling = client.callTool({ name: 'pay', arguments: { sdk: 1 } }, undefined, {
      onprogress: ({ message }) => void progress.push(message ?? ''),
    })
    const id = await house.waiting()
    await until(() => shown.length > 0 && progress.length > 0)
    house.approvals.approve(id, 'ana')
    expect(textOf(await calling)).toContain('done')
    expect(shown).toEqual([`https://approvals.invalid/${id}`])
    expect(done).toEqual([id])
    expect(progress[0]).toContain(id)
    await client.close()
  })

  it('SDK 1: cancels what is held, and its server never hears of it', async () => {
    const { client } = await sdk1(house.gateway.at('up'))
    const before = house.upstream.received.length
    const leaving = new AbortController()
    const calling = client.callTool({ name: 'pay', arguments: { cancel: 1 } }, undefined, { signal: leaving.signal })
    const id = await house.waiting()
    leaving.abort('enough')
    await expect(calling).rejects.toThrow()
    const refused = async () => (await house.gateway.log()).some((line) => line.code && line.approval?.id === id)
    await until(refused)
    house.approvals.approve(id, 'ana')
    expect(textOf(await client.callTool({ name: 'pay', arguments: { cancel: 1 } }))).toContain('done')
    const methods = house.upstream.received.slice(before).map(({ message }) => message.method)
    expect(methods.filter((method) => method === 'tools/call')).toHaveLength(1)
    expect(methods).not.toContain('notifications/cancelled')
    await client.close()
  })

  it('SDK 2, modern: whose user turns away from the page is told how to go on', async () => {
    const { client } = await sdk2(house.gateway.at('up'), 'modern', 'decline')
    const result = await client.callTool({ name: 'pay', arguments: { declined: 1 } })
    expect(textOf(result)).toContain('[WAITING FOR APPROVAL]')
    await client.close()
  })
})
