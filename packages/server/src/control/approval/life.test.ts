import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../actor.ts'
import { mutate } from '../change/mutate.ts'
import { afterRestore } from '../restore/after-restore.ts'
import { openTestControl, type TestControl } from '../test-control.contract.ts'
import { goneNow, showPulse } from './pulse.ts'
import { sweepApprovals } from './sweep.ts'
import { ask, askingOf, BOOT, people, wish } from './test-approvals.contract.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const PATH = '/organisations/acme/approvals'

let test: TestControl
let ana: Actor
let moved: string[]
beforeEach(async () => {
  moved = []
  test = await openTestControl({ approvals: { moved: (_, ids) => void moved.push(...ids) } })
  ;[ana] = (await people(test, [['acc_ana', 'approver']])) as [Actor]
})
afterEach(() => test.close())

const row = (id: string) =>
  test.control.db.selectFrom('approvals').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const read = async (id: string) => (await test.call(`GET ${PATH}/${id}`, { as: ana })).body
async function approve(id: string): Promise<void> {
  const { seen } = await read(id)
  expect((await test.call(`POST ${PATH}/${id}/approve`, { as: ana, body: { seen } })).status).toBe(200)
}
async function taken(binding: string, call = binding): Promise<string> {
  const { id } = await ask(test.control, askingOf(binding))
  await approve(id)
  expect(await wish(test.control, { kind: 'consume', id, by: { binding, alike: undefined, call } })).toMatchObject({
    consumed: { outcome: 'consumed' },
  })
  return id
}

describe('what is changed', () => {
  const change = (action: string, touch: (changing: Parameters<Parameters<typeof mutate>[2]>[1]) => void) =>
    mutate(test.context(), { action, object: { kind: 'x', id: 'x' } }, async (_, changing) => touch(changing))

  it('[approval.superseded] ends what was asked under what it was before, and shreds it', async () => {
    const { db } = test.control
    await db
      .insertInto('grant_reaches')
      .values({ holder: 'grt_1', server: 'srv_bank', policy: 'pol_1', shadow: null })
      .execute()
    const changes = [
      () => change('server.edit', ({ touch }) => touch('servers', 'srv_bank')),
      () => change('grant.revoke', ({ touch }) => touch('grants', 'grt_1')),
      () => change('policy.edit', ({ touch }) => touch('policies', 'pol_1')),
      () =>
        mutate(
          test.context(),
          { action: 'credential.drop', object: { kind: 'server', id: 'srv_bank' }, detail: { owner: 'acc_viewer' } },
          async () => undefined,
        ),
      () => change('organisation.baseline', ({ touch }) => touch('organisations', 'acme')),
      () =>
        test.call('POST /organisations/acme/kills', {
          body: { stops: { kind: 'grant', grant: 'grt_1' }, reason: 'Stop.' },
        }),
    ]
    for (const [at, make] of changes.entries()) {
      const pending = await ask(test.control, askingOf(`p${at}`))
      const approved = await ask(test.control, askingOf(`a${at}`))
      await approve(approved.id)
      const other = await ask(
        test.control,
        askingOf(`o${at}`, { organisation: 'globex', grant: { id: 'grt_1', label: '', owner: '' } }),
      )
      await make()
      for (const { id } of [pending, approved]) {
        expect(await row(id)).toMatchObject({ state: 'superseded', params: null })
        expect(moved).toContain(id)
      }
      expect((await row(other.id)).state).toBe('pending')
    }
  })

  it('leaves alone what has nothing to do with it', async () => {
    const { id } = await ask(test.control, askingOf('b1'))
    await change('server.edit', ({ touch }) => touch('servers', 'srv_other'))
    await change('grant.edit', ({ touch }) => touch('grants', 'grt_2'))
    await change('policy.edit', ({ touch }) => touch('policies', 'pol_2'))
    await change('grant.rotate', ({ touch }) => touch('grants', 'grt_1'))
    await mutate(
      test.context(),
      { action: 'credential.drop', object: { kind: 'server', id: 'srv_bank' }, detail: { owner: 'acc_other' } },
      async () => undefined,
    )
    await change('issuer.edit', ({ touch }) => touch('organisations', 'acme'))
    await test.call('POST /organisations/acme/kills', {
      body: { stops: { kind: 'grant', grant: 'grt_9' }, reason: 'Stop.' },
    })
    expect((await row(id)).state).toBe('pending')
  })

  it('does not end what is rolled back', async () => {
    const { id } = await ask(test.control, askingOf('b1'))
    await expect(
      mutate(test.context(), { action: 'server.edit', object: { kind: 'x', id: 'x' } }, async (_, { touch }) => {
        touch('servers', 'srv_bank')
        throw new Error('on purpose')
      }),
    ).rejects.toThrow('on purpose')
    expect((await row(id)).state).toBe('pending')
  })

  it('is a restored backup: everything that waited is void, what was sent is unknown', async () => {
    const { id } = await ask(test.control, askingOf('b1'))
    const running = await taken('b2')
    await test.control.db.transaction().execute((tx) =>
      afterRestore(tx, {
        ...{ actor: test.admin, at: test.control.clock.now(), file: 'x', epoch: 1 },
        counters: { kept: 'A test.' },
      }),
    )
    expect(await row(id)).toMatchObject({ state: 'superseded', params: null })
    expect(await read(running)).toMatchObject({ state: 'consumed', outcome: 'unknown' })
  })
})

describe('a call of a gateway that is gone', () => {
  it('is unknown, bars the same call, and is asked anew once somebody looked', async () => {
    const id = await taken('b1')
    await showPulse(test.control.db, { ...BOOT, epoch: 2 }, test.control.clock.now())
    expect(await ask(test.control, askingOf('b1'))).toMatchObject({ id, state: 'consumed', outcome: 'unknown' })
    expect((await test.call(`POST ${PATH}/${id}/acknowledge`, { as: ana })).body).toMatchObject({
      acknowledged_by: 'acc_ana',
    })
    expect(test.told.at(-1)).toMatchObject({ action: 'approval.acknowledge', object: id })
    const next = await ask(test.control, askingOf('b1'))
    expect(next.id).not.toBe(id)
    expect((await read(next.id)).similar).toMatchObject([{ id, outcome: 'unknown', same: true }])
    expect((await test.call(`POST ${PATH}/${next.id}/acknowledge`, { as: ana })).status).toBe(409)
  })

  it('is not, where it was only silent and tells after all', async () => {
    const id = await taken('b1')
    test.pass(MINUTE)
    expect((await goneNow(test.control.db, test.control.clock.now()))(BOOT)).toBe(true)
    expect(await read(id)).toMatchObject({ outcome: 'unknown' })
    await wish(test.control, { kind: 'settle', id, call: 'b1', how: { how: 'executed', undelivered: undefined } })
    expect(await read(id)).toMatchObject({ state: 'consumed', outcome: 'executed' })
  })

  it('is never sent where its taking was given back before it came', async () => {
    const { id } = await ask(test.control, askingOf('b1'))
    await approve(id)
    await wish(test.control, { kind: 'settle', id, call: 'c1', how: { how: 'not_sent' } })
    const late = await wish(test.control, { kind: 'consume', id, by: { binding: 'b1', alike: undefined, call: 'c1' } })
    expect(late).toMatchObject({ consumed: { outcome: 'refused' } })
    const next = await wish(test.control, { kind: 'consume', id, by: { binding: 'b1', alike: undefined, call: 'c2' } })
    expect(next).toMatchObject({ consumed: { outcome: 'consumed' } })
  })
})

describe('what is stored', () => {
  it('[approval.sealed] holds no argument and no answer in clear, and is shredded at the end', async () => {
    const dump = async () => {
      const tables = ['approvals', 'approval_uses', 'approval_verdicts', 'changes'] as const
      return JSON.stringify(
        await Promise.all(tables.map((table) => test.control.db.selectFrom(table).selectAll().execute())),
      )
    }
    const id = await taken('b1')
    await wish(test.control, {
      kind: 'settle',
      id,
      call: 'b1',
      how: { how: 'executed', undelivered: '{"secret":"answer"}' },
    })
    expect(await dump()).not.toMatch(/Ben|rent|250|answer"/)
    expect(await row(id)).toMatchObject({ params: null })
    test.pass(60 * MINUTE)
    await sweepApprovals(test.control)
    const [use] = await test.control.db.selectFrom('approval_uses').selectAll().execute()
    expect(use).toMatchObject({ result: null })
  })

  it('is an answer of at most a mebibyte', async () => {
    for (const [at, size] of [1024 * 1024, 1024 * 1024 + 1].entries()) {
      const id = await taken(`b${at}`)
      await wish(test.control, {
        kind: 'settle',
        id,
        call: `b${at}`,
        how: { how: 'executed', undelivered: 'x'.repeat(size) },
      })
      const collected = await wish(test.control, { kind: 'collect', id, binding: `b${at}` })
      expect(collected.kind === 'collect' && collected.result?.length).toBe(at === 0 ? size : undefined)
    }
  })

  it('expires by itself, is told, and is forgotten after months', async () => {
    const { id } = await ask(test.control, askingOf('b1'))
    test.pass(31 * MINUTE)
    expect((await read(id)).state).toBe('expired')
    await sweepApprovals(test.control)
    expect(await row(id)).toMatchObject({ state: 'expired', params: null })
    expect(moved).toContain(id)
    test.pass(91 * DAY)
    await sweepApprovals(test.control)
    expect((await test.call(`GET ${PATH}/${id}`, { as: ana })).status).toBe(404)
  })

  it('keeps what is under way past its time until its gateway is gone for good', async () => {
    const id = await taken('b1')
    test.pass(31 * MINUTE)
    await sweepApprovals(test.control)
    expect((await row(id)).params).not.toBeNull()
    test.pass(2 * 60 * MINUTE)
    await sweepApprovals(test.control)
    await sweepApprovals(test.control)
    expect(await row(id)).toMatchObject({ state: 'consumed', params: null })
    expect(await read(id)).toMatchObject({ outcome: 'unknown' })
  })
})
