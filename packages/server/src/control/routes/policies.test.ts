import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { feedPolicies } from '../policy/feed.ts'
import { openTestControl, type TestControl } from '../test-control.contract.ts'

const OPEN = '{ "version": "1", "default": "allow" }'
const SHUT = '{\n  "version": "1",\n  "default": "deny"\n}\n'
const POLICIES = '/organisations/acme/policies'

let test: TestControl
beforeEach(async () => {
  test = await openTestControl()
})
afterEach(() => test.close())

const create = (name: string, text: string) => test.call(`POST ${POLICIES}`, { body: { name, text, reason: 'first' } })
const save = (text: string, revision: number) =>
  test.call(`POST ${POLICIES}/shop/versions`, { body: { text }, headers: { 'if-match': `"r${revision}"` } })

describe('policies', () => {
  it('are in force as they were saved, one version after the other', async () => {
    const made = await create('shop', OPEN)
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'shop', version: 1, inForce: { author: { kind: 'account' } } },
    })
    test.pass(1000)
    const saved = await save(SHUT, 1)
    expect(saved).toMatchObject({ status: 201, body: { version: 2, revision: 2 } })
    expect(saved.headers.get('etag')).toBe('"r2"')
    const { body } = await test.call(`GET ${POLICIES}/shop`)
    expect(body).toMatchObject({ version: 2, inForce: { number: 2, text: SHUT }, uses: [] })
    const { id } = made.body
    expect(await feedPolicies(test.control)).toMatchObject([{ id, organisation: 'acme', version: '2', text: SHUT }])
    expect(await feedPolicies(test.control, ['pol_none'])).toEqual([])
    expect(test.published.map(({ policies }) => [...policies])).toEqual([[id], [id]])
    expect(test.told.map(({ action }) => action)).toEqual(['policy.create', 'policy.save'])
    expect(test.told.map(({ detail }) => JSON.parse(detail).version)).toEqual([1, 2])
  })

  it('are rolled back by a new version', async () => {
    await create('shop', OPEN)
    await save(SHUT, 1)
    const match = { 'if-match': '"r2"' }
    const back = await test.call(`POST ${POLICIES}/shop/rollback`, { body: { version: 1 }, headers: match })
    expect(back).toMatchObject({ status: 201, body: { version: 3, inForce: { number: 3, restores: 1 } } })
    const { body } = await test.call(`GET ${POLICIES}/shop/versions`)
    expect(body.items.map(({ number }: { number: number }) => number)).toEqual([3, 2, 1])
    expect((await test.call(`GET ${POLICIES}/shop/versions/1`)).body).toMatchObject({ text: OPEN, reason: 'first' })
    expect((await test.call(`GET ${POLICIES}/shop/versions/4`)).status).toBe(404)
    const headers = { 'if-match': '"r3"' }
    const none = await test.call(`POST ${POLICIES}/shop/rollback`, { body: { version: 9 }, headers })
    expect(none).toMatchObject({ status: 422, body: { errors: [{ field: '/body/version' }] } })
  })

  it('are not saved over what somebody else saved, nor twice', async () => {
    await create('shop', OPEN)
    await save(SHUT, 1)
    expect((await save(OPEN, 1)).status).toBe(412)
    expect((await save(SHUT, 2)).status).toBe(409)
    const unsaid = await test.call(`POST ${POLICIES}/shop/versions`, { body: { text: OPEN } })
    expect(unsaid.status).toBe(428)
    expect((await test.call(`GET ${POLICIES}/shop`)).body.version).toBe(2)
  })

  it('are not saved when something is wrong with them, and the place is said', async () => {
    const wrong = await create('shop', '{ "version": "1",\n  "defualt": "deny" }')
    expect(wrong.status).toBe(422)
    expect(wrong.body.errors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ field: '/body/text', message: expect.stringMatching(/^Line 2/) }),
      ]),
    )
    expect(wrong.body.errors[0].remedy).not.toBe('')
    expect((await test.call(`GET ${POLICIES}`)).body.items).toEqual([])
    expect(test.told).toEqual([])
  })

  it('go by id and by name, which is unique among those that are there', async () => {
    const first = await create('shop', OPEN)
    expect((await create('shop', OPEN)).body.errors).toMatchObject([{ field: '/body/name' }])
    await create('mail', OPEN)
    const taken = await test.call(`PATCH ${POLICIES}/mail`, { body: { name: 'shop' } })
    expect(taken).toMatchObject({ status: 422 })
    await test.call(`PATCH ${POLICIES}/shop`, { body: { name: 'store' } })
    expect((await test.call(`GET ${POLICIES}/shop`)).status).toBe(404)
    expect((await test.call(`GET ${POLICIES}/${first.body.id}`)).body.name).toBe('store')
    expect((await test.call(`DELETE ${POLICIES}/store`)).status).toBe(204)
    expect((await test.call(`GET ${POLICIES}/${first.body.id}`)).status).toBe(404)
    expect((await create('store', SHUT)).status).toBe(201)
    expect((await feedPolicies(test.control, [first.body.id])).length).toBe(0)
  })

  it('stay while something goes by them', async () => {
    const { body } = await create('base', SHUT)
    const baseline = '/organisations/acme/baseline'
    expect((await test.call(`PUT ${baseline}`, { body: { policy: 'base' } })).body).toEqual({ policy: body.id })
    expect(test.published.at(-1)?.organisations).toEqual(new Set(['acme']))
    expect((await test.call(`GET ${baseline}`, { as: test.actor('viewer') })).body).toEqual({ policy: body.id })
    expect((await test.call(`GET ${POLICIES}/base`)).body.uses).toEqual([
      { kind: 'organisation', id: 'acme', label: expect.any(String) },
    ])
    expect((await test.call(`DELETE ${POLICIES}/base`)).status).toBe(409)
    expect((await test.call(`PUT ${baseline}`, { body: { policy: 'none' } })).status).toBe(422)
    await test.call(`PUT ${baseline}`, { body: { policy: null } })
    expect((await test.call(`GET ${baseline}`)).body).toEqual({ policy: null })
    expect((await test.call(`DELETE ${POLICIES}/base`)).status).toBe(204)
  })

  it('have cases beside them, for all who work on them, which nobody overwrites unseen', async () => {
    await test.call(`POST ${POLICIES}`, { body: { name: 'cased', text: '{"version":"1","default":"deny"}' } })
    const cases = `${POLICIES}/cased/cases` as const
    const none = await test.call(`GET ${cases}`, { as: test.actor('viewer') })
    expect(none.body).toEqual({ text: '', author: null, saved: null })
    const seen = { 'if-match': none.headers.get('etag') ?? '' }
    const body = { text: 'cases: [' }
    expect((await test.call(`PUT ${cases}`, { body })).status).toBe(428)
    expect((await test.call(`PUT ${cases}`, { body, as: test.actor('viewer'), headers: seen })).status).toBe(403)
    const saved = await test.call(`PUT ${cases}`, { body, as: test.actor('policy_manager'), headers: seen })
    expect(saved.body).toEqual({ ...body, author: 'policy_manager@acme.example', saved: expect.any(Number) })
    expect(test.told.at(-1)).toMatchObject({ action: 'policy.cases' })
    expect(JSON.stringify(test.told.at(-1))).not.toContain('cases: [')
    expect((await test.call(`PUT ${cases}`, { body: { text: '' }, headers: seen })).status).toBe(412)
    const headers = { 'if-match': saved.headers.get('etag') ?? '' }
    await test.call(`PUT ${cases}`, { body: { text: 'cases: []' }, headers })
    expect((await test.call(`GET ${cases}`)).body.text).toBe('cases: []')
    await test.call(`DELETE ${POLICIES}/cased`)
    expect((await test.call(`GET ${cases}`)).status).toBe(404)
    expect(await test.control.db.selectFrom('policy_cases').selectAll().execute()).toEqual([])
  })

  it('have one draft, which may be wrong and holds nowhere', async () => {
    await create('shop', OPEN)
    const draft = `${POLICIES}/shop/draft` as const
    expect((await test.call(`GET ${draft}`)).status).toBe(404)
    await test.call(`PUT ${draft}`, { body: { text: '{ "versi' } })
    await test.call(`PUT ${draft}`, { body: { text: '{ "version"' } })
    expect((await test.call(`GET ${draft}`)).body).toMatchObject({ text: '{ "version"', base: 1 })
    const shown = await test.call(`GET ${POLICIES}/shop`)
    expect(shown.body.draft).toEqual({ author: expect.any(String), base: 1, saved: expect.any(Number) })
    expect(await feedPolicies(test.control)).toMatchObject([{ text: OPEN }])
    expect((await test.call(`DELETE ${draft}`)).status).toBe(204)
    expect((await test.call(`GET ${POLICIES}/shop`)).body.draft).toBeNull()
    expect((await test.call(`DELETE ${draft}`)).status).toBe(404)
  })

  it('are read by viewers and changed by policy managers, of their organisation only', async () => {
    await create('shop', OPEN)
    const as = test.actor('viewer')
    expect((await test.call(`GET ${POLICIES}/shop`, { as })).status).toBe(200)
    expect((await test.call(`DELETE ${POLICIES}/shop`, { as })).status).toBe(403)
    const stranger = test.actor('admin', 'globex')
    expect((await test.call(`GET ${POLICIES}/shop`, { as: stranger })).status).toBe(404)
    expect((await test.call(`GET ${POLICIES}/none`, { as: stranger })).status).toBe(404)
  })
})
