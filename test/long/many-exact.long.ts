/** Four gateways, one Redis, one PostgreSQL: what is admitted is what fits, to the unit; and never more, whoever is killed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Call, callAll, Fates } from '../many/clients.ts'
import { type Many, missing, STRICT_REDIS, startMany } from '../many/installation.ts'
import { allowedIn, knownByEnd, logsOf } from '../many/logs.ts'

const skipped = await missing()
/** Fewer where a machine is small: `MANY_CALLS=20000`. */
const CALLS = Number(process.env['MANY_CALLS'] ?? 100_000)
const CLIENTS = 64
const COUNT = 4
const CUSTOMERS = 100
/** Records of one flush of a log, generously. */
const FLUSH = 100
/** Each limit lets through a part of what is asked of it. */
const TOTAL = Math.floor(CALLS * 0.2)
const PAID = Math.floor(CALLS * 0.05)
const ROLLING = Math.floor(CALLS * 0.05)
const MINUTELY = Math.floor(CALLS * 0.005)
const EACH = Math.max(1, Math.floor(CALLS / 2500))
/** Millionths would do as well: no binary fraction has this value. */
const PRICE = 0.1

const month = { window: 'month', scope: 'grant' } as const
const limited = (...limits: readonly object[]) => ({ limits })
const POLICY = {
  version: '1',
  default: 'deny',
  tools: {
    total: limited({ ...month, counter: 'total', max: TOTAL }),
    each: limited({ ...month, counter: 'each', max: EACH, by: ['args.customer'] }),
    paid: limited({ ...month, counter: 'paid', max: PAID * PRICE, increment_from: 'args.price' }),
    rolling: limited({ ...month, counter: 'rolling', window: '24h', kind: 'rolling', max: ROLLING }),
    minutely: limited({ ...month, counter: 'minutely', window: 'minute', max: MINUTELY }),
    killed: limited({ ...month, counter: 'killed', max: TOTAL }),
    bought: limited({ ...month, counter: 'bought', max: PAID * PRICE, increment_from: 'args.price' }),
  },
}

/** So many of a hundred calls are of these tools. */
const MIX = [
  ...Array<string>(40).fill('total'),
  ...Array<string>(30).fill('each'),
  ...Array<string>(10).fill('paid'),
  ...Array<string>(10).fill('rolling'),
  ...Array<string>(10).fill('minutely'),
]

describe.skipIf(skipped !== undefined)(`four gateways${skipped === undefined ? '' : ` (not here: ${skipped})`}`, () => {
  let many: Many
  beforeAll(async () => {
    many = await startMany({
      ...{ policy: POLICY, tools: Object.keys(POLICY.tools), count: COUNT, direct: true, redis: STRICT_REDIS },
      counters: { class: 'strict', timeout: '5s' },
    })
  })
  afterAll(() => many?.close())

  /** Of the store, by whose time windows are counted. */
  const seconds = async (): Promise<number> => {
    const [whole] = (await many.redis.command('TIME')) as readonly unknown[]
    return Number(whole)
  }
  const minute = async (): Promise<number> => Math.floor((await seconds()) / 60)

  it('admit of 100,000 calls of 64 clients as many as fit, in every window', async () => {
    const fates = new Fates()
    let made = 0
    let visits = 0
    // So early in a minute that it is used up before the next begins.
    await expect.poll(async () => (await seconds()) % 60, { timeout: 60_000, interval: 250 }).toBeLessThan(20)
    const first = await minute()
    const next = (): Call | undefined => {
      if (made >= CALLS) return undefined
      const id = made++
      const tool = MIX[(id * 37) % MIX.length] ?? ''
      const customer = `c${tool === 'each' ? visits++ % CUSTOMERS : 0}`
      return { tool, args: { id: `e${id}`, customer, price: PRICE } }
    }
    const from = performance.now()
    await callAll(many, { clients: CLIENTS, next, onFate: (fate) => fates.add(fate) })
    console.info(`${Math.round(CALLS / ((performance.now() - from) / 1000))} calls a second`)

    // The last minute is used up as well, and no other has begun since.
    let last = 0
    for (let isFull = false; !isFull; ) {
      last = await minute()
      const told: string[] = []
      const more = (): Call | undefined =>
        told.includes('limit_exceeded') ? undefined : { tool: 'minutely', args: { id: `m${made++}` } }
      await callAll(many, {
        ...{ clients: COUNT, next: more },
        onFate(fate) {
          told.push(fate.fate)
          fates.add(fate)
        },
      })
      isFull = last === (await minute())
    }
    const fits = {
      ...{ total: TOTAL, each: EACH * CUSTOMERS, paid: PAID, rolling: ROLLING },
      minutely: MINUTELY * (last - first + 1),
    }
    const done = Object.fromEntries(Object.keys(fits).map((tool) => [tool, fates.of(tool, 'done')]))
    expect(done).toEqual(fits)
    for (const tool of Object.keys(fits))
      expect(Object.keys(fates.all(tool)).sort()).toEqual(['done', 'limit_exceeded'])
    expect(await many.upstream.counts()).toEqual({ executed: fits, repeated: 0, waiting: 0 })
    await expect.poll(async () => allowedIn(await logsOf(many)), { timeout: 20_000, interval: 200 }).toEqual(fits)
  })

  it('never admit more where they are killed, and lose no more records than the flush of each', async () => {
    const fates = new Fates()
    const KILLS = 6
    const killAt = (kill: number): number => Math.floor((TOTAL * 0.6 * (kill + 1)) / KILLS)
    let made = 0
    let kills = 0
    let killing: Promise<void> = Promise.resolve()
    const answered = (): number => fates.of('killed', 'done')
    const next = (): Call | undefined => {
      if (made >= CALLS / 2) return undefined
      const id = made++
      return { tool: id % 5 === 0 ? 'bought' : 'killed', args: { id: `k${id}`, price: PRICE } }
    }
    await callAll(many, {
      ...{ clients: CLIENTS, next },
      onFate(fate) {
        fates.add(fate)
        if (kills === KILLS || answered() < killAt(kills)) return
        const gateway = kills++ % COUNT
        killing = killing.then(() => many.kill(gateway)).then(() => many.again(gateway))
      },
    })
    await killing
    expect(kills).toBe(KILLS)
    // What is left is asked for: it says how much was used.
    for (const tool of ['killed', 'bought']) {
      const told = new Fates()
      const more = (): Call | undefined =>
        told.of(tool, 'limit_exceeded') > 0 ? undefined : { tool, args: { id: `l${made++}`, price: PRICE } }
      await callAll(many, { clients: CLIENTS, next: more, onFate: (fate) => told.add(fate) })
    }
    const { executed, repeated } = await many.upstream.counts()
    const [killed = 0, bought = 0] = [executed['killed'], executed['bought']]
    console.info(`after ${KILLS} kills ${killed} of ${TOTAL} calls and ${bought} of ${PAID} payments were made`)
    expect(repeated).toBe(0)
    expect(killed).toBeLessThanOrEqual(TOTAL)
    expect(bought).toBeLessThanOrEqual(PAID)
    // Unused is no more than what was under way when a gateway was killed.
    const underWay = (KILLS * CLIENTS) / COUNT
    expect(TOTAL - killed + (PAID - bought)).toBeLessThanOrEqual(underWay)
    const recorded = async (): Promise<number> => {
      const lines = await logsOf(many)
      const { killed: calls = 0, bought: payments = 0 } = allowedIn(lines)
      return calls + payments + knownByEnd(lines)
    }
    const atLeast = killed + bought - KILLS * FLUSH
    await expect.poll(recorded, { timeout: 60_000, interval: 1_000 }).toBeGreaterThanOrEqual(atLeast)
  })
})
