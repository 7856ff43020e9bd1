/** Gateways on one database under many changes, races and kills: nothing holds longer than a second, nothing is done twice. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { good, type Person } from '../control-process.ts'
import { type GatewaysHouse, POSTGRES, ORGANISATION as params, startGateways } from '../gateways-house.ts'
import { type Answer, codeOf } from '../messages.ts'
import { answerJson, TOOL_RESULT } from '../scripted-upstream.ts'
import { until } from '../until.ts'

const POLICY = {
  version: '1',
  default: 'deny',
  tools: {
    free: {},
    ask: { action: 'require_approval', approval: { hold: '20s' } },
    brief: { action: 'require_approval', approval: { hold: '1s' } },
  },
}
const COUNT = 3
const CHANGES = 25

describe.skipIf(POSTGRES === '')('three gateways on one database', () => {
  let house: GatewaysHouse
  let hang = false
  beforeAll(async () => {
    house = await startGateways({
      policy: POLICY,
      count: COUNT,
      upstream: {
        tools: ['free', 'ask', 'brief'],
        scripts: {
          brief: ({ message }, answer) => void (hang || answerJson(answer, message.id, TOOL_RESULT)),
        },
      },
    })
  })
  afterAll(() => house?.close())

  const person = (gateway: number): Person => house.people[gateway % COUNT]!
  const all = Array.from({ length: COUNT }, (_, gateway) => gateway)
  const codes = (): Promise<readonly unknown[]> =>
    Promise.all(all.map(async (gateway) => codeOf(await house.call(gateway, 'free'))))

  it('[gateways.changes] a stop that was answered holds everywhere, whoever was asked; and nobody waits for it for long', async () => {
    const took: number[] = []
    for (let turn = 0; turn < CHANGES; turn++) {
      const { client } = person(turn)
      const from = performance.now()
      const body = { stops: { kind: 'server', server: 'shop' }, reason: `Turn ${turn}.` } as const
      const { id, effective } = await good(client.call('kills.stop', { params, body }))
      took.push(performance.now() - from)
      expect(effective).toEqual({ gateways: COUNT, confirmed: COUNT })
      expect(await codes()).toEqual(all.map(() => 'stopped'))
      await good(person(turn + 1).client.call('kills.lift', { params: { ...params, kill: id } }))
      await until(async () => (await codes()).every((code) => code === undefined))
    }
    took.sort((a, b) => a - b)
    console.info(`a stop was in force everywhere after ${took.map(Math.round).join(', ')} ms`)
    expect(took.at(-2)).toBeLessThan(1000)
  })

  it('[gateways.changes] changes that are made at all of them at once come into force at all of them', async () => {
    const labels = all.flatMap((gateway) => Array.from({ length: 10 }, (_, turn) => ({ gateway, turn })))
    const made = await Promise.all(
      labels.map(async ({ gateway, turn }) => {
        const body = { label: `g${gateway}-${turn}`, servers: { shop: { policy: 'rules' } } }
        return good(person(gateway).client.call('grants.create', { params, body }))
      }),
    )
    const from = performance.now()
    const works = async (gateway: number, token: string) =>
      (await house.call(gateway, 'free', {}, token)).status === 200
    for (const gateway of all) for (const { token } of made) await until(() => works(gateway, token))
    console.info(`30 grants of 3 gateways were known everywhere ${Math.round(performance.now() - from)} ms later`)
    await Promise.all(
      made.map(({ grant: { id } }, turn) =>
        good(person(turn).client.call('grants.revoke', { params: { ...params, grant: id }, body: {} })),
      ),
    )
    for (const gateway of all)
      for (const { token } of made) expect((await house.call(gateway, 'free', {}, token)).status).toBe(401)
  })

  const waitingAt = async (gateway: number) =>
    (await good(person(gateway).client.call('approvals.list', { params, query: { mine: 'true', limit: 100 } }))).items

  async function answer(gateway: number, approval: string, how: 'approve' | 'reject'): Promise<void> {
    const { client } = person(gateway)
    const one = { ...params, approval }
    const { seen = '' } = await good(client.call('approvals.read', { params: one }))
    if (how === 'approve') await good(client.call('approvals.approve', { params: one, body: { seen } }))
    else await good(client.call('approvals.reject', { params: one, body: { seen, reason: 'Over.' } }))
  }

  /** Looks less often than the API takes it amiss. */
  async function onlyOne(gateway: number): Promise<string> {
    for (let turn = 0; turn < 100; turn++) {
      const [first, ...others] = await waitingAt(gateway)
      if (first !== undefined && others.length === 0) return first.id
      await new Promise((resolve) => setTimeout(resolve, 150))
    }
    throw new Error('There never was one question.')
  }

  const isDone = (told: Answer): boolean => codeOf(told) === undefined && told.result?.content?.[0]?.text === 'done'

  it('[gateways.approvals] retries that race at all of them are made once', async () => {
    for (let turn = 0; turn < 6; turn++) {
      const before = house.upstream.calls('brief')
      expect(codeOf(await house.call(turn % COUNT, 'brief', { turn }))).toBe('approval_pending')
      await answer(turn + 2, await onlyOne(turn + 1), 'approve')
      const told = await Promise.all([...all, ...all].map((gateway) => house.call(gateway, 'brief', { turn })))
      expect(house.upstream.calls('brief')).toBe(before + 1)
      expect(told.filter(isDone)).toHaveLength(1)
      for (const { id } of await waitingAt(0)) await answer(0, id, 'reject')
    }
  })

  it('[gateways.approvals] a call of a gateway that was killed has an unknown end at the others, and is not repeated', async () => {
    hang = true
    const before = house.upstream.calls('brief')
    expect(codeOf(await house.call(2, 'brief', { lost: 1 }))).toBe('approval_pending')
    await answer(0, await onlyOne(0), 'approve')
    const asked = house.call(2, 'brief', { lost: 1 }).catch(() => undefined)
    await until(() => house.upstream.calls('brief') === before + 1)
    expect(codeOf(await house.call(1, 'brief', { lost: 1 }))).toBe('approval_running')
    await house.gateways[2]?.end('SIGKILL')
    await asked
    await until(async () => codeOf(await house.call(0, 'brief', { lost: 1 })) !== 'approval_running')
    expect(codeOf(await house.call(1, 'brief', { lost: 1 }))).toBe('approval_unknown')
    expect(house.upstream.calls('brief')).toBe(before + 1)
    const { items } = await good(person(0).client.call('gateways.list', {}))
    expect(items).toHaveLength(COUNT - 1)
  })
})
