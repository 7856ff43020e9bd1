/** What becomes of many gateways when one of them is killed in each step of a call, or when disks are slow or full. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { killAtWriting, mountSmallDisk, noSlowDisk, noSmallDisk, type SmallDisk, slowDisk } from '../many/disks.ts'
import { type Aftermath, expectSound, FAULT_POLICY, FAULT_TOOLS, type Fault, suffer } from '../many/faults.ts'
import { type Many, missing, STRICT_REDIS, startMany } from '../many/installation.ts'
import { killWhenCounted, killWhenSettling } from '../many/moments.ts'
import { codeOf } from '../messages.ts'
import { until } from '../until.ts'

const skipped = await missing()
/** Records of one flush of a log, generously. */
const FLUSH = 100
/** Calls that are executed and not answered, at both gateways. */
const HELD = 8

describe.skipIf(skipped !== undefined)(`faults${skipped === undefined ? '' : ` (not here: ${skipped})`}`, () => {
  let many: Many
  beforeAll(async () => {
    many = await startMany({
      ...{ policy: FAULT_POLICY, tools: FAULT_TOOLS, count: 2, redis: STRICT_REDIS },
      counters: { class: 'strict', timeout: '2s' },
      settings: { log: { buffer: '1MiB' } },
    })
  })
  afterAll(() => many?.close())

  const codes = ({ told }: Aftermath): ReadonlySet<string> => new Set(Object.values(told).flat())
  const back = { end: (one: Many): Promise<void> => one.again(1), well: [0], lasts: 500, mayLose: FLUSH }

  const kills: readonly Fault[] = [
    {
      ...back,
      name: 'a gateway is killed while Redis is asked to count its calls',
      async begin({ redis, kill }) {
        redis.child?.kill('SIGSTOP')
        await kill(1)
        redis.child?.kill('SIGCONT')
      },
    },
    {
      ...back,
      name: 'a gateway is killed when its calls are counted and sent, and have not reached their server',
      async begin({ upstreamGate, kill }) {
        upstreamGate.stick()
        await new Promise((resolve) => setTimeout(resolve, 300))
        await kill(1)
        upstreamGate.open()
      },
    },
    {
      ...back,
      name: 'a gateway is killed when its calls are executed, and not answered',
      async begin({ upstream, kill }) {
        for (const tool of FAULT_TOOLS) await upstream.hold(tool)
        try {
          await until(async () => (await upstream.counts()).waiting >= HELD)
          await kill(1)
        } finally {
          for (const tool of FAULT_TOOLS) await upstream.release(tool)
        }
      },
    },
    {
      ...back,
      name: 'a gateway is killed when Redis has counted its calls, and it has not heard so',
      begin: killWhenCounted,
    },
    {
      ...back,
      name: 'a gateway is killed when an agent has its answer, and the end of the call is not recorded',
      async begin({ call, kill }) {
        await call(1, 'paid', { price: 0.01 })
        await kill(1)
      },
    },
    {
      ...back,
      name: 'a gateway is killed when the end of a call is recorded, and Redis has not heard of it',
      begin: killWhenSettling,
    },
    { ...back, name: 'a gateway is killed at any moment', begin: ({ kill }) => kill(1) },
  ]
  const isKilled = async (fault: Fault): Promise<void> => {
    const aftermath = await suffer(many, fault)
    expect(codes(aftermath)).toContain('lost')
    expectSound(fault, aftermath)
  }
  for (const fault of kills) it(fault.name, () => isKilled(fault))

  it.skipIf(noSlowDisk() !== undefined)('a gateway is killed when it begins to write a record', () =>
    isKilled({
      ...back,
      name: 'a gateway is killed when it begins to write records of its calls',
      async begin({ gateways, kill }) {
        const [, victim] = gateways
        const gone = new Promise((resolve) => victim?.child.once('exit', resolve))
        await killAtWriting(victim?.child.pid ?? 0, join(victim?.folder ?? '', 'state', 'decisions.jsonl'))
        await gone
        await kill(1)
      },
    }),
  )

  it.skipIf(noSlowDisk() !== undefined)('the disks are slow', async () => {
    let mend = (): Promise<void> => Promise.resolve()
    const fault: Fault = {
      name: 'the disks of all gateways and of Redis (strict) take 50 ms longer for each writing',
      async begin({ gateways, redis }) {
        const pids = [...gateways.map(({ child }) => child.pid), redis.child?.pid].filter((pid) => pid !== undefined)
        mend = await slowDisk(pids, 50)
      },
      lasts: 3_000,
      end: () => mend(),
    }
    expectSound(fault, await suffer(many, fault))
  })

  describe.skipIf(noSmallDisk() !== undefined)('a disk', () => {
    let disk: SmallDisk | undefined
    beforeAll(async () => {
      await many.kill(1)
      disk = mountSmallDisk(join(many.gateways[1]?.folder ?? '', 'state'), 16)
      await many.again(1)
    })
    afterAll(async () => {
      await many?.kill(1)
      disk?.unmount()
    })

    it('is full', async () => {
      const fault: Fault = {
        name: 'the disk of one gateway is full, and is cleared',
        async begin({ call }) {
          disk?.fill()
          // What its memory can hold of records is taken before anything is refused.
          await until(async () => codeOf(await call(1, 'free')) !== undefined)
        },
        lasts: 1_000,
        end: () => disk?.clear(),
      }
      const aftermath = await suffer(many, fault)
      expect(codes(aftermath).size).toBe(1)
      expectSound(fault, aftermath)
    })
  })
})
