/** What every store of approvals must do. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type AskingSample,
  asking,
  askRule,
  MINUTE,
  type OpenApprovals,
  type OpenedApprovals,
  OWNER,
} from './approval-samples.contract.ts'
import {
  type Approval,
  type Consumed,
  MAX_OPENED_AN_HOUR,
  MAX_PENDING,
  REJECTED_FOR,
  UNDELIVERED_FOR,
  UNKNOWN_FOR,
} from './approval-store.ts'

const NEVER = new AbortController().signal

/** Runs the contract. */
export function approvalStoreContract(name: string, open: OpenApprovals): void {
  describe(`approvals: ${name}`, () => {
    let house: OpenedApprovals
    let calls = 0
    beforeEach(async () => {
      house = await open()
    })
    afterEach(() => house.close())

    const opening = (sample?: AskingSample) => house.store.open(asking(house.now(), sample))
    async function ask(sample?: AskingSample): Promise<Approval> {
      const opened = await opening(sample)
      if (opened.outcome !== 'found') throw new Error(opened.outcome)
      return opened.approval
    }
    async function approved(sample?: AskingSample): Promise<string> {
      const { id } = await ask(sample)
      expect(await house.approve(id, 'ana')).toBe(true)
      return id
    }
    const nextCall = (): string => `call-${++calls}`
    const consume = (id: string, call: string, sample?: AskingSample): Promise<Consumed> => {
      const { binding, alike } = asking(0, sample)
      return house.store.consume(id, { binding, alike, call })
    }
    const stateOf = async (id: string): Promise<Approval['state'] | undefined> => (await house.store.read(id))?.state

    it('the same binding finds the same question, another one another', async () => {
      const first = await ask()
      expect(first).toMatchObject({ state: 'pending', approved: 0, quorum: 1, expires: house.now() + 30 * MINUTE })
      expect(first.page).toContain(first.id)
      expect((await ask()).id).toBe(first.id)
      expect((await ask({ call: 'b' })).id).not.toBe(first.id)
      expect((await ask({ grant: 'other' })).id).not.toBe(first.id)
      expect(await house.store.read('nothing')).toBeUndefined()
    })

    it('is consumed by exactly one of many', async () => {
      const id = await approved()
      const all = await Promise.all(Array.from({ length: 12 }, () => consume(id, nextCall())))
      expect(all.filter(({ outcome }) => outcome === 'consumed')).toHaveLength(1)
      expect(await ask()).toMatchObject({ id, state: 'consumed', outcome: 'running' })
    })

    it('is not consumed before it is approved, by another call, or twice by the same', async () => {
      const { id } = await ask()
      expect((await consume(id, 'one')).outcome).toBe('refused')
      await house.approve(id, 'ana')
      expect((await consume(id, 'two', { call: 'b' })).outcome).toBe('refused')
      expect((await consume(id, 'three', { around: 'y' })).outcome).toBe('refused')
      expect((await consume('nothing', 'four')).outcome).toBe('refused')
      expect(await consume(id, 'five')).toEqual({ outcome: 'consumed', narrowed: undefined })
      expect((await consume(id, 'five')).outcome).toBe('refused')
    })

    it('asks as many people as have to answer, each once; one who rejects ends it', async () => {
      const asks = [askRule({ quorum: 2 }), askRule({ rule: '/all_tools/approve_if/0' })]
      const { id } = await ask({ asks })
      expect(await house.approve(id, 'ana')).toBe(true)
      expect(await house.approve(id, 'ana')).toBe(false)
      expect(await house.store.read(id)).toMatchObject({ state: 'pending', approved: 1, quorum: 2 })
      expect(await house.approve(id, 'bo')).toBe(true)
      expect(await stateOf(id)).toBe('approved')
      expect(await house.reject(id, 'cy', 'Too late.')).toBe(false)
      const other = await ask({ asks, call: 'b' })
      await house.approve(other.id, 'ana')
      expect(await house.reject(other.id, 'bo', 'No.')).toBe(true)
      expect(await stateOf(other.id)).toBe('rejected')
    })

    it('where four eyes are wanted, the owner is not asked', async () => {
      const { id } = await ask({ asks: [askRule({ fourEyes: true, approvers: ['role:approver', 'owner'] })] })
      expect(await house.approve(id, OWNER)).toBe(false)
      expect(await stateOf(id)).toBe('pending')
    })

    it('stays rejected for ten minutes, with the reason, and is asked anew then', async () => {
      const { id } = await ask()
      await house.reject(id, 'ana', 'Not today.')
      expect(await ask()).toMatchObject({ id, state: 'rejected', reason: 'Not today.' })
      await house.pass(REJECTED_FOR - 1)
      expect((await ask()).id).toBe(id)
      await house.pass(1)
      expect(await ask()).toMatchObject({ state: 'pending' })
    })

    it('expires, pending and approved', async () => {
      const first = await ask()
      await house.pass(30 * MINUTE)
      expect(await stateOf(first.id)).toBe('expired')
      expect(await house.approve(first.id, 'ana')).toBe(false)
      const id = await approved()
      await house.pass(30 * MINUTE - 1)
      expect(await stateOf(id)).toBe('approved')
      await house.pass(1)
      expect((await consume(id, nextCall())).outcome).toBe('refused')
      expect((await ask()).id).not.toBe(id)
    })

    it('serves again where nothing was sent, and once only', async () => {
      const id = await approved()
      const call = nextCall()
      await consume(id, call)
      await house.store.settle(id, call, { how: 'not_sent' })
      await house.store.settle(id, call, { how: 'not_sent' })
      expect(await stateOf(id)).toBe('approved')
      expect((await consume(id, nextCall())).outcome).toBe('consumed')
      expect((await consume(id, nextCall())).outcome).toBe('refused')
    })

    it('what was settled stays as it was settled', async () => {
      const id = await approved()
      const call = nextCall()
      await consume(id, call)
      await house.store.settle(id, 'another', { how: 'not_sent' })
      await house.store.settle(id, call, { how: 'executed', undelivered: undefined })
      await house.store.settle(id, call, { how: 'not_sent' })
      expect(await house.store.read(id)).toMatchObject({ state: 'consumed', outcome: 'executed' })
      expect(await ask()).toMatchObject({ state: 'pending' })
    })

    it.each([
      ['its gateway said so', async (id: string, call: string) => house.store.settle(id, call, { how: 'unknown' })],
      ['its gateway is gone', async () => house.gatewayGone()],
    ])('a call of unknown outcome bars the same call for a day: %s', async (_, ends) => {
      const id = await approved()
      const call = nextCall()
      await consume(id, call)
      await ends(id, call)
      expect(await ask()).toMatchObject({ id, state: 'consumed', outcome: 'unknown' })
      expect((await consume(id, nextCall())).outcome).toBe('refused')
      await house.pass(UNKNOWN_FOR)
      expect(await ask()).toMatchObject({ state: 'pending' })
    })

    it('keeps an answer that was not delivered, for one who calls again within the hour', async () => {
      for (const late of [false, true]) {
        const id = await approved()
        const call = nextCall()
        await consume(id, call)
        await house.store.settle(id, call, { how: 'executed', undelivered: '{"id":1}' })
        expect(await ask()).toMatchObject({ id, state: 'consumed', undelivered: true })
        const { binding } = asking(0)
        expect(await house.store.collect(id, 'another')).toBeUndefined()
        if (late) await house.pass(UNDELIVERED_FOR)
        expect(await house.store.collect(id, binding)).toBe(late ? undefined : '{"id":1}')
        expect(await house.store.collect(id, binding)).toBeUndefined()
        expect((await ask()).id).not.toBe(id)
        await house.store.supersede({ organisation: 'local' }, 'next')
      }
    })

    it('serves as often and as long as its rule says', async () => {
      const sample = { asks: [askRule({ reuse: { for: '10m', same: 'call', max_uses: 2 } })] }
      const id = await approved(sample)
      for (const outcome of ['consumed', 'consumed', 'refused']) {
        const call = nextCall()
        expect((await consume(id, call)).outcome).toBe(outcome)
        await house.store.settle(id, call, { how: 'executed', undelivered: undefined })
      }
      const other = await approved({ ...sample, call: 'b' })
      await house.pass(10 * MINUTE)
      expect((await consume(other, nextCall(), { call: 'b' })).outcome).toBe('refused')
    })

    it('does not serve again after a call of unknown outcome, whatever its rule says', async () => {
      const sample = { asks: [askRule({ reuse: { for: '10m', same: 'call', max_uses: 5 } })] }
      const id = await approved(sample)
      const call = nextCall()
      await consume(id, call)
      await house.store.settle(id, call, { how: 'unknown' })
      expect((await consume(id, nextCall())).outcome).toBe('refused')
      expect(await ask(sample)).toMatchObject({ id, state: 'consumed', outcome: 'unknown' })
    })

    it('does not serve again after a call of unknown outcome, though another one gives back what it took', async () => {
      const sample = { asks: [askRule({ reuse: { for: '10m', same: 'call', max_uses: 2 } })] }
      const id = await approved(sample)
      const [lost, unsent] = [nextCall(), nextCall()]
      for (const call of [lost, unsent]) await consume(id, call)
      await house.store.settle(id, lost, { how: 'unknown' })
      await house.store.settle(id, unsent, { how: 'not_sent' })
      expect((await consume(id, nextCall())).outcome).toBe('refused')
      await house.store.supersede({ organisation: 'local' }, 'Changed.')
      expect(await ask(sample)).toMatchObject({ id, state: 'consumed', outcome: 'unknown' })
    })

    it('serves other calls of the tool only where every rule says so', async () => {
      const tool = askRule({ reuse: { for: '10m', same: 'tool', max_uses: 3 } })
      const id = await approved({ alike: true, asks: [tool] })
      expect((await ask({ call: 'b', alike: true, asks: [tool] })).id).toBe(id)
      expect((await consume(id, nextCall(), { call: 'b', alike: true })).outcome).toBe('consumed')
      expect((await consume(id, nextCall(), { call: 'c' })).outcome).toBe('refused')
      const both = { asks: [tool, askRule({ rule: '/all_tools/approve_if/0' })], tool: 'other', alike: true }
      const once = await approved(both)
      expect((await ask({ ...both, call: 'b' })).id).not.toBe(once)
      expect((await consume(once, nextCall(), { ...both, call: 'b' })).outcome).toBe('refused')
    })

    it('a narrowed one serves once, and says what may be sent', async () => {
      const tool = askRule({ reuse: { for: '10m', same: 'tool', max_uses: 3 } })
      const { id } = await ask({ alike: true, asks: [tool] })
      const narrowed = '{"name":"pay","arguments":{"to":"a","amount":1}}'
      expect(await house.approve(id, 'ana', narrowed)).toBe(true)
      expect(await house.store.read(id)).toMatchObject({ state: 'approved', narrowed })
      expect((await consume(id, nextCall(), { call: 'b', alike: true })).outcome).toBe('refused')
      expect(await consume(id, nextCall())).toEqual({ outcome: 'consumed', narrowed })
      expect((await consume(id, nextCall())).outcome).toBe('refused')
    })

    it('the same call with another binding supersedes what was asked before', async () => {
      const first = await ask()
      const id = await approved({ call: 'b' })
      await ask({ around: 'y' })
      await ask({ call: 'b', around: 'y' })
      expect(await stateOf(first.id)).toBe('superseded')
      expect(await stateOf(id)).toBe('superseded')
      expect((await consume(id, nextCall(), { call: 'b' })).outcome).toBe('refused')
      expect(await house.approve(first.id, 'ana')).toBe(false)
    })

    it('is superseded by grant, server and tool, with the reason', async () => {
      const ids = [await ask(), await ask({ grant: 'other' }), await ask({ server: 'u' }), await ask({ tool: 'u' })]
      const running = await approved({ call: 'r' })
      await consume(running, 'running', { call: 'r' })
      await house.store.supersede({ organisation: 'elsewhere' }, 'no')
      await house.store.supersede({ organisation: 'local', grant: 'g', server: 's', tool: 'pay' }, 'It was stopped.')
      expect(await Promise.all(ids.map(({ id }) => stateOf(id)))).toEqual([
        'superseded',
        'pending',
        'pending',
        'pending',
      ])
      expect((await house.store.read(ids[0]?.id ?? ''))?.reason).toBe('It was stopped.')
      expect(await stateOf(running)).toBe('consumed')
      await house.store.supersede({ organisation: 'local' }, 'All.')
      expect(await stateOf(ids[3]?.id ?? '')).toBe('superseded')
    })

    it('tells whoever waits as soon as there is an answer', async () => {
      const { id } = await ask()
      const waits = house.store.settled(id, NEVER)
      await house.approve(id, 'ana')
      expect(await waits).toMatchObject({ id, state: 'approved' })
      expect(await house.store.settled(id, NEVER)).toMatchObject({ state: 'approved' })
      const other = await ask({ call: 'b' })
      const ending = new AbortController()
      const ended = house.store.settled(other.id, ending.signal)
      ending.abort()
      expect(await ended).toBeUndefined()
      const third = house.store.settled(other.id, NEVER)
      await house.store.supersede({ organisation: 'local' }, 'Changed.')
      expect(await third).toMatchObject({ state: 'superseded' })
    })

    it('lets a grant wait for so many answers, and ask so many questions an hour', async () => {
      const refused = { outcome: 'too_many' }
      for (let i = 0; i < MAX_PENDING; i++) await ask({ call: `n${i}` })
      expect(await opening({ call: 'more' })).toMatchObject(refused)
      expect((await opening({ call: 'n3' })).outcome).toBe('found')
      expect((await opening({ grant: 'other' })).outcome).toBe('found')
      for (let i = MAX_PENDING; i < MAX_OPENED_AN_HOUR; i++) {
        await house.store.supersede({ organisation: 'local', grant: 'g' }, 'next')
        await ask({ call: `n${i}` })
      }
      await house.store.supersede({ organisation: 'local', grant: 'g' }, 'next')
      const full = await opening({ call: 'more' })
      expect(full).toMatchObject(refused)
      await house.pass(60 * MINUTE)
      expect((await opening({ call: 'more' })).outcome).toBe('found')
    })
  })
}
