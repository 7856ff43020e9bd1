import { describe, expect, it } from 'vitest'
import { openConnected } from './connected.contract.ts'
import { renewDue } from './keep-fresh.ts'
import { createSupplier } from './supply.ts'

const bearer = (n: number) => ({ Authorization: `Bearer s3cr3t-access-${n}` })
const NEEDS = (scope: string, error = 'insufficient_scope') =>
  ({ status: 403, challenge: `Bearer error="${error}", scope="${scope}"` }) as const

async function agreed(authentication?: object) {
  const scene = await openConnected(authentication)
  await scene.agree((await scene.ask()).consent!)
  return scene
}

describe('a token', () => {
  it('is renewed before its end, once for all who ask', async () => {
    const { ask, authorization, test } = await agreed()
    test.pass(3600_000 - 61_000)
    expect((await ask()).headers).toEqual(bearer(1))
    test.pass(1000)
    authorization.delay = 30
    const asked = await Promise.all([ask(), ask(), ask(), ask()])
    expect(asked.map(({ headers }) => headers)).toEqual([bearer(2), bearer(2), bearer(2), bearer(2)])
    expect(authorization.tokens.map(({ fields }) => fields['grant_type'])).toEqual([
      'authorization_code',
      'refresh_token',
    ])
    expect(authorization.tokens[1]?.fields).toMatchObject({
      resource: expect.stringMatching(/\/mcp$/),
      refresh_token: expect.stringMatching(/^s3cr3t-refresh-/),
    })
  })

  it('[servers.renewal] is renewed by one process at a time', async () => {
    const { ask, authorization, test, control, server, person } = await agreed()
    const other = createSupplier(control)
    test.pass(3600_000 - 30_000)
    authorization.delay = 60
    const [here, there] = await Promise.all([
      ask(),
      other.supply({ server, owner: person.id, grant: 'grt_2', refused: undefined }),
    ])
    expect([here.headers, there.headers]).toEqual([bearer(2), bearer(2)])
    expect(authorization.tokens).toHaveLength(2)
  })

  it('is renewed in the background, and told to the gateway', async () => {
    const { authorization, control, test, told } = await agreed()
    await renewDue(control)
    expect(authorization.tokens).toHaveLength(1)
    test.pass(3600_000 - 30_000)
    await renewDue(control)
    await renewDue(control)
    expect(authorization.tokens).toHaveLength(2)
    expect(told.map(({ headers }) => headers)).toEqual([bearer(1), bearer(2)])
  })

  it('keeps the refresh token where no other is given', async () => {
    const { ask, authorization, test } = await agreed()
    authorization.rotates = false
    for (const n of [2, 3]) {
      test.pass(3600_000)
      expect((await ask()).headers).toEqual(bearer(n))
    }
    expect(authorization.tokens[2]?.fields['refresh_token']).toBe(authorization.tokens[1]?.fields['refresh_token'])
  })

  it('is used to its end while the authorization server is away, and renewed when it is back', async () => {
    const { ask, authorization, test } = await agreed()
    test.pass(3600_000 - 30_000)
    authorization.refusal = { status: 503, error: 'temporarily_unavailable' }
    expect((await ask()).headers).toEqual(bearer(1))
    authorization.refusal = undefined
    expect((await ask()).headers).toEqual(bearer(3))
  })

  it('asks for consent again once it cannot be renewed, and says so', async () => {
    const { ask, authorization, test } = await agreed()
    test.pass(3600_000)
    authorization.refusal = { status: 400, error: 'invalid_grant' }
    expect(await ask()).toMatchObject({ headers: undefined, consent: expect.stringMatching(/\/connect#/) })
    await ask()
    expect(authorization.tokens).toHaveLength(2)
    expect(test.told.at(-1)).toMatchObject({ action: 'credential.lost', actor_kind: 'system' })
    const { body } = await test.call('GET /organisations/acme/servers/mail/credentials')
    expect(body.items).toMatchObject([{ renewable: false, problem: expect.stringMatching(/invalid_grant/) }])
  })

  it('that was taken away meanwhile does not come back', async () => {
    const { ask, authorization, test, control } = await agreed()
    test.pass(3600_000)
    authorization.delay = 60
    const asked = ask()
    await new Promise((resolve) => setTimeout(resolve, 30))
    await test.call('DELETE /organisations/acme/servers/mail/credentials?owner=acc_admin')
    expect((await asked).headers).toBeUndefined()
    expect(await control.db.selectFrom('upstream_tokens').selectAll().execute()).toEqual([])
  })
})

describe('a token that the server refuses', () => {
  it('is renewed once; then somebody has to give consent', async () => {
    const { ask, authorization, test } = await agreed()
    const refused = { status: 401, challenge: 'Bearer error="invalid_token"' } as const
    test.pass(120_000)
    expect((await ask(refused)).headers).toEqual(bearer(2))
    expect(await ask(refused)).toMatchObject({ headers: undefined, consent: expect.any(String) })
    expect(authorization.tokens).toHaveLength(2)
  })

  it('[servers.scopes] for want of scopes leads to a link for all scopes together, and stays good for other calls', async () => {
    const { ask, agree, authorization } = await agreed()
    const stepped = await ask(NEEDS('write'))
    expect(stepped).toMatchObject({ headers: bearer(1), consent: expect.any(String) })
    expect((await ask(NEEDS('write'))).consent).toBe(stepped.consent)
    await agree(stepped.consent!)
    expect(authorization.authorized[1]?.['scope']).toBe('read write')
    expect((await ask()).headers).toEqual(bearer(2))
  })

  it('[servers.scopes] though it has the scopes is no reason to ask again', async () => {
    const { ask, agree, authorization } = await agreed()
    await agree((await ask(NEEDS('write'))).consent!)
    expect(await ask(NEEDS('write'))).toMatchObject({ headers: bearer(2), consent: undefined })
    expect(await ask({ status: 403, challenge: '' })).toMatchObject({ headers: bearer(2), consent: undefined })
    expect(authorization.authorized).toHaveLength(2)
  })
})

describe('a link', () => {
  it('is the same for a minute, however often a model tries', async () => {
    const { ask, control, test } = await openConnected()
    const links = new Set<string | undefined>()
    for (let n = 0; n < 20; n++) links.add((await ask()).consent)
    expect(links.size).toBe(1)
    expect(await control.db.selectFrom('consents').selectAll().execute()).toHaveLength(1)
    test.pass(60_000)
    expect(links.has((await ask()).consent)).toBe(false)
  })
})
