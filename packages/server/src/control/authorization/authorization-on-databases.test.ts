/** What has to hold of grants and their tokens when several things happen at once, on every database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASES, STARTING, type TestDatabase } from '../../store/sql/testing/databases.contract.ts'
import { feedGrants } from '../grant/feed.ts'
import { GRANTS } from '../grant/test-grants.contract.ts'
import { hearUsed } from '../grant/used.ts'
import { endDueRaises, sweepAuthorization } from './tend.ts'
import { type AuthorizationWorld, openAuthorizationWorld } from './test-authorization.contract.ts'

const DAY = 24 * 3_600_000

describe.each(DATABASES.filter(({ skipped }) => skipped === undefined))('grants on $name', ({ open }) => {
  let opened: TestDatabase
  let world: AuthorizationWorld
  beforeAll(async () => {
    opened = await open()
    world = await openAuthorizationWorld({ db: opened.db })
  }, STARTING)
  afterAll(() => opened.close())

  it('[oauth.one-grant] two first consents at once make one grant', async () => {
    const template = await world.template()
    const { body: client } = await world.register()
    const query = world.query(client.client_id)
    const answers = await Promise.all([world.consent(query, template), world.consent(query, template)])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(await feedGrants(world.test.control)).toHaveLength(1)
  })

  it('[oauth.reuse] a refresh token that comes twice at once is answered once, and ends its family', async () => {
    const template = await world.template({ label: 'Second' })
    const { client, code } = await world.withCode(template)
    const { refresh_token } = (await world.exchange(client, code)).body
    const answers = await Promise.all([1, 2, 3].map(() => world.refresh(client, refresh_token)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await world.digests()).toEqual([])
  })

  it('lists, raises, uses and forgets in the words of every database', async () => {
    const { test } = world
    const made = await test.call(`POST ${GRANTS}`, {
      body: { label: 'One 100%', tags: { team: 'crm' }, servers: { shop: { policy: 'shop' } } },
    })
    const { id } = made.body.grant
    const found = await test.call(`GET ${GRANTS}?server=shop&policy=shop&label=ONE%20100%25&tag=team&limit=1`)
    expect(found.body.items).toMatchObject([{ id, state: 'active' }])
    const now = test.control.clock.now()
    const raise = { server: 'shop', policy: 'open', until: now + 1000, reason: 'sale' }
    expect((await test.call(`POST ${GRANTS}/${id}/raises`, { body: raise })).status).toBe(201)
    await hearUsed(test.control, [{ grant: id, at: now }])
    test.pass(1000)
    await endDueRaises(test.control)
    expect(test.told.at(-1)).toMatchObject({ action: 'grant.raise_end', actor_kind: 'system' })
    expect((await test.call(`GET ${GRANTS}/${id}`)).body).toMatchObject({ raises: [], used: now })
    test.pass(200 * DAY)
    await sweepAuthorization(test.control)
    for (const table of ['oauth_tokens', 'oauth_codes', 'oauth_families', 'oauth_clients'] as const)
      expect(await test.control.db.selectFrom(table).selectAll().execute()).toEqual([])
  })
})
