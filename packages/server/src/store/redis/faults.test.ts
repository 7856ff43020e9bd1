/** What happens to counters in Redis when Redis, or a gateway, does not behave. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../ports/clock.ts'
import { claim, terms, units } from '../../ports/counter-samples.contract.ts'
import { createFlowFacts } from '../flow-facts.ts'
import { steadyTime } from '../steady-time.ts'
import { sharedFlowFacts } from './flow-facts.ts'
import { openRedisCounters, type RedisCounterStore } from './open.ts'
import type { RedisSettings } from './settings.ts'
import { noRedis, settingsFor, startRedis, type TestRedis, until } from './testing/redis-server.contract.ts'

const skipped = noRedis()
const HOUR = 3_600_000
const now = (): number => systemClock.now()
const aClaim = (sample: Parameters<typeof claim>[0] = {}) => claim({ at: now(), length: 24 * HOUR, ...sample })

describe.skipIf(skipped !== undefined)(
  `Redis under faults${skipped === undefined ? '' : ` (not here: ${skipped})`}`,
  () => {
    let server: TestRedis
    const opened: RedisCounterStore[] = []
    let names = 0

    beforeAll(async () => {
      // A server of its own also where one is given: this one is stopped and told to forget.
      server = await startRedis({ loglevel: 'warning' })
    })
    afterAll(() => server.stop())
    afterEach(async () => {
      for (const one of opened.splice(0)) await one.store.close()
    })

    async function open(settings: RedisSettings, gateways = 1, zones = 'same'): Promise<RedisCounterStore> {
      const self = `gateway-${++names}`
      const one = await openRedisCounters({ settings, clock: systemClock, self, gateways: () => gateways, zones })
      opened.push(one)
      return one
    }

    it('[shared.exact] of four gateways with 64 callers admits exactly what fits, at the store’s own time', async () => {
      const settings = settingsFor(server.url)
      const gateways = await Promise.all([open(settings), open(settings), open(settings), open(settings)])
      const max = units(700)
      let admitted = 0
      let next = 0
      const caller = async (gateway: RedisCounterStore): Promise<void> => {
        while (next < 2_000) {
          const id = `r${next++}`
          const claims = [aClaim({ max }), aClaim({ key: `own ${next % 7}`, max: units(100) })]
          if ((await gateway.store.reserve(id, claims)).outcome === 'reserved') admitted++
        }
      }
      await Promise.all(Array.from({ length: 64 }, (_, i) => caller(gateways[i % 4]!)))
      expect(admitted).toBe(700)
      expect(await gateways[0]!.store.read([aClaim({ max })])).toEqual([{ key: 'k', used: max }])
    })

    it('[shared.forgets] a store that forgot everything is told again before it admits anything', async () => {
      const settings = settingsFor(server.url)
      const [first, second] = [await open(settings), await open(settings)]
      const one = aClaim({ max: units(10) })
      for (let i = 0; i < 6; i++) expect((await first.store.reserve(`a${i}`, [one])).outcome).toBe('reserved')
      for (let i = 0; i < 4; i++) expect((await second.store.reserve(`b${i}`, [one])).outcome).toBe('reserved')
      first.store.settle('a0', 'release')
      expect((await first.store.read([one]))[0]?.used).toBe(units(9))
      await server.command('FLUSHALL')
      // Nothing is admitted until the others had time to say what they took.
      expect((await first.store.reserve('c', [one])).outcome).toBe('unavailable')
      await until(
        async () => (await first.store.read([one]))[0]?.used === units(9),
        'both gateways told what they took',
      )
      await until(
        async () => (await second.store.reserve(`d${++names}`, [one])).outcome === 'reserved',
        'it admits again',
      )
      expect((await first.store.reserve('e', [one])).outcome).toBe('refused')
    })

    it('learns a script again that the store does not know any more', async () => {
      const { store } = await open(settingsFor(server.url))
      expect((await store.reserve('a', [aClaim()])).outcome).toBe('reserved')
      await server.command('SCRIPT', 'FLUSH')
      expect((await store.reserve('b', [aClaim()])).outcome).toBe('reserved')
      expect((await store.read([aClaim()]))[0]?.used).toBe(units(2))
    })

    it('[shared.share] while the store hangs admits this gateway’s share where limits say so, and tells of it later', async () => {
      const settings = settingsFor(server.url, { timeout: 150 })
      const { store, figures } = await open(settings, 5)
      const patient = aClaim({ terms: terms({ onStoreFailure: 'allow' }) })
      const strict = aClaim({ key: 'strict' })
      expect((await store.reserve('a', [patient])).outcome).toBe('reserved')
      server.child!.kill('SIGSTOP')
      const during = await Promise.all(['b', 'c', 'd', 'e'].map((id) => store.reserve(id, [patient])))
      const refused = await store.reserve('f', [strict])
      const mixed = await store.reserve('g', [patient, strict])
      server.child!.kill('SIGCONT')
      expect(during.map((one) => one.outcome === 'reserved' && one.unwritten)).toEqual([true, true, false, false])
      expect([refused.outcome, mixed.outcome]).toEqual(['unavailable', 'unavailable'])
      expect(figures().admittedWithout).toBe(2)
      // One before, two without the store; what it did late of the others is given back.
      await until(
        async () => (await store.read([patient, strict]).catch(() => []))[0]?.used === units(3),
        'it was told',
      )
      expect((await store.read([strict]))[0]?.used).toBe(0)
      store.settle('b', 'release')
      await until(async () => (await store.read([patient]))[0]?.used === units(2), 'one came back')
    })

    it('[shared.unfit] is not ready where the store would forget, or other gateways have other time zones', async () => {
      await server.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru')
      const unfit = await open(settingsFor(server.url))
      expect(unfit.ready()).toMatch(/noeviction/)
      expect((await unfit.store.reserve('a', [aClaim()])).outcome).toBe('unavailable')
      await server.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction')
      await until(() => unfit.ready() === undefined, 'it is ready again')
      expect((await unfit.store.reserve('b', [aClaim()])).outcome).toBe('reserved')

      expect((await open(settingsFor(server.url, { class: 'strict' }))).ready()).toMatch(/appendfsync always/)

      const shared = settingsFor(server.url)
      expect((await open(shared, 1, '2026a')).ready()).toBeUndefined()
      const other = await open(shared, 1, '2025c')
      expect(other.ready()).toMatch(/time-zone data/)
      expect((await other.store.reserve('a', [aClaim()])).outcome).toBe('unavailable')
    })

    it('is opened where nobody answers, says so, and counts nothing', async () => {
      const { store, ready } = await open(settingsFor('redis://127.0.0.1:1', { timeout: 100 }))
      expect(ready()).toMatch(/cannot be counted/)
      expect((await store.reserve('a', [aClaim()])).outcome).toBe('unavailable')
      await expect(store.read([aClaim()])).rejects.toThrow(/did not answer/)
    })

    it('is not taken for silent while this process itself stands still', async () => {
      const { store, figures } = await open(settingsFor(server.url, { timeout: 500 }))
      expect((await store.reserve('before', [aClaim()])).outcome).toBe('reserved')
      const standStill = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700)
      // In each turn of the event loop between being asked for it and its answer.
      for (const turns of [0, 1, 2]) {
        const answer = store.reserve(`after ${turns}`, [aClaim()])
        for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
        standStill()
        expect((await answer).outcome).toBe('reserved')
      }
      expect(figures().reconnects).toBe(0)
    })

    it('takes nobody for gone whose word has lapsed, until it had time to say it again', async () => {
      const settings = settingsFor(server.url)
      const gateways = `{${settings.prefix}}:gateways`
      const first = await open(settings)
      const intent = { at: now(), grant: 'g', server: 's', tool: 't' }
      await first.store.reserve('a', [aClaim()], { intent })
      const begun = performance.now()
      const { store, link } = await open(settings)
      first.destroy()
      /** As a store whose clock jumps ahead does; the other one looks as soon as it is connected again. */
      const lapse = async (): Promise<void> => {
        const before = link.reconnects
        await server.command('DEL', gateways)
        await server.command('CLIENT', 'KILL', 'TYPE', 'normal')
        await until(() => link.reconnects > before && link.isUp, 'it is connected again')
        await until(async () => Number(await server.command('ZCARD', gateways)) === 1, 'it has looked')
      }
      await lapse()
      await store.read([aClaim()])
      // Every five seconds it looks by itself.
      if (performance.now() - begun < 4_900) expect(store.takeOpenIntents()).toEqual([])
      await lapse()
      await until(() => store.takeOpenIntents().some(({ reservation }) => reservation === 'a'), 'it is gone')
    })

    it('[shared.slot] takes nothing for claims of two organisations', async () => {
      const { store } = await open(settingsFor(server.url))
      const answer = await store.reserve('a', [aClaim({ key: '4:acme1:d' }), aClaim({ key: '6:globex1:d' })])
      expect(answer).toMatchObject({ outcome: 'unavailable', cause: expect.stringContaining('several organisations') })
    })

    describe('what was read', () => {
      let shared: RedisSettings
      beforeEach(() => {
        shared = settingsFor(server.url)
      })
      const facts = async (settings = shared) => {
        const { link } = await open(settings)
        const own = createFlowFacts({ time: steadyTime(systemClock), diagnose: () => undefined })
        return { link, facts: sharedFlowFacts({ own, link, prefix: settings.prefix, clock: systemClock }) }
      }
      const place = { grant: 'g', slot: 0 } as const

      it('[shared.flow] at one gateway is known at the others when a rule goes by it, and nobody else waits', async () => {
        const [first, second] = [(await facts()).facts, (await facts()).facts]
        expect(second.behind?.(place, systemClock.monotonic())).toBeUndefined()
        first.note(place, ['private'])
        const started = systemClock.monotonic()
        expect(second.seen(place, HOUR)).toMatchObject({ private: false })
        expect(second.behind?.(place, started)).toBeInstanceOf(Promise)
        await until(async () => {
          second.seen(place, HOUR)
          await second.behind?.(place, systemClock.monotonic())
          return second.seen(place, HOUR).private
        }, 'the other gateway knows')
        expect(second.seen(place, HOUR)).toEqual({ private: true, untrusted: false, secrets: false })
        expect(second.behind?.(place, started)).toBeUndefined()
      })

      it('counts as read where the store cannot say', async () => {
        const { link, facts: own } = await facts()
        own.seen(place, HOUR)
        link.destroy()
        await own.behind?.(place, systemClock.monotonic())
        expect(own.seen(place, HOUR)).toEqual({ private: true, untrusted: true, secrets: true })
      })
    })
  },
)
