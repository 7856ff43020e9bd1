/** Two gateways as processes, on one Redis: limits, what comes back, what was read. */
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  noRedis,
  startRedis,
  type TestRedis,
} from '../../packages/server/src/store/redis/testing/redis-server.contract.ts'
import { type GatewayProcess, startGateway } from '../gateway-process.ts'
import { ask, codeOf, modernCall } from '../messages.ts'
import { type ScriptedUpstream, startUpstream } from '../scripted-upstream.ts'

const skipped = noRedis()
const POLICY = {
  version: '1',
  default: 'deny',
  tools: {
    counted: { limits: [{ counter: 'c', window: 'day', max: 40 }] },
    paid: { limits: [{ counter: 'p', window: 'day', max: 10, increment_from: 'args.n' }] },
    send: { deny_if: [{ conditions: [{ path: 'seen.private', op: 'eq', value: true }] }] },
  },
}

describe.skipIf(skipped !== undefined)(
  `two gateways on one Redis${skipped === undefined ? '' : ` (not here: ${skipped})`}`,
  () => {
    let redis: TestRedis
    let upstream: ScriptedUpstream
    let gateways: readonly GatewayProcess[] = []

    beforeAll(async () => {
      execFileSync('redis-server', ['--version'])
      redis = await startRedis({ loglevel: 'warning' })
      upstream = await startUpstream({ tools: Object.keys(POLICY.tools) })
      const settings = { counters: { store: 'redis', url: redis.url, class: 'replicated', timeout: '500ms' } }
      const wish = { upstreams: { up: upstream.url }, policy: POLICY, settings }
      gateways = await Promise.all([startGateway(wish), startGateway(wish)])
    })
    afterAll(async () => {
      for (const gateway of gateways) await gateway.close()
      await upstream.close()
      await redis.stop()
    })

    const call = async (which: number, tool: string, args: object = {}): Promise<string | undefined> => {
      const gateway = gateways[which % 2]!
      return codeOf(await ask({ url: gateway.urlFor('up'), headers: gateway.headers }, modernCall(tool, args)))
    }

    it('know what was read at the other one', async () => {
      // Of a tool without a label anything may come.
      expect(await call(1, 'send')).toBeUndefined()
      expect(await call(0, 'send')).toBe('policy_denied')
    })

    it('admit together what fits', async () => {
      const codes = await Promise.all(Array.from({ length: 100 }, (_, i) => call(i, 'counted')))
      expect(codes.filter((code) => code === undefined)).toHaveLength(40)
      expect(codes.filter((code) => code === 'limit_exceeded')).toHaveLength(60)
      expect(await call(0, 'paid', { n: 7.5 })).toBeUndefined()
      expect(await call(1, 'paid', { n: 2.500001 })).toBe('limit_exceeded')
      expect(await call(1, 'paid', { n: 2.5 })).toBeUndefined()
    })

    it('refuse what they cannot count while Redis is away, and go on when it is back', async () => {
      redis.child?.kill('SIGSTOP')
      expect(await call(0, 'counted')).toBe('counters_unavailable')
      redis.child?.kill('SIGCONT')
      await expect.poll(() => call(0, 'counted'), { timeout: 10_000 }).toBe('limit_exceeded')
    })
  },
)
