import { afterEach, describe, expect, it } from 'vitest'
import { makeSealKey } from '../../crypto/keyring.ts'
import { createSealer } from '../../crypto/seal.ts'
import { DATABASES, STARTING } from '../../store/sql/testing/databases.contract.ts'
import { machineActor } from '../actor.ts'
import type { Route } from '../api/route.ts'
import { rotateKeys } from '../keys/rotate.ts'
import { SERVER_ROUTES } from '../routes/server-routes.ts'
import { openTestControl, START, type TestControl } from '../test-control.contract.ts'
import { findTokens, keepTokens } from '../upstream-auth/tokens.ts'
import { hearTools } from './heard-tools.ts'
import { visitOldest } from './watch-servers.ts'

describe.each(DATABASES.filter(({ skipped }) => skipped === undefined))('servers on $name', ({ open }) => {
  let test: TestControl
  afterEach(() => test.close())

  const start = async (): Promise<void> => {
    test = await openTestControl({ db: (await open()).db }, SERVER_ROUTES as readonly Route[])
  }
  const make = (slug: string, more: object = {}) =>
    test.call('POST /organisations/acme/servers', {
      body: { slug, from: { url: 'https://mcp.example.com/a' }, probe: false, ...more },
    })

  it('are made, listed in order, edited and deleted alike', { timeout: STARTING }, async () => {
    await start()
    for (const slug of ['b', 'a-1', 'a', '0']) expect((await make(slug)).status).toBe(201)
    expect((await make('a')).status).toBe(422)
    expect((await make('x', { baseline: 'none' })).body.errors[0].field).toBe('/body/baseline')
    const first = await test.call('GET /organisations/acme/servers?limit=3')
    const rest = await test.call(`GET /organisations/acme/servers?limit=3&cursor=${first.body.next}`)
    expect([...first.body.items, ...rest.body.items].map(({ slug }) => slug)).toEqual(['0', 'a', 'a-1', 'b'])
    const authentication = { kind: 'headers', headers: { 'X-Key': 'ключ' } }
    expect(
      (await test.call('PUT /organisations/acme/servers/a/authentication', { body: { authentication } })).status,
    ).toBe(422)
    expect((await test.call('DELETE /organisations/acme/servers/b')).status).toBe(204)
    expect((await test.call('GET /organisations/acme/servers/b')).status).toBe(404)
  })

  it('are told of by their tools, visited, and sealed anew alike', { timeout: STARTING }, async () => {
    await start()
    const { id } = (await make('a', { authentication: { kind: 'oauth' } })).body.server
    const tool = { name: 'x', fingerprint: `sha256:${'0'.repeat(64)}`, definition: '{"name":"x"}' }
    await hearTools(test.control, id, [tool, tool])
    await hearTools(test.control, id, [tool])
    const { items } = (await test.call('GET /organisations/acme/servers/a/tools')).body
    expect(items).toMatchObject([{ name: 'x', state: 'open' }])
    const tools = [{ name: 'x', fingerprint: tool.fingerprint }]
    expect((await test.call('POST /organisations/acme/servers/a/tools/accept', { body: { tools } })).body.pinned).toBe(
      true,
    )
    await visitOldest(test.control)
    expect((await test.call('GET /organisations/acme/servers/a')).body.health.problem).not.toBeNull()
    const holder = { server: id, owner: '', organisation: 'acme' }
    const tokens = { access: 'a', refresh: 'r', expires: START + 2 ** 40, scope: undefined }
    const terms = { issuer: 'https://i', resource: 'https://r', scope: ['one', 'two'] }
    for (const at of [START, START + 1])
      await test.control.db.transaction().execute((tx) => keepTokens(test.control, tx, holder, { tokens, terms, at }))
    expect(await findTokens(test.control, id, '')).toMatchObject({
      expires: START + 2 ** 40,
      scope: 'one two',
      renewable: 1,
      obtained: START + 1,
    })
    const [next, other] = [makeSealKey(1), makeSealKey(0)]
    const keyring = {
      all: () => [next],
      current: () => next,
      find: (key: string) => (key === next.id ? next : undefined),
      add: undefined,
      remove: undefined,
    }
    const counted = await rotateKeys({ db: test.control.db, keyring, actor: machineActor('root'), at: START })
    expect(counted.unopened).toBe(1)
    const sealer = createSealer({ current: () => other, find: () => other })
    await test.control.db
      .transaction()
      .execute((tx) => keepTokens({ sealer }, tx, holder, { tokens, terms, at: START }))
    const both = {
      ...keyring,
      all: () => [next, other],
      find: (key: string) => [next, other].find((one) => one.id === key),
    }
    expect(
      await rotateKeys({ db: test.control.db, keyring: both, actor: machineActor('root'), at: START }),
    ).toMatchObject({ resealed: 1, unopened: 0 })
  })
})
