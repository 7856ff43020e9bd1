import { afterEach, describe, expect, it } from 'vitest'
import { type Browser, House, PASSWORD } from './account-house.contract.ts'

let house: House
afterEach(() => house.close())

const MEMBERS = '/organisations/acme/members'
const put = (browser: Browser, account: string, roles: readonly unknown[]) =>
  browser.ask(`PUT ${MEMBERS}/${account}`, { body: { roles } })

async function addServer(id: string, slug: string): Promise<void> {
  await house.db
    .insertInto('servers')
    .values({
      id,
      organisation: 'acme',
      slug,
      label: slug,
      way: '{}',
      source: '{}',
      limits: '{}',
      vetting: '{}',
      baseline: null,
      authentication: '{}',
      pinned: 0,
      new_tools: 'follow',
      revision: 1,
      created: house.now,
    })
    .execute()
}

describe('members', () => {
  it('have the roles that an admin gives them, at once', async () => {
    house = await House.open()
    const ada = await house.person('ada@example.com', [['acme', 'admin']])
    const eve = await house.person('eve@example.com', [['acme', 'viewer']])
    expect((await eve.ask(`GET ${MEMBERS}`)).body.items).toHaveLength(2)
    expect((await put(eve, eve.account, [{ role: 'admin' }])).status).toBe(403)
    expect((await put(ada, eve.account, [{ role: 'approver' }, { role: 'policy_manager' }])).status).toBe(200)
    const { roles } = (await eve.ask('GET /account')).body
    expect(roles.map(({ role }: { role: string }) => role).sort()).toEqual(['approver', 'policy_manager'])
    expect((await put(ada, 'acc_nobody', [{ role: 'viewer' }])).status).toBe(404)
    expect((await ada.ask(`DELETE ${MEMBERS}/${eve.account}`)).status).toBe(200)
    expect((await eve.ask('GET /organisations/acme')).status).toBe(404)
  })

  it('are read page by page, each once', async () => {
    house = await House.open()
    const ada = await house.person('ada@example.com', [
      ['acme', 'admin'],
      ['acme', 'auditor'],
    ])
    for (const name of ['b', 'c', 'd', 'e'])
      await house.person(`${name}@example.com`, [
        ['acme', 'viewer'],
        ['globex', 'admin'],
      ])
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await ada.ask(`GET ${MEMBERS}?limit=2${cursor}`)
      seen.push(...body.items.map(({ account }: { account: string }) => account))
      expect(body.items.length).toBeLessThanOrEqual(2)
      cursor = body.next === undefined ? '' : `&cursor=${body.next}`
    } while (cursor !== '')
    expect(seen).toEqual(['acc_ada', 'acc_b', 'acc_c', 'acc_d', 'acc_e'])
  })

  it('[account.admin] include an admin, always', async () => {
    house = await House.open()
    const ada = await house.person('ada@example.com', [['acme', 'admin']])
    for (const gone of [put(ada, ada.account, [{ role: 'viewer' }]), ada.ask(`DELETE ${MEMBERS}/${ada.account}`)]) {
      expect(await gone).toMatchObject({ status: 409, body: { code: 'conflict' } })
    }
    expect((await ada.ask('DELETE /organisations/acme/membership')).status).toBe(409)
    const eve = await house.person('eve@example.com', [['acme', 'viewer']])
    await put(ada, eve.account, [{ role: 'admin' }])
    expect((await ada.ask('DELETE /organisations/acme/membership')).status).toBe(204)
    expect((await ada.ask('GET /organisations/acme')).status).toBe(404)
  })

  it('get an admin from an operator, where there is none any more', async () => {
    house = await House.open()
    const ada = await house.operator()
    const eve = await house.person('eve@example.com', [])
    expect((await eve.ask(`PUT /accounts/${eve.account}/admin-of/acme`)).status).toBe(404)
    expect((await ada.ask(`PUT /accounts/${eve.account}/admin-of/nowhere`)).status).toBe(404)
    expect((await ada.ask(`PUT /accounts/${eve.account}/admin-of/acme`)).status).toBe(204)
    expect((await eve.ask(`GET ${MEMBERS}`)).body.items).toHaveLength(1)
    expect(house.test.told.at(-1)).toMatchObject({ organisation: 'acme', action: 'member.rescue', actor: ada.account })
  })

  it('leave by themselves, whatever they are', async () => {
    house = await House.open()
    await house.person('ada@example.com', [['acme', 'admin']])
    const eve = await house.person('eve@example.com', [['acme', 'viewer']])
    expect((await eve.ask('DELETE /organisations/acme/membership')).status).toBe(204)
    expect((await eve.ask('GET /organisations/acme')).status).toBe(404)
  })

  it('[account.roles] do not make themselves auditors', async () => {
    house = await House.open()
    const ada = await house.person('ada@example.com', [['acme', 'admin']])
    const eve = await house.person('eve@example.com', [['acme', 'admin']])
    expect((await put(ada, ada.account, [{ role: 'admin' }, { role: 'auditor' }])).status).toBe(403)
    expect((await put(ada, eve.account, [{ role: 'admin' }, { role: 'auditor' }])).status).toBe(200)
  })

  it('[account.roles] give roles for their own server only', async () => {
    house = await House.open()
    await addServer('srv_1', 'files')
    await addServer('srv_2', 'bank')
    const ada = await house.person('ada@example.com', [['acme', 'admin', 'srv_1']])
    const eve = await house.person('eve@example.com', [['acme', 'viewer', 'srv_1']])
    const bob = await house.person('bob@example.com', [['acme', 'viewer', 'srv_2']])
    expect((await put(ada, eve.account, [{ role: 'approver', server: 'files' }])).status).toBe(200)
    expect((await eve.ask('GET /account')).body.roles).toEqual([
      expect.objectContaining({ role: 'approver', server: 'files' }),
    ])
    for (const role of [{ role: 'viewer' }, { role: 'admin', server: 'bank' }]) {
      expect((await put(ada, eve.account, [{ role: 'approver', server: 'files' }, role])).status).toBe(403)
    }
    const none = await put(ada, eve.account, [{ role: 'viewer', server: 'none' }])
    expect(none).toMatchObject({ status: 422, body: { errors: [{ field: '/body/roles/0/server' }] } })
    expect((await put(ada, bob.account, [{ role: 'viewer', server: 'files' }])).status).toBe(404)
    const seen = (await ada.ask(`GET ${MEMBERS}`)).body.items
    expect(seen.map(({ account }: { account: string }) => account)).toEqual([ada.account, eve.account])
  })

  it('are edited by who said lately who he is', async () => {
    house = await House.open()
    const ada = await house.person('ada@example.com', [['acme', 'admin']])
    const eve = await house.person('eve@example.com', [['acme', 'viewer']])
    house.test.pass(15 * 60_000)
    expect((await put(ada, eve.account, [{ role: 'admin' }])).body.code).toBe('proof_required')
    expect((await ada.ask('POST /sessions/proof', { body: { password: 'wrong' } })).status).toBe(401)
    expect((await ada.ask('POST /sessions/proof', { body: { password: PASSWORD } })).status).toBe(204)
    expect((await put(ada, eve.account, [{ role: 'admin' }])).status).toBe(200)
  })
})
