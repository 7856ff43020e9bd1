/** A store that accepts connections and says nothing, and one that has no room for what it is told. */
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../ports/clock.ts'
import { claim, terms, units } from '../../ports/counter-samples.contract.ts'
import { openRedisCounters, type RedisCounterStore } from './open.ts'
import { noRedis, settingsFor, startRedis, type TestRedis, until } from './testing/redis-server.contract.ts'

const skipped = noRedis()
const aClaim = (sample: Parameters<typeof claim>[0] = {}) =>
  claim({ at: systemClock.now(), length: 86_400_000, ...sample })
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function open(url: string): Promise<RedisCounterStore> {
  const settings = settingsFor(url, { timeout: 500 })
  const opened = await openRedisCounters({ settings, clock: systemClock, self: 'g', gateways: () => 1 })
  ends.push(() => opened.store.close())
  return opened
}

it('is given up where it accepts a connection and does not answer, and tried again', async () => {
  const sockets: Socket[] = []
  const silent = createServer((socket) => sockets.push(socket.on('error', () => undefined))).listen(0, '127.0.0.1')
  await new Promise((resolve) => silent.once('listening', resolve))
  ends.push(() => {
    for (const socket of sockets) socket.destroy()
    silent.close()
  })
  const { ready, store } = await open(`redis://127.0.0.1:${(silent.address() as AddressInfo).port}`)
  expect(ready()).toMatch(/no answer within/)
  expect((await store.reserve('a', [aClaim()])).outcome).toBe('unavailable')
  await until(() => sockets.length > 1, 'another connection')
})

describe.skipIf(skipped !== undefined)(`a full Redis${skipped === undefined ? '' : ` (not here: ${skipped})`}`, () => {
  let server: TestRedis

  it('[shared.share] is told when it has room again what was admitted without it; what it cannot do is said', async () => {
    server = await startRedis({ loglevel: 'warning' })
    ends.push(() => server.stop())
    const { store, figures } = await open(server.url)
    const [strict, patient] = [
      aClaim({ key: 'strict' }),
      aClaim({ key: 'p', terms: terms({ onStoreFailure: 'allow' }) }),
    ]
    expect((await store.reserve('first', [aClaim({ key: 'other' })])).outcome).toBe('reserved')
    await server.command('CONFIG', 'SET', 'maxmemory', '1')
    expect(await store.reserve('a', [strict])).toMatchObject({ cause: expect.stringContaining('OOM') })
    expect(await store.reserve('b', [patient])).toMatchObject({ outcome: 'reserved', unwritten: true })
    expect(figures().admittedWithout).toBe(1)
    // It is told, and cannot take it yet; whoever reads meanwhile does not wait for that.
    for (let i = 0; i < 20; i++) expect((await store.read([strict]))[0]?.used).toBe(0)
    await server.command('CONFIG', 'SET', 'maxmemory', '0')
    await until(async () => (await store.read([patient]))[0]?.used === units(1), 'it was told')
    expect((await store.read([strict]))[0]?.used).toBe(0)
  })
})
