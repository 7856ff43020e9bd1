import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { digestToken, isToken } from '../../crypto/token.ts'
import { transact } from '../../store/sql/transaction.ts'
import { suspendAll } from '../grant/after-restore.ts'
import { feedGrants } from '../grant/feed.ts'
import { GRANTS, openGrantWorld } from '../grant/test-grants.contract.ts'
import { hearUsed } from '../grant/used.ts'
import { START, type TestControl } from '../test-control.contract.ts'

const SHOP = { shop: { policy: 'shop' } }
let test: TestControl
beforeEach(async () => {
  test = await openGrantWorld()
})
afterEach(() => test.close())

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
async function make(more: object = {}): Promise<{ grant: any; token: string }> {
  const made = await test.call(`POST ${GRANTS}`, { body: { label: 'Ann’s laptop', servers: SHOP, ...more } })
  expect(made).toMatchObject({ status: 201 })
  return made.body
}

describe('grants', () => {
  it('[grants.once] show their token once, keep its digest alone, and are told to the gateway', async () => {
    const { grant, token } = await make({ owner: 'ann@acme.example', tags: { team: 'crm' }, addresses: ['10.0.0.0/8'] })
    expect(isToken(token)).toBe(true)
    const [fed] = await feedGrants(test.control)
    expect(fed).toMatchObject({
      id: grant.id,
      organisation: 'acme',
      owner: 'acc_ann',
      tags: { team: 'crm' },
      addresses: ['10.0.0.0/8'],
      tokens: [{ digest: digestToken(token), expires: undefined, audience: undefined }],
    })
    expect(fed?.reaches).toMatchObject([{ policy: expect.stringMatching(/^pol_/), shadow: undefined }])
    expect(test.published.at(-1)?.grants).toEqual(new Set([grant.id]))
    const rows = await Promise.all([
      test.control.db.selectFrom('grants').selectAll().execute(),
      test.control.db.selectFrom('grant_tokens').selectAll().execute(),
    ])
    const read = await test.call(`GET ${GRANTS}/${grant.id}`)
    expect(JSON.stringify([rows, test.told, read.body])).not.toContain(token)
    expect(read.body).toMatchObject({ owner: { email: 'ann@acme.example', member: true }, servers: SHOP, used: null })
  })

  it('name every server, policy, owner and network that is not there', async () => {
    const servers = { shop: { policy: 'nothing' }, lost: { policy: 'shop' } }
    const wrong = await test.call(`POST ${GRANTS}`, { body: { label: 'a', servers } })
    expect(wrong.status).toBe(422)
    const fields = wrong.body.errors.map(({ field }: { field: string }) => field)
    expect(fields).toEqual(['/body/servers/shop/policy', '/body/servers/lost'])
    const stranger = await test.call(`POST ${GRANTS}`, { body: { label: 'a', owner: 'gil@globex.example' } })
    expect(stranger.body.errors[0]).toMatchObject({ field: '/body/owner' })
    const network = await test.call(`POST ${GRANTS}`, { body: { label: 'a', addresses: ['10.0.0.0/99'] } })
    expect(network.body.errors[0]).toMatchObject({ field: '/body/addresses/0' })
    expect(await test.control.db.selectFrom('grants').selectAll().execute()).toEqual([])
  })

  it('[grants.rotate] rotate with an overlap, and without one', async () => {
    const { grant, token } = await make()
    const path = `POST ${GRANTS}/${grant.id}/rotate` as const
    const second = await test.call(path, { body: { overlap: 60 } })
    const digests = async () => (await feedGrants(test.control, [grant.id]))[0]?.tokens.map(({ digest }) => digest)
    expect(new Set(await digests())).toEqual(new Set([digestToken(token), digestToken(second.body.token)]))
    test.pass(60_000)
    expect(await digests()).toEqual([digestToken(second.body.token)])
    const third = await test.call(path, { body: {} })
    expect(await digests()).toEqual([digestToken(third.body.token)])
  })

  it('[grants.state] are suspended, confirmed, and revoked for good; after a restore they wait', async () => {
    const { grant } = await make()
    const put = (verb: string, body?: object) => test.call(`POST ${GRANTS}/${grant.id}/${verb}`, { body })
    expect((await put('suspend', { reason: 'lost laptop' })).body).toMatchObject({ state: 'suspended' })
    expect(await feedGrants(test.control)).toEqual([])
    expect((await put('confirm')).body).toMatchObject({ state: 'active', state_reason: '' })
    expect(await feedGrants(test.control)).toHaveLength(1)
    await transact(test.control.db, suspendAll)
    expect(await feedGrants(test.control)).toEqual([])
    const all = await test.call('POST /organisations/acme/confirm-grants', { body: { grants: 'all' } })
    expect(all.body).toEqual({ confirmed: [grant.id] })
    expect((await put('revoke', { reason: 'left' })).body).toMatchObject({ state: 'revoked', tokens: [] })
    expect((await put('confirm')).status).toBe(409)
    expect((await test.call(`GET ${GRANTS}`)).body.items).toEqual([])
    expect((await test.call(`GET ${GRANTS}?state=revoked`)).body.items).toHaveLength(1)
  })

  it('are edited as they were last seen', async () => {
    const { grant } = await make()
    const edit = (body: object, revision: number) =>
      test.call(`PATCH ${GRANTS}/${grant.id}`, { body, headers: { 'if-match': `"r${revision}"` } })
    const edited = await edit({ servers: { mail: { policy: 'open', shadow: 'shut' } }, expires: START + 1000 }, 1)
    expect(edited.body).toMatchObject({ servers: { mail: { policy: 'open', shadow: 'shut' } }, revision: 2 })
    expect((await edit({ label: 'b' }, 1)).status).toBe(412)
    expect((await edit({ expires: START }, 2)).body.errors[0]).toMatchObject({ field: '/body/expires' })
    test.pass(1000)
    expect(await feedGrants(test.control)).toEqual([])
    expect((await test.call(`GET ${GRANTS}?state=expired`)).body.items).toMatchObject([{ state: 'expired' }])
  })

  it('[grants.raise] are raised for a while, which ends by itself or by hand', async () => {
    const { grant } = await make()
    const raise = (until: number) =>
      test.call(`POST ${GRANTS}/${grant.id}/raises`, {
        body: { server: 'shop', policy: 'open', until, reason: 'sale' },
      })
    const reach = async () => (await feedGrants(test.control))[0]?.reaches[0]
    const before = await reach()
    expect((await raise(START)).status).toBe(422)
    expect((await raise(START + 5000)).status).toBe(201)
    const during = await reach()
    expect(during?.policy).not.toBe(before?.policy)
    expect(during?.later).toEqual({ from: START + 5000, policy: before?.policy })
    const shown = await test.call(`GET ${GRANTS}/${grant.id}`)
    expect(shown.body.raises).toMatchObject([{ server: 'shop', policy: 'open', reason: 'sale' }])
    test.pass(5000)
    expect(await reach()).toEqual(before)
    const again = await raise(START + 10_000)
    expect(await test.call(`DELETE ${GRANTS}/${grant.id}/raises/${again.body.id}`)).toMatchObject({ status: 204 })
    expect(await reach()).toEqual(before)
  })

  it('[grants.tools] say what they can do: every tool, its risk, what becomes of its calls', async () => {
    const { grant } = await make()
    const { body } = await test.call(`GET ${GRANTS}/${grant.id}/tools`)
    const [shop] = body.servers
    const effects = shop.tools.map(({ name, effect, sentence }: Record<string, string>) => [name, effect, sentence])
    expect(effects).toEqual([
      ['create_coupon', 'restricted', 'Allowed within bounds. At most 30 calls per minute; it depends on value.'],
      ['delete_profile', 'hidden', 'Hidden: clients do not know of it.'],
      ['get_orders', 'allowed', 'Allowed, whatever the arguments.'],
      ['send_money', 'asks', 'A person is asked before each call.'],
    ])
    expect(shop.tools[0]).toMatchObject({ category: 'Write', usable: true })
    await test.call('PUT /organisations/acme/baseline', { body: { policy: 'shut' } })
    const under = await test.call(`GET ${GRANTS}/${grant.id}/tools`)
    expect(new Set(under.body.servers[0].tools.map(({ effect }: { effect: string }) => effect))).not.toContain(
      'allowed',
    )
  })

  it('[grants.tools] say what the kill switch stops', async () => {
    const { grant } = await make()
    const stop = async (stops: object) =>
      (await test.call('POST /organisations/acme/kills', { body: { stops, reason: 'An incident.' } })).body.id
    const shop = async () => (await test.call(`GET ${GRANTS}/${grant.id}/tools`)).body.servers[0]
    const effects = async () => (await shop()).tools.map(({ effect }: { effect: string }) => effect)
    const one = await stop({ kind: 'tool', server: 'shop', tool: 'get_orders' })
    expect(await effects()).toEqual(['restricted', 'hidden', 'denied', 'asks'])
    const stopped = await shop()
    expect(stopped.tools[2]).toMatchObject({
      stopped: { id: one, reason: 'An incident.' },
      sentence: 'Stopped by hand: An incident.',
    })
    expect([stopped.stopped, stopped.tools[0].stopped]).toEqual([null, null])
    const all = await stop({ kind: 'grant', grant: grant.id })
    expect(await effects()).toEqual(['denied', 'hidden', 'denied', 'denied'])
    expect((await shop()).stopped).toEqual({ id: all, reason: 'An incident.' })
    await stop({ kind: 'organisation' })
    expect((await shop()).stopped.id).not.toBe(all)
  })

  it('are found by what they reach, whose they are and what they are tagged', async () => {
    const a = await make({ label: 'One 100%', owner: 'acc_ann', tags: { team: 'crm' } })
    test.pass(1)
    const b = await make({ label: 'Two', owner: null, servers: { mail: { policy: 'open' } } })
    const found = async (query: string) =>
      (await test.call(`GET ${GRANTS}?${query}`)).body.items.map(({ id }: { id: string }) => id)
    expect(await found('')).toEqual([b.grant.id, a.grant.id])
    expect(await found('server=mail')).toEqual([b.grant.id])
    expect(await found('policy=shop')).toEqual([a.grant.id])
    expect(await found('owner=acc_ann')).toEqual([a.grant.id])
    expect(await found('tag=team%3Dcrm')).toEqual([a.grant.id])
    expect(await found('label=one%20100%25')).toEqual([a.grant.id])
    await hearUsed(test.control, [{ grant: a.grant.id, at: START + 5 }])
    expect(await found(`unused_since=${START + 1}`)).toEqual([b.grant.id])
    const first = await test.call(`GET ${GRANTS}?limit=1`)
    expect(await found(`limit=1&cursor=${first.body.next}`)).toEqual([a.grant.id])
  })

  it('[grants.used-by] keep servers and policies that they use from being deleted', async () => {
    const { grant } = await make()
    const server = await test.call('DELETE /organisations/acme/servers/shop')
    expect(server).toMatchObject({ status: 409, body: { detail: expect.stringContaining(grant.id) } })
    const policy = await test.call('DELETE /organisations/acme/policies/shop', { headers: { 'if-match': '*' } })
    expect(policy.status).toBe(409)
    await test.call(`POST ${GRANTS}/${grant.id}/revoke`, { body: {} })
    expect((await test.call('DELETE /organisations/acme/servers/shop')).status).toBe(204)
    expect(await feedGrants(test.control)).toEqual([])
  })

  it('[grants.one-server] are seen and changed only as far as a role for one server reaches', async () => {
    const { grant } = await make({ servers: { shop: { policy: 'shop' }, mail: { policy: 'open' } } })
    const own = await make({ label: 'Mail only', servers: { mail: { policy: 'open' } } })
    const mail = await test.control.db
      .selectFrom('servers')
      .select('id')
      .where('slug', '=', 'mail')
      .executeTakeFirstOrThrow()
    const as = test.actor('policy_manager', 'acme', mail.id)
    const listed = await test.call(`GET ${GRANTS}`, { as })
    expect(listed.body.items.map((one: { servers: object }) => Object.keys(one.servers))).toEqual([['mail'], ['mail']])
    const tools = await test.call(`GET ${GRANTS}/${grant.id}/tools`, { as })
    expect(tools.body.servers.map(({ slug }: { slug: string }) => slug)).toEqual(['mail'])
    expect((await test.call(`POST ${GRANTS}/${grant.id}/revoke`, { as, body: {} })).status).toBe(403)
    expect((await test.call(`POST ${GRANTS}/${own.grant.id}/revoke`, { as, body: {} })).status).toBe(200)
    const wider = { label: 'x', servers: SHOP }
    expect((await test.call(`POST ${GRANTS}`, { as, body: wider })).status).toBe(404)
    expect((await test.call(`GET ${GRANTS}/${grant.id}`, { as: test.actor('admin', 'globex') })).status).toBe(404)
    expect((await test.call(`POST ${GRANTS}`, { as: test.actor('viewer'), body: { label: 'x' } })).status).toBe(403)
  })
})
