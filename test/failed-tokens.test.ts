/** Tokens that prove nothing: bounded for each address, and never in the way of those that prove a grant. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mintToken } from '../packages/server/src/crypto/token.ts'
import { type FedGateway, startFed } from './fed-gateway.ts'
import { modernCall, modernRequest, post } from './messages.ts'
import { type ScriptedUpstream, startUpstream } from './scripted-upstream.ts'

const MOST = 5

let upstream: ScriptedUpstream
let gateway: FedGateway
beforeAll(async () => {
  upstream = await startUpstream({ tools: ['pay'] })
  gateway = await startFed({
    url: upstream.url,
    settings: { limits: { failed_tokens_per_minute: MOST }, trusted_proxies: ['127.0.0.1'] },
  })
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

/** A request from an address, with a token or without. */
async function from(address: string, authorization: string | undefined): Promise<Response> {
  const to = { url: gateway.at().url, headers: authorization === undefined ? {} : { authorization } }
  const response = await post(to, modernCall('pay'), { 'x-forwarded-for': address })
  await response.arrayBuffer()
  return response
}

const guess = (address: string): Promise<Response> => from(address, `Bearer ${mintToken()}`)

async function statuses(times: number, ask: () => Promise<Response>): Promise<number[]> {
  const found: number[] = []
  for (let turn = 0; turn < times; turn++) found.push((await ask()).status)
  return found
}

const limited = async (address: string): Promise<void> => {
  await statuses(MOST, () => guess(address))
}

describe('[grants.guessing] tokens that prove nothing', () => {
  it('are refused as unknown, and beyond the bound told when to come again', async () => {
    expect(await statuses(MOST, () => guess('192.0.2.1'))).toEqual(Array(MOST).fill(401))
    const response = await guess('192.0.2.1')
    expect(response.status).toBe(429)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(Number(response.headers.get('retry-after'))).toBeLessThanOrEqual(60 / MOST)
    expect(response.headers.get('www-authenticate')).toBeNull()
    expect((await from('192.0.2.1', 'Bearer not a token at all')).status).toBe(429)
  })

  it('say nothing to other addresses, and to neighbours of an IPv6 network the same', async () => {
    await limited('192.0.2.2')
    await limited('2001:db8::1')
    expect((await guess('192.0.2.3')).status).toBe(401)
    expect((await guess('2001:db8::abcd:2')).status).toBe(429)
    expect((await guess('2001:db8:0:9::1')).status).toBe(401)
  })

  it('cost whoever has a token nothing, even behind the same address', async () => {
    await limited('192.0.2.4')
    const good = `Bearer ${gateway.token}`
    expect((await guess('192.0.2.4')).status).toBe(429)
    expect(await statuses(3 * MOST, () => from('192.0.2.4', good))).toEqual(Array(3 * MOST).fill(200))
    expect(await statuses(3 * MOST, () => from('192.0.2.5', good))).toEqual(Array(3 * MOST).fill(200))
    expect(await statuses(MOST, () => guess('192.0.2.5'))).toEqual(Array(MOST).fill(401))
  })

  it('are not what a client sends that asks where to get one', async () => {
    expect(await statuses(3 * MOST, () => from('192.0.2.6', undefined))).toEqual(Array(3 * MOST).fill(401))
    await limited('192.0.2.6')
    expect((await from('192.0.2.6', undefined)).status).toBe(401)
  })

  it('have to do with requests for streams as well', async () => {
    await limited('192.0.2.7')
    const headers = { accept: 'text/event-stream', authorization: `Bearer ${mintToken()}` }
    const response = await fetch(gateway.at().url, { headers: { ...headers, 'x-forwarded-for': '192.0.2.7' } })
    expect([response.status, response.headers.has('retry-after')]).toEqual([429, true])
  })

  it('are counted in the log, never listed', async () => {
    await limited('192.0.2.8')
    await statuses(40, () => guess('192.0.2.8'))
    await post(gateway.at(), modernRequest(1, 'tools/list')).then((response) => response.arrayBuffer())
    const lines = await gateway.notices('too_many_failed_tokens')
    expect(lines.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(40)
    expect(lines.length).toBeLessThanOrEqual(10)
    expect(JSON.stringify(lines)).not.toContain('192.0.2')
  })
})
