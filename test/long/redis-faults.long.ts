/** Counters in Redis: killed, paused, cut off, replaced by a replica, spread over a cluster; and exact under load. */
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../packages/server/src/ports/clock.ts'
import { claim, manualClock, units } from '../../packages/server/src/ports/counter-samples.contract.ts'
import { counterStoreLaws } from '../../packages/server/src/ports/counter-store-laws.contract.ts'
import { openRedisCounters, type RedisCounterStore } from '../../packages/server/src/store/redis/open.ts'
import type { RedisSettings } from '../../packages/server/src/store/redis/settings.ts'
import {
  isFollowing,
  openDoor,
  startCluster,
} from '../../packages/server/src/store/redis/testing/redis-cluster.contract.ts'
import {
  noRedis,
  settingsFor,
  startRedis,
  type TestRedis,
  until,
} from '../../packages/server/src/store/redis/testing/redis-server.contract.ts'
import { steadyTime } from '../../packages/server/src/store/steady-time.ts'

const skipped = noRedis()
const DAY = 86_400_000
const CALLERS = 64
const ORGANISATIONS = Array.from({ length: 12 }, (_, i) => `org${i}`)
const STRICT = { appendonly: 'yes', appendfsync: 'always' }

describe.skipIf(skipped !== undefined)(
  `counters in Redis${skipped === undefined ? '' : ` (not here: ${skipped})`}`,
  () => {
    const ending: (() => Promise<unknown>)[] = []
    let names = 0
    afterEach(async () => {
      for (const end of ending.splice(0).reverse()) await end()
    })

    async function server(options: Readonly<Record<string, string>> = {}): Promise<TestRedis> {
      const started = await startRedis({ loglevel: 'warning', ...options })
      ending.push(() => started.stop())
      return started
    }

    async function open(settings: RedisSettings): Promise<RedisCounterStore> {
      const self = `gateway-${++names}`
      const opened = await openRedisCounters({ settings, clock: systemClock, self, gateways: () => 4 })
      ending.push(() => opened.store.close())
      return opened
    }

    const aClaim = (key: string, max: number) => claim({ key, max: units(max), at: systemClock.now(), length: DAY })

    interface Load {
      readonly gateways: readonly RedisCounterStore[]
      readonly calls: number
      readonly max: number
      /** What happens while calls are made, told how many were. */
      readonly during?: (made: number) => void
    }

    /** 64 callers make calls on one limit. @returns how many were admitted, refused, and without an answer */
    async function load({ gateways, calls, max, during }: Load): Promise<Record<string, number>> {
      const counted: Record<string, number> = { reserved: 0, refused: 0, unavailable: 0 }
      let made = 0
      const caller = async (gateway: RedisCounterStore): Promise<void> => {
        while (made < calls) {
          const number = made++
          during?.(number)
          const answer = await gateway.store.reserve(`r${number}`, [
            aClaim('k', max),
            aClaim(`own ${number % 97}`, max),
          ])
          counted[answer.outcome] = (counted[answer.outcome] ?? 0) + 1
          if (answer.outcome === 'unavailable') await new Promise((resolve) => setTimeout(resolve, 20))
        }
      }
      await Promise.all(Array.from({ length: CALLERS }, (_, i) => caller(gateways[i % gateways.length]!)))
      return counted
    }

    const claimOf = (organisation: string, name: string, max: number) =>
      aClaim(`${organisation.length}:${organisation}1:d${name.length}:${name}`, max)

    /** Calls of each organisation, at once, of which 50 fit. @returns how many were admitted */
    async function spread(gateways: readonly RedisCounterStore[], calls: number): Promise<number> {
      const tries = ORGANISATIONS.flatMap((organisation) =>
        Array.from({ length: calls }, (_, i) => {
          const claims = [claimOf(organisation, 'a', 50), claimOf(organisation, 'b', 1_000)]
          return gateways[i % gateways.length]!.store.reserve(`call ${++names}`, claims)
        }),
      )
      return (await Promise.all(tries)).filter(({ outcome }) => outcome === 'reserved').length
    }

    const used = async ({ store }: RedisCounterStore): Promise<number> =>
      ((await store.read([aClaim('k', 1)]).catch(() => []))[0]?.used ?? -1) / 1_000_000

    it('four gateways, 64 callers, 100,000 calls: admitted as many as fit, to the unit', async () => {
      const settings = settingsFor((await server()).url)
      const gateways = await Promise.all([1, 2, 3, 4].map(() => open(settings)))
      expect(await load({ gateways, calls: 100_000, max: 41_234 })).toEqual({
        reserved: 41_234,
        refused: 58_766,
        unavailable: 0,
      })
      expect(await used(gateways[0]!)).toBe(41_234)
    })

    it('strict: killed and started again five times, never admits more than fits, and has all that it answered', async () => {
      const redis = await server(STRICT)
      const settings = settingsFor(redis.url, { class: 'strict', timeout: 1_000 })
      const gateways = await Promise.all([1, 2, 3, 4].map(() => open(settings)))
      await until(() => gateways.every((one) => one.ready() === undefined), 'all are ready')
      const restarts: Promise<void>[] = []
      const during = (made: number): void => {
        if (made % 3_000 !== 1_500) return
        redis.child?.kill('SIGKILL')
        restarts.push(new Promise((resolve) => setTimeout(resolve, 100)).then(() => redis.again()))
      }
      const counted = await load({ gateways, calls: 15_000, max: 5_000, during })
      await Promise.all(restarts)
      expect(restarts.length).toBe(5)
      expect(counted['unavailable']).toBeGreaterThan(0)
      expect(counted['reserved']).toBeLessThanOrEqual(5_000)
      await until(
        async () => (await used(gateways[0]!)) >= counted['reserved']!,
        'everything that was answered is there',
      )
      expect(await used(gateways[0]!)).toBeLessThanOrEqual(5_000)
    })

    it('paused and cut off: calls are refused in the stated time, and what came late is given back', async () => {
      const redis = await server()
      const door = await openDoor(redis.port)
      ending.push(() => door.close())
      const gateway = await open(settingsFor(door.url, { timeout: 200 }))
      expect((await gateway.store.reserve('a', [aClaim('k', 10)])).outcome).toBe('reserved')
      redis.child?.kill('SIGSTOP')
      const paused = await Promise.all(['b', 'c', 'd'].map((id) => gateway.store.reserve(id, [aClaim('k', 10)])))
      redis.child?.kill('SIGCONT')
      expect(paused.map((one) => one.outcome)).toEqual(['unavailable', 'unavailable', 'unavailable'])
      await until(async () => (await used(gateway)) === 1, 'what came late is given back')
      door.block()
      expect((await gateway.store.reserve('e', [aClaim('k', 10)])).outcome).toBe('unavailable')
      expect(gateway.ready()).toMatch(/cannot be counted/)
      door.open()
      await until(async () => (await used(gateway)) === 1, 'it is reached again')
      expect(gateway.ready()).toBeUndefined()
    })

    it('replicated: a replica that had not heard of everything is told it before it admits anything', async () => {
      const primary = await server()
      const replica = await server({ replicaof: `127.0.0.1 ${primary.port}` })
      await until(() => isFollowing(replica), 'the replica follows')
      const door = await openDoor(primary.port)
      ending.push(() => door.close())
      const settings = settingsFor(door.url, { timeout: 300 })
      const gateways = await Promise.all([1, 2, 3, 4].map(() => open(settings)))
      const before = await load({ gateways, calls: 400, max: 1_000 })
      // From here on the replica hears nothing: all of this would be lost.
      await replica.command('REPLICAOF', 'NO', 'ONE')
      const unheard = await load({ gateways, calls: 1_200, max: 1_000 }).then((one) => one['reserved']!)
      const known = before['reserved']! + unheard
      expect(known).toBeGreaterThan(400)
      primary.child?.kill('SIGKILL')
      door.leadTo(replica.port)
      await until(async () => (await used(gateways[0]!)) === Math.min(1_000, known), 'the replica was told everything')
      await until(async () => (await gateways[0]!.store.peek([aClaim('other', 1)])).outcome === 'fits', 'it answers')
      const after = await load({ gateways, calls: 600, max: 1_000 })
      expect(known + after['reserved']!).toBeLessThanOrEqual(1_000)
    })

    it('a cluster of three keeps each organisation on one node, and is exact', async () => {
      const nodes = await startCluster()
      for (const node of nodes) ending.push(() => node.stop())
      const settings = settingsFor(nodes[0]!.url, { cluster: true })
      const gateways = await Promise.all([1, 2].map(() => open(settings)))
      await until(() => gateways.every((one) => one.ready() === undefined), 'both are ready')
      expect(await spread(gateways, 80)).toBe(ORGANISATIONS.length * 50)
      const sizes = await Promise.all(nodes.map(async (node) => Number(await node.command('DBSIZE'))))
      expect(sizes.every((size) => size > 0)).toBe(true)
    })

    it('a cluster whose first node is killed goes on with its replica, and admits as many as fit', async () => {
      const nodes = await startCluster(3)
      for (const node of nodes) ending.push(() => node.stop())
      const settings = settingsFor(nodes[0]!.url, { cluster: true, timeout: 500 })
      const gateways = await Promise.all([1, 2].map(() => open(settings)))
      await until(() => gateways.every((one) => one.ready() === undefined), 'both are ready')
      let admitted = await spread(gateways, 20)
      expect(admitted).toBe(ORGANISATIONS.length * 20)
      // Its replica hears nothing of these.
      nodes[3]?.child?.kill('SIGSTOP')
      admitted += await spread(gateways, 10)
      nodes[0]?.child?.kill('SIGKILL')
      nodes[3]?.child?.kill('SIGCONT')
      admitted += await spread(gateways, 10)
      const from = performance.now()
      await until(async () => {
        admitted += await spread(gateways, 5)
        return admitted >= ORGANISATIONS.length * 50
      }, 'every place is used')
      console.info(`all went on ${Math.round(performance.now() - from)} ms after a primary of the cluster was killed`)
      admitted += await spread(gateways, 5)
      expect(admitted).toBe(ORGANISATIONS.length * 50)
    })

    it('a cluster with replicas is not counted in where nothing may be exceeded', async () => {
      const nodes = await startCluster(3, STRICT)
      for (const node of nodes) ending.push(() => node.stop())
      const gateway = await open(settingsFor(nodes[0]!.url, { cluster: true, class: 'strict' }))
      expect(gateway.ready()).toMatch(/without having heard of everything/)
    })
  },
)

describe.skipIf(skipped !== undefined)('the laws of counters in Redis, at length', () => {
  let redis: TestRedis | undefined
  let names = 0
  afterAll(() => redis?.stop())
  counterStoreLaws(
    async ({ clock }) => {
      redis ??= await startRedis({ loglevel: 'warning' })
      const time = steadyTime(clock ?? manualClock())
      const settings = settingsFor(redis.url)
      const self = `gateway-${++names}`
      const opened = await openRedisCounters({ settings, clock, self, gateways: () => 1, now: () => time.now() })
      return { store: opened.store, close: () => opened.store.close() }
    },
    {},
    1_000,
  )
})
