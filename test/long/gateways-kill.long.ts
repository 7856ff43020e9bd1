/** PostgreSQL is killed, with all that it runs, while two gateways take calls and people change things: nothing that was answered is lost. */
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { good } from '../control-process.ts'
import { type GatewaysHouse, ORGANISATION as params, startGateways } from '../gateways-house.ts'
import { noPostgres, type OwnPostgres, startPostgres } from '../many/postgres.ts'
import { codeOf } from '../messages.ts'
import { until } from '../until.ts'

const POLICY = { version: '1', default: 'deny', tools: { free: {} } }
const skipped = await noPostgres()
const ROUNDS = 2
/** What is there to be lost before each kill. */
const CHANGES = 12

/** Processes that it started. */
function childrenOf(pid: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => parentOf(one) === pid)
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return undefined
  }
}

/** SIGKILL to all of it: no process of it gets to do anything more. */
async function killHard(postgres: OwnPostgres): Promise<void> {
  const all = [postgres.pid, ...childrenOf(postgres.pid)]
  for (const pid of all) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
  // Who starts over what is still in use is refused.
  await until(() => all.every((pid) => parentOf(pid) === undefined))
}

describe.skipIf(skipped !== undefined)(
  `a killed PostgreSQL${skipped === undefined ? '' : ` (not here: ${skipped})`}`,
  () => {
    let postgres: OwnPostgres
    let house: GatewaysHouse
    beforeAll(async () => {
      postgres = await startPostgres()
      house = await startGateways({
        policy: POLICY,
        upstream: { tools: ['free'] },
        database: postgres.url,
        settings: { gateways: { confirm_within: '3s' } },
      })
    })
    afterAll(async () => {
      await house?.close()
      await postgres?.stop()
    })

    const both = [0, 1] as const
    const codes = (): Promise<readonly unknown[]> => Promise.all(both.map((gateway) => fate(gateway)))
    const areBoth = (wanted: string) => async () => (await codes()).every((code) => code === wanted)

    /** `made`, or why not: too many refusals in a second are answered by HTTP's status alone. */
    async function fate(gateway: number, token?: string): Promise<string> {
      const answer = await house.call(gateway, 'free', {}, token)
      if (answer.result !== undefined && answer.result.isError !== true) return 'made'
      return String(codeOf(answer) ?? answer.status)
    }

    it('closes both gateways, opens both again, and every change and call that was answered is there', async () => {
      const made: { readonly id: string; readonly token: string }[] = []
      let calls = 0
      let isOver = false

      /** Changes as quickly as they are answered, until they are not. */
      async function change(gateway: number): Promise<void> {
        const client = house.people[gateway]!.client
        for (let turn = 0; !isOver; turn++) {
          const body = { label: `g${gateway}-${turn}`, servers: { shop: { policy: 'rules' } } }
          try {
            const { grant, token } = await good(client.call('grants.create', { params, body }))
            made.push({ id: grant.id, token })
          } catch {
            // It was refused, or nobody knows: what was not answered may be lost.
            await new Promise((resolve) => setTimeout(resolve, 100))
          }
        }
      }
      async function call(gateway: number): Promise<void> {
        while (!isOver) {
          if ((await fate(gateway)) === 'made') calls += 1
          else await new Promise((resolve) => setTimeout(resolve, 20))
        }
      }
      const busy = both.flatMap((gateway) => [change(gateway), call(gateway)])
      for (let round = 0; round < ROUNDS; round++) {
        const before = made.length
        await until(async () => made.length >= before + CHANGES)
        await killHard(postgres)
        const from = performance.now()
        await until(areBoth('not_current'))
        console.info(`both closed after ${Math.round(performance.now() - from)} ms`)
        await postgres.again()
        const again = performance.now()
        await until(areBoth('made'))
        console.info(`both open again after ${Math.round(performance.now() - again)} ms`)
      }
      isOver = true
      await Promise.all(busy)
      for (const gateway of both) for (const { token } of made) await works(gateway, token)
      expect(await recorded('grant.create')).toEqual(expect.arrayContaining(made.map(({ id }) => id)))
      console.info(`${made.length} grants and ${calls} calls were answered, none is lost`)
      const answered = calls
      await until(async () => (await decided()) >= answered)
    })

    async function works(gateway: number, token: string): Promise<void> {
      await until(async () => (await fate(gateway, token)) === 'made')
    }

    /** Objects of all records of a change. */
    async function recorded(action: string): Promise<readonly string[]> {
      const found: string[] = []
      let cursor: string | undefined
      do {
        const query = { action, limit: 200, ...(cursor !== undefined && { cursor }) }
        const page = await good(house.people[1]!.client.call('audit.changes.list', { params, query }))
        found.push(...page.items.map(({ object }) => object.id))
        cursor = page.next
      } while (cursor !== undefined)
      return found
    }

    /** Decisions of both gateways that are in the database. */
    async function decided(): Promise<number> {
      const { hours } = await good(house.people[0]!.client.call('audit.overview', { params, query: {} }))
      return hours.reduce((sum, { allowed }) => sum + allowed, 0)
    }
  },
)
