/** What becomes of many gateways when their Redis is killed, paused, cut off or replaced. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isFollowing } from '../../packages/server/src/store/redis/testing/redis-cluster.contract.ts'
import {
  startRedis,
  type TestRedis,
  until,
} from '../../packages/server/src/store/redis/testing/redis-server.contract.ts'
import { expectSound, FAULT_POLICY, FAULT_TOOLS, type Fault, suffer } from '../many/faults.ts'
import { type Many, missing, STRICT_REDIS, startMany } from '../many/installation.ts'

const skipped = await missing()

describe.skipIf(skipped !== undefined)(`faults${skipped === undefined ? '' : ` (not here: ${skipped})`}`, () => {
  for (const kind of ['strict', 'replicated'] as const) {
    describe(kind, () => {
      let many: Many
      let replica: TestRedis | undefined
      beforeAll(async () => {
        const redis = kind === 'strict' ? STRICT_REDIS : {}
        many = await startMany({
          ...{ policy: FAULT_POLICY, tools: FAULT_TOOLS, count: 2, redis },
          counters: { class: kind, timeout: '500ms' },
        })
      })
      afterAll(async () => {
        await many?.close()
        await replica?.stop()
      })

      const faults: readonly Fault[] = [
        {
          name: `Redis (${kind}) is killed, and started again ${kind === 'strict' ? 'over its file' : 'empty'}`,
          begin: ({ redis }) => void redis.child?.kill('SIGKILL'),
          lasts: 1_500,
          end: ({ redis }) => redis.again(),
        },
        {
          name: `Redis (${kind}) is stopped in mid-sentence (SIGSTOP), and goes on`,
          begin: ({ redis }) => void redis.child?.kill('SIGSTOP'),
          lasts: 1_500,
          end: ({ redis }) => void redis.child?.kill('SIGCONT'),
        },
        {
          name: `the network to Redis (${kind}) swallows everything, and is mended`,
          begin: ({ redisDoor }) => redisDoor.block(),
          lasts: 1_500,
          end: ({ redisDoor }) => redisDoor.open(),
        },
      ]
      for (const fault of faults) {
        it(fault.name, async () => {
          const aftermath = await suffer(many, fault)
          expect(new Set(Object.values(aftermath.told).flat())).toEqual(new Set(['counters_unavailable']))
          expect(aftermath.told['free']).toBeUndefined()
          expectSound(fault, aftermath)
        })
      }

      it.runIf(kind === 'replicated')('a replica takes the place of Redis', async () => {
        const follower = await startRedis({ loglevel: 'warning', replicaof: `127.0.0.1 ${many.redis.port}` })
        replica = follower
        await until(() => isFollowing(follower), 'the replica follows')
        const fault: Fault = {
          name: 'Redis (replicated) is killed, and a replica takes its place',
          begin: ({ redis }) => void redis.child?.kill('SIGKILL'),
          lasts: 500,
          async end({ redisDoor }) {
            await follower.command('REPLICAOF', 'NO', 'ONE')
            redisDoor.leadTo(follower.port)
          },
        }
        expectSound(fault, await suffer(many, fault))
      })
    })
  }
})
