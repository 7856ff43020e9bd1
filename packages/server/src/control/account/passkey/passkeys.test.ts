import { afterEach, describe, expect, it } from 'vitest'
import { type Browser, House, PASSWORD } from '../account-house.contract.ts'
import { Authenticator, type Deviation } from './authenticator.contract.ts'
import { checkNew, checkShown, partyOf } from './ceremony.ts'

const ORIGIN = 'http://localhost:4101'
const ceremony = { origin: ORIGIN, challenge: 'a-challenge' }

describe('a passkey', () => {
  it.each(['ec', 'ed25519', 'rsa'] as const)('of the kind %s is taken, and shown', (kind) => {
    const authenticator = new Authenticator(kind)
    expect(checkNew(ceremony, authenticator.create(ceremony))).toBe(0)
    const known = { public_key: authenticator.publicKey, counter: 0 }
    expect(checkShown(ceremony, known, authenticator.show(ceremony))).toBe(0)
    expect(checkShown(ceremony, known, new Authenticator(kind).show(ceremony))).toBeUndefined()
  })

  const deviations: readonly (readonly [what: string, deviation: Deviation])[] = [
    ['for another purpose', { type: 'payment.get' }],
    ['at another origin', { origin: 'http://localhost:4102' }],
    ['in a frame of another origin', { crossOrigin: true }],
    ['for another challenge', { challenge: 'another' }],
    ['for another party', { party: 'example.com' }],
    ['by nobody who was there', { flags: 0x44 }],
    ['by somebody who was not verified', { flags: 0x41 }],
  ]
  it.each(deviations)('that is given or shown %s is not', (_what, deviation) => {
    const authenticator = new Authenticator()
    const known = { public_key: authenticator.publicKey, counter: 0 }
    expect(checkNew(ceremony, authenticator.create(ceremony, deviation))).toBeUndefined()
    expect(checkShown(ceremony, known, authenticator.show(ceremony, deviation))).toBeUndefined()
  })

  it('that is shown with anything changed is not', () => {
    const authenticator = new Authenticator()
    const known = { public_key: authenticator.publicKey, counter: 0 }
    const shown = authenticator.show(ceremony)
    for (const part of ['client_data', 'authenticator_data', 'signature'] as const) {
      const bytes = Buffer.from(shown[part], 'base64url')
      for (let at = 0; at < bytes.length; at += 3) {
        const changed = Buffer.from(bytes)
        changed.writeUInt8(changed.readUInt8(at) ^ 0x08, at)
        expect(checkShown(ceremony, known, { ...shown, [part]: changed.toString('base64url') })).toBeUndefined()
      }
      expect(checkShown(ceremony, known, { ...shown, [part]: '' })).toBeUndefined()
    }
  })

  it('that was copied shows itself by its counter', () => {
    const authenticator = new Authenticator()
    const shown = (counter: number, before: number) =>
      checkShown(
        ceremony,
        { public_key: authenticator.publicKey, counter: before },
        authenticator.show(ceremony, { counter }),
      )
    expect(shown(8, 7)).toBe(8)
    expect(shown(7, 7)).toBeUndefined()
    expect(shown(0, 7)).toBeUndefined()
  })

  it('needs a key of a kind that was asked for', () => {
    const given = new Authenticator().create(ceremony)
    for (const public_key of ['', 'AAAA', Buffer.from('no key').toString('base64url')]) {
      expect(checkNew(ceremony, { ...given, public_key })).toBeUndefined()
    }
    expect(checkNew(ceremony, { ...given, id: 'AAAA' })).toBeUndefined()
    expect(checkNew(ceremony, new Authenticator().create(ceremony, { flags: 0x05 }))).toBeUndefined()
  })

  it('is for a name', () => {
    expect(partyOf('https://portcullis.example.com')).toBe('portcullis.example.com')
    for (const origin of ['http://127.0.0.1:4101', 'http://[::1]:4101']) expect(partyOf(origin)).toBeUndefined()
  })
})

describe('logging in by a passkey', () => {
  let house: House
  afterEach(() => house.close())

  async function named(): Promise<Browser> {
    house = await House.open()
    Object.assign(house.test.control, { origin: ORIGIN })
    return house.operator()
  }

  async function add(browser: Browser, authenticator: Authenticator): Promise<number> {
    const { secret, challenge } = (await browser.ask('POST /account/passkeys/questions')).body
    const passkey = authenticator.create({ origin: ORIGIN, challenge })
    return (await browser.ask('POST /account/passkeys', { body: { secret, name: 'Laptop', passkey } })).status
  }

  async function enter(authenticator: Authenticator, browser = house.browser('203.0.113.7')) {
    const { secret, challenge } = (await browser.ask('POST /sessions/passkey/questions')).body
    const body = { secret, passkey: authenticator.show({ origin: ORIGIN, challenge }) }
    return { browser, body, reply: await browser.enter('POST /sessions/passkey', body) }
  }

  it('takes a passkey that its owner added, once for each question', async () => {
    const ada = await named()
    const authenticator = new Authenticator()
    expect(await add(ada, authenticator)).toBe(204)
    expect(house.mails.at(-1)?.text).toContain('passkey was added')
    const { browser, body, reply } = await enter(authenticator)
    expect(reply.status).toBe(200)
    expect((await browser.ask('GET /account')).body.email).toBe('ada@example.com')
    expect((await house.browser().ask('POST /sessions/passkey', { body })).status).toBe(404)
    expect((await enter(new Authenticator())).reply.status).toBe(401)
    const { items } = (await ada.ask('GET /account/passkeys')).body
    expect(items).toEqual([expect.objectContaining({ name: 'Laptop', used: house.now })])
    expect((await ada.ask(`DELETE /account/passkeys/${items[0].id}`)).status).toBe(204)
    expect((await enter(authenticator)).reply.status).toBe(401)
  })

  it('takes one of two that show the same count', async () => {
    const ada = await named()
    const authenticator = new Authenticator()
    await add(ada, authenticator)
    authenticator.counter = 5
    const both = await Promise.all([enter(authenticator), enter(authenticator)])
    expect(both.map(({ reply }) => reply.status).sort()).toEqual([200, 401])
    authenticator.counter = 6
    expect((await enter(authenticator)).reply.status).toBe(200)
  })

  it('takes no question of somebody else, and no passkey of another account', async () => {
    const ada = await named()
    const eve = await house.person('eve@example.com', [])
    const authenticator = new Authenticator()
    await add(ada, authenticator)
    const { secret, challenge } = (await ada.ask('POST /account/passkeys/questions')).body
    const passkey = new Authenticator().create({ origin: ORIGIN, challenge })
    expect((await eve.ask('POST /account/passkeys', { body: { secret, name: 'x', passkey } })).status).toBe(404)
    const adding = { secret, passkey: authenticator.show({ origin: ORIGIN, challenge }) }
    expect((await eve.ask('POST /sessions/passkey', { body: adding })).status).toBe(404)
    const { id } = (await ada.ask('GET /account/passkeys')).body.items[0]
    expect((await eve.ask(`DELETE /account/passkeys/${id}`)).status).toBe(404)
    // The same credential is nobody else's, too.
    expect(await add(eve, authenticator)).toBe(401)
  })

  it('asks for a proof to add one, and a name to have one', async () => {
    const ada = await named()
    house.test.pass(16 * 60_000)
    expect((await ada.ask('POST /account/passkeys/questions')).body.code).toBe('proof_required')
    await ada.ask('POST /sessions/proof', { body: { password: PASSWORD } })
    expect((await ada.ask('POST /account/passkeys/questions')).status).toBe(200)
    Object.assign(house.test.control, { origin: 'http://127.0.0.1:4101' })
    expect((await house.browser().ask('POST /sessions/passkey/questions')).status).toBe(409)
  })
})
