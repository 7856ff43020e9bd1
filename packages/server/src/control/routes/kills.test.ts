import { afterEach, beforeEach, expect, it } from 'vitest'
import { feedKills } from '../kill/kill.ts'
import { openTestControl, type TestControl } from '../test-control.contract.ts'

const KILLS = '/organisations/acme/kills'

let test: TestControl
beforeEach(async () => {
  test = await openTestControl()
})
afterEach(() => test.close())

const stop = (stops: object) => test.call(`POST ${KILLS}`, { body: { stops, reason: 'We look into something.' } })

it('stops what is named, once, until it is lifted', async () => {
  const all = await stop({ kind: 'organisation' })
  const one = await stop({ kind: 'grant', grant: 'grt_1' })
  expect([all.status, one.status]).toEqual([201, 201])
  expect(await feedKills(test.control)).toEqual([
    { id: all.body.id, organisation: 'acme', stops: { kind: 'organisation' }, reason: 'We look into something.' },
    {
      id: one.body.id,
      organisation: 'acme',
      stops: { kind: 'grant', grant: 'grt_1' },
      reason: 'We look into something.',
    },
  ])
  expect((await stop({ kind: 'grant', grant: 'grt_1' })).status).toBe(409)
  expect((await test.call(`GET ${KILLS}`)).body.items).toHaveLength(2)
  expect((await test.call(`DELETE ${KILLS}/${all.body.id}`)).status).toBe(204)
  expect((await test.call(`DELETE ${KILLS}/${all.body.id}`)).status).toBe(404)
  expect(await feedKills(test.control, [all.body.id])).toEqual([])
  expect(test.told.map(({ action }) => action)).toEqual(['kill.stop', 'kill.stop', 'kill.lift'])
})

it('names servers that are there', async () => {
  const found = await stop({ kind: 'tool', server: 'none', tool: 'send' })
  expect(found).toMatchObject({ status: 422, body: { errors: [{ field: '/body/stops/server' }] } })
  expect((await stop({ kind: 'planet' })).status).toBe(422)
})

it('stops servers of the file, whose slug is their id', async () => {
  const installation = { ...test.control.installation, fileServers: () => new Set(['shop']) }
  const other = await openTestControl({ installation })
  const body = { stops: { kind: 'server', server: 'shop' }, reason: 'It leaks.' }
  expect(
    (await other.call('POST /organisations/local/kills', { body, as: other.actor('admin', 'local') })).status,
  ).toBe(201)
  expect(await feedKills(other.control)).toMatchObject([
    { organisation: 'local', stops: { kind: 'server', server: 'shop' } },
  ])
  // The name is the file's in its own organisation only.
  expect((await other.call(`POST ${KILLS}`, { body })).status).toBe(422)
  await other.close()
})

it('is for admins', async () => {
  const as = test.actor('policy_manager')
  expect(
    (await test.call(`POST ${KILLS}`, { body: { stops: { kind: 'organisation' }, reason: 'x' }, as })).status,
  ).toBe(403)
  const stranger = test.actor('admin', 'globex')
  const { body } = await stop({ kind: 'organisation' })
  expect((await test.call(`DELETE ${KILLS}/${body.id}`, { as: stranger })).status).toBe(404)
})
