/** Amounts go into the store and come back digit by digit; what a call counts in, and whose turn it is, follow from its keys. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../ports/clock.ts'
import { claim, MINUTE, manualClock, millionths, START } from '../../ports/counter-samples.contract.ts'
import { openRedisCounters, type RedisCounterStore } from './open.ts'
import { placeOfClaims } from './place-of-claims.ts'
import { createStoreTime } from './store-time.ts'
import { noRedis, settingsFor, startRedis, type TestRedis } from './testing/redis-server.contract.ts'
import { WaitingOperations } from './waiting.ts'

const skipped = noRedis()

describe.skipIf(skipped !== undefined)(
  `amounts in Redis${skipped === undefined ? '' : ` (not here: ${skipped})`}`,
  () => {
    let server: TestRedis
    let opened: RedisCounterStore
    beforeAll(async () => {
      server = await startRedis()
      const settings = settingsFor(server.url)
      opened = await openRedisCounters({ settings, clock: systemClock, self: 'g', gateways: () => 1, now: () => START })
    })
    afterAll(async () => {
      await opened.store.close()
      await server.stop()
    })

    it('[amounts.whole] are added, compared and given back exactly up to 2^53 − 1', async () => {
      const most = BigInt(Number.MAX_SAFE_INTEGER)
      const large = fc.oneof(
        fc.maxSafeNat(),
        fc.nat(9).map((less) => Number.MAX_SAFE_INTEGER - less),
      )
      let calls = 0
      const of = (key: string, amount: number, rolls: boolean) => {
        const terms = rolls ? { rolling: MINUTE } : {}
        return claim({ key, amount: millionths(amount), max: millionths(Number.MAX_SAFE_INTEGER), terms })
      }
      /** Takes an amount, if it fits, and gives it back, if it says so. @returns the sum then */
      const take = async (one: ReturnType<typeof of>, sum: bigint, comesBack: boolean): Promise<bigint> => {
        const id = `r${calls++}`
        const fits = sum + BigInt(one.amount) <= most
        expect((await opened.store.reserve(id, [one])).outcome).toBe(fits ? 'reserved' : 'refused')
        if (comesBack) opened.store.settle(id, 'release')
        return fits && !comesBack ? sum + BigInt(one.amount) : sum
      }
      const run = async (amounts: readonly number[], rolls: boolean): Promise<void> => {
        const key = `k${calls++}`
        let sum = 0n
        for (const [index, amount] of amounts.entries()) {
          sum = await take(of(key, amount, rolls), sum, index % 2 === 1)
          expect(BigInt((await opened.store.read([of(key, 0, rolls)]))[0]!.used)).toBe(sum)
        }
      }
      await fc.assert(fc.asyncProperty(fc.array(large, { minLength: 1, maxLength: 5 }), fc.boolean(), run), {
        numRuns: 60,
      })
    })
  },
)

describe('the place of claims', () => {
  it.each([
    [['4:acme1:d1:s5:grant2:g14:name'], { organisation: 'acme', grant: 'g1' }],
    [['4:acme1:d0:5:owner5:owner4:name'], { organisation: 'acme', grant: '' }],
    [['4:acme1:d0:5:owner5:owner4:name', '4:acme1:d1:s7:session2:g21:04:name'], { organisation: 'acme', grant: 'g2' }],
    [['4:acme1:d', '5:other1:d'], undefined],
    [['no key of ours'], { organisation: '', grant: '' }],
    [[], { organisation: '', grant: '' }],
  ])('of %j is %j', (keys, place) => {
    expect(placeOfClaims(keys.map((key) => claim({ key })))).toEqual(place)
  })
})

describe('operations that wait', () => {
  const operation = (lane: string, text: string) => ({ lane, text, lasting: false, since: 0, done: () => undefined })
  const texts = (waiting: WaitingOperations, most: number) => waiting.take(most).map(({ text }) => text)

  it('go in the order they came while they fit, and by turns of the grants where they do not', () => {
    const waiting = new WaitingOperations()
    for (let i = 0; i < 5; i++) waiting.push(operation('many', `m${i}`))
    waiting.push(operation('one', 'o0'))
    waiting.push(operation('two', 't0'))
    expect(texts(waiting, 3)).toEqual(['m0', 'o0', 't0'])
    expect(texts(waiting, 64)).toEqual(['m1', 'm2', 'm3', 'm4'])
    expect(waiting.size).toBe(0)
  })

  it('go first where they were put back', () => {
    const waiting = new WaitingOperations()
    waiting.push(operation('a', 'later'))
    waiting.putFirst([operation('a', 'back')])
    expect(texts(waiting, 64)).toEqual(['back', 'later'])
  })
})

describe('the store’s time', () => {
  it('[time.windows] is not believed when it jumps ahead, until that has held', () => {
    const clock = manualClock()
    const time = createStoreTime(clock)
    expect(time.believed()).toBe(0)
    time.heard(START)
    clock.pass(1_000)
    expect(time.believed()).toBe(START + 1_000)
    time.heard(START + 60 * MINUTE)
    expect(time.believed()).toBeLessThan(START + 2 * MINUTE)
    for (let minutes = 0; minutes < 6; minutes++) {
      clock.pass(MINUTE)
      time.believed()
    }
    expect(time.believed()).toBeGreaterThan(START + 60 * MINUTE)
  })
})
