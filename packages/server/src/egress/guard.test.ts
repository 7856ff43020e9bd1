import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import type { Resolve } from './connector.ts'
import { createGuard, destinationKey, destinationOf, type Guard, guardFor } from './guard.ts'
import { createGuardedFetch, fetchBounded } from './guarded-fetch.ts'
import { isPublicAddress } from './public-address.ts'

const closing: Server[] = []
afterEach(() => {
  for (const server of closing.splice(0)) server.close().closeAllConnections()
})

/** A server on loopback that counts what reaches it. */
async function listening(answer = 'here'): Promise<{ readonly port: number; readonly met: () => number }> {
  let met = 0
  const server = createServer((request, response) => {
    met++
    if (request.url === '/elsewhere') response.writeHead(302, { location: 'http://127.0.0.1:1/' })
    if (request.url === '/slow') return
    response.end(request.url === '/long' ? 'x'.repeat(20_000) : answer)
  })
  closing.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, met: () => met }
}

const guard = (allowed: readonly string[] = [], own: readonly string[] = []): Guard =>
  createGuard({ allowed: () => new Set(allowed), own: () => own })

const names =
  (table: Record<string, readonly string[]>): Resolve =>
  (host, done) =>
    done(
      null,
      (table[host] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )

describe('public addresses', () => {
  it.each(['8.8.8.8', '1.1.1.1', '172.15.0.1', '172.32.0.1', '100.63.0.1', '2606:4700::1111', '2a00:1450::1'])(
    'are those of the internet: %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  )

  it.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    'fe80::1',
    'fe80::1%eth0',
    'fd00::1',
    'fec0::1',
    'ff02::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '3fff::1',
    'localhost',
    '',
  ])('are not: %s', (address) => expect(isPublicAddress(address)).toBe(false))
})

describe('a guarded connection', () => {
  it('[servers.public] reaches nothing on this machine or its network, however the URL spells it', async () => {
    const { port, met } = await listening()
    const fetcher = createGuardedFetch(guard())
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '2130706433', '0x7f.1']) {
      const fetched = await fetchBounded(fetcher, new URL(`http://${host}:${port}/`))
      expect([host, fetched]).toEqual([host, expect.objectContaining({ ok: false, refused: true })])
    }
    expect(met()).toBe(0)
  })

  it('[servers.allowed] reaches what the operator allowed, by exactly that name and port', async () => {
    const { port, met } = await listening()
    const fetcher = createGuardedFetch(guard([`127.0.0.1:${port}`]))
    expect(await fetchBounded(fetcher, new URL(`http://127.0.0.1:${port}/`))).toMatchObject({ ok: true, text: 'here' })
    expect(await fetchBounded(fetcher, new URL(`http://localhost:${port}/`))).toMatchObject({ refused: true })
    expect(await fetchBounded(fetcher, new URL(`http://127.0.0.1:${port + 1}/`))).toMatchObject({ refused: true })
    expect(met()).toBe(1)
  })

  it('[servers.public] judges what a name resolves to at every connection', async () => {
    const { port, met } = await listening()
    let address = '127.0.0.1'
    const fetcher = createGuardedFetch(guard([`known.test:${port}`]), (_, done) => done(null, [{ address, family: 4 }]))
    expect(await fetchBounded(fetcher, new URL(`http://rebound.test:${port}/`))).toMatchObject({ refused: true })
    expect(await fetchBounded(fetcher, new URL(`http://known.test:${port}/`))).toMatchObject({ ok: true })
    address = '169.254.169.254'
    const other = createGuardedFetch(guard(), (_, done) => done(null, [{ address, family: 4 }]))
    expect(await fetchBounded(other, new URL('http://rebound.test/'))).toMatchObject({ refused: true })
    expect(met()).toBe(1)
  })

  it('refuses a name that has one bad address among good ones', async () => {
    const fetcher = createGuardedFetch(guard(), names({ 'mixed.test': ['8.8.8.8', '10.0.0.1'] }))
    const fetched = await fetchBounded(fetcher, new URL('http://mixed.test/'))
    expect(fetched).toMatchObject({
      refused: true,
      problem: expect.stringMatching(/mixed\.test:80 is at no public address/),
    })
  })

  it('[connect.next] goes on to the next address that was judged, where one takes no connection', async () => {
    const { port, met } = await listening()
    const resolve = names({ 'several.test': ['127.0.0.77', '127.0.0.1'] })
    const fetcher = createGuardedFetch(guard([`several.test:${port}`]), resolve)
    expect(await fetchBounded(fetcher, new URL(`http://several.test:${port}/`))).toMatchObject({ text: 'here' })
    expect(met()).toBe(1)
  })

  it('[servers.allowed] never reaches our own listeners, whatever is allowed', async () => {
    const { port, met } = await listening()
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((one) => one?.family === 'IPv4' && !one.internal)
    const hosts = ['127.0.0.1', 'localhost', 'self.test', ...(outside === undefined ? [] : [outside.address])]
    const allowed = hosts.map((host) => `${host}:${port}`)
    const fetcher = createGuardedFetch(guard(allowed, [`127.0.0.1:${port}`]), names({ 'self.test': ['127.0.0.1'] }))
    for (const host of hosts)
      expect(await fetchBounded(fetcher, new URL(`http://${host}:${port}/`))).toMatchObject({ refused: true })
    expect(guard([], ['gate.example.com:443']).name({ host: 'gate.example.com', port: 443 })).toMatch(/itself/)
    expect(met()).toBe(0)
  })

  it('follows no redirect, reads no more and waits no longer than allowed', async () => {
    const { port } = await listening()
    const fetcher = createGuardedFetch(guard([`127.0.0.1:${port}`]))
    const at = (path: string) => new URL(`http://127.0.0.1:${port}${path}`)
    expect(await fetchBounded(fetcher, at('/elsewhere'))).toMatchObject({ problem: expect.stringContaining('302') })
    expect(await fetchBounded(fetcher, at('/long'))).toMatchObject({ problem: expect.stringContaining('10240') })
    const slow = await fetchBounded(fetcher, at('/slow'), {}, { time: 50, bytes: 10 })
    expect(slow).toMatchObject({ ok: false, problem: expect.stringContaining('50 ms') })
  })
})

describe('what a server names', () => {
  it('[servers.named] is within the exceptions only if the server is', () => {
    const all = guard(['mcp.internal:80', 'login.internal:443'])
    const login = { host: 'login.internal', port: 443 }
    expect(guardFor(all, { host: 'mcp.internal', port: 80 }).address(login, '10.0.0.9')).toBeUndefined()
    expect(guardFor(all, { host: 'mcp.example.com', port: 443 }).address(login, '10.0.0.9')).toMatch(
      /no public address/,
    )
    expect(guardFor(all, { host: 'mcp.example.com', port: 443 }).address(login, '8.8.8.8')).toBeUndefined()
    expect(guardFor(all, { host: 'a.example.com', port: 443 }).name({ host: '10.0.0.9', port: 443 })).toMatch(
      /no public/,
    )
  })
})

describe('destinations', () => {
  it('are compared in one form', () => {
    expect(destinationKey(destinationOf(new URL('https://Example.COM./x')))).toBe('example.com:443')
    expect(destinationKey(destinationOf(new URL('http://[::1]:80/')))).toBe('[::1]:80')
  })
})
