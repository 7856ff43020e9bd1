import { afterAll, beforeAll, describe } from 'vitest'
import type { Clock } from '../../ports/clock.ts'
import { counterStoreContract, type OpenedStore } from '../../ports/counter-store.contract.ts'
import { steadyTime } from '../steady-time.ts'
import { openRedisCounters } from './open.ts'
import type { RedisSettings } from './settings.ts'
import { noRedis, settingsFor, startRedis, type TestRedis } from './testing/redis-server.contract.ts'

const skipped = noRedis()

describe.skipIf(skipped !== undefined)(
  `counters in Redis${skipped === undefined ? '' : ` (not here: ${skipped})`}`,
  () => {
    let server: TestRedis
    beforeAll(async () => {
      server = await startRedis()
    })
    afterAll(() => server.stop())

    let gateways = 0

    async function open(settings: RedisSettings, clock: Clock): Promise<OpenedStore> {
      const self = `gateway-${++gateways}`
      const time = steadyTime(clock)
      const opened = await openRedisCounters({ settings, clock, self, gateways: () => 1, now: () => time.now() })
      return {
        store: opened.store,
        remembers: true,
        async crash() {
          opened.destroy()
          // Its word lapses: others need not wait for it.
          await server.command('ZREM', `{${settings.prefix}}:gateways`, self)
          return await open(settings, clock)
        },
        close: () => opened.store.close(),
      }
    }

    counterStoreContract('Redis', ({ clock }) => open(settingsFor(server.url), clock))
  },
)
