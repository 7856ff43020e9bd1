/** One gateway with two workers that count in Redis: limits are exact, a stop holds at both, people answer calls of both. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  noRedis,
  startRedis,
  type TestRedis,
} from '../../packages/server/src/store/redis/testing/redis-server.contract.ts'
import { type ControlledProcess, firstAccount, good, type Person, startControlled } from '../control-process.ts'
import { codeOf, modernCall } from '../messages.ts'
import { type ScriptedUpstream, startUpstream } from '../scripted-upstream.ts'
import { until } from '../until.ts'
import { type Came, sender, workersOf } from '../workers-house.ts'

const skipped = noRedis()
const params = { organisation: 'local' }
const MAX = 60
const CALLS = 150
const POLICY = {
  version: '1',
  default: 'deny',
  tools: {
    counted: { limits: [{ counter: 'c', window: 'day', max: MAX }] },
    stormy: { limits: [{ counter: 's', window: 'day', max: MAX }] },
    asked: { action: 'require_approval', approval: { hold: '60s' } },
    free: {},
  },
}

describe.skipIf(skipped !== undefined)(
  `two workers and one Redis${skipped === undefined ? '' : ` (not here: ${skipped})`}`,
  () => {
    let redis: TestRedis
    let upstream: ScriptedUpstream
    let gateway: ControlledProcess
    let ada: Person
    let token: string

    beforeAll(async () => {
      redis = await startRedis({ loglevel: 'warning' })
      upstream = await startUpstream({ tools: Object.keys(POLICY.tools) })
      gateway = await startControlled({
        workers: 2,
        counters: { store: 'redis', url: redis.url, class: 'replicated', timeout: '5s' },
        allow_destinations: [new URL(upstream.url).host],
        limits: { refusals_per_second: 100_000 },
      })
      ada = await firstAccount(gateway)
      await good(ada.client.call('policies.create', { params, body: { name: 'rules', text: JSON.stringify(POLICY) } }))
      const server = { slug: 'shop', from: { url: upstream.url }, newTools: 'follow', probe: false } as const
      await good(ada.client.call('servers.create', { params, body: server }))
      const body = { label: 'agent', servers: { shop: { policy: 'rules' } } }
      token = (await good(ada.client.call('grants.create', { params, body }))).token
    })
    afterAll(async () => {
      await gateway?.close()
      await upstream?.close()
      await redis?.stop()
    })

    /** Over a connection of its own: whichever worker takes it. */
    const call = (tool: string): Promise<Came> => {
      const place = { headers: { authorization: `Bearer ${token}` }, urlFor: () => `${gateway.origin}/mcp/shop` }
      return sender(place, 'shop', 0).send(modernCall(tool))
    }
    const codes = async (tool: string, calls: number): Promise<ReadonlySet<string | undefined>> =>
      new Set((await Promise.all(Array.from({ length: calls }, () => call(tool)))).map(codeOf))
    const workers = (): readonly number[] => workersOf(gateway)

    it('admit together exactly what fits', async () => {
      expect(workers()).toHaveLength(2)
      expect(await codes('counted', CALLS)).toEqual(new Set([undefined, 'limit_exceeded']))
      expect(upstream.calls('counted')).toBe(MAX)
      expect(await redis.command('KEYS', '{portcullis:*:c')).toHaveLength(1)
    })

    it('are stopped by the kill switch, both before it is answered', async () => {
      const stops = { kind: 'server', server: 'shop' } as const
      const { id } = await good(ada.client.call('kills.stop', { params, body: { stops, reason: 'We look into it.' } }))
      const before = upstream.calls('free')
      expect(await codes('free', 40)).toEqual(new Set(['stopped']))
      expect(upstream.calls('free')).toBe(before)
      await good(ada.client.call('kills.lift', { params: { ...params, kill: id } }))
      expect(await codes('free', 40)).toEqual(new Set([undefined]))
      expect(upstream.calls('free')).toBe(before + 40)
    })

    it('hear what people answered, whichever of them asked', async () => {
      const held = Array.from({ length: 6 }, () => call('asked'))
      const pending = async () => (await good(ada.client.call('approvals.list', { params, query: {} }))).items
      // The same call is asked about once.
      await until(async () => (await pending()).length > 0)
      const approve = async (id: string): Promise<void> => {
        const one = { ...params, approval: id }
        const { seen = '' } = await good(ada.client.call('approvals.read', { params: one }))
        await good(ada.client.call('approvals.approve', { params: one, body: { seen } }))
      }
      let isOver = false
      const approving = (async () => {
        while (!isOver) {
          for (const { id, state } of await pending()) if (state === 'pending') await approve(id)
          await new Promise((resolve) => setTimeout(resolve, 100))
        }
      })()
      const ended = await Promise.all(held)
      isOver = true
      await approving
      const made = ended.filter((came) => came.status === 200 && codeOf(came) === undefined)
      expect(made.length).toBeGreaterThan(0)
      expect(upstream.calls('asked')).toBe(made.length)
    })

    it('never admit more when one of them is killed', async () => {
      const [victim] = workers()
      const storm = Array.from({ length: 5 }, async (_, turn) => {
        if (turn === 1) process.kill(victim ?? 0, 'SIGKILL')
        return Promise.all(Array.from({ length: 30 }, () => call('stormy')))
      })
      await Promise.all(storm)
      await until(() => workers().length === 2 && !workers().includes(victim ?? 0))
      await until(async () => codeOf(await call('stormy')) === 'limit_exceeded')
      expect(upstream.calls('stormy')).toBeLessThanOrEqual(MAX)
    })
  },
)
