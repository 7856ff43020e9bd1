/** People: invited, logged in by password and code, locked out, and helped in again; programs with API keys. */
import { expect } from 'vitest'
import { codeOf, stepAt } from '../../packages/server/src/crypto/one-time-code.ts'
import { enter, good, type Person, personWith } from '../control-process.ts'
import { GIVEN, type House, organisation } from './house.ts'
import type { Secret } from './traces.ts'

const params = { organisation }
const EMAIL = 'bob@example.com'

/** Goes through it. @returns secrets that are not recognised at sight */
export async function peopleWalk({ ada, running }: House): Promise<readonly Secret[]> {
  const { link } = await good(ada.client.call('invitations.create', { params, body: { role: 'admin' } }))
  const joining = { secret: secretOf(link), name: 'Bob', email: EMAIL, password: GIVEN.bob }
  const bob = await enter(running.admin, '/invitations/join', joining)
  const codes = await secondFactor(bob)
  await logInWithCode(running.admin, GIVEN.bob, codes.spare[0] ?? '')
  await good(bob.client.call('account.password', { body: { current: GIVEN.bob, password: GIVEN.bobLater } }))
  const { id: account } = await good(bob.client.call('account.read', {}))
  const reset = await good(ada.client.call('accounts.reset_link', { params: { account } }))
  const stranger = personWith(running.admin, {})
  const renewed = { secret: secretOf(reset.link), password: GIVEN.bobAtLast }
  await good(stranger.client.call('account.reset', { body: renewed }))
  await logInWithCode(running.admin, GIVEN.bobAtLast, codes.spare[1] ?? '')
  await programs(ada, running.admin)
  await commandLine(ada, running.admin)
  await mistakes(ada, running.admin)
  return codes.secrets
}

const secretOf = (link: string): string => new URL(link).hash.slice(1)

async function secondFactor(bob: Person) {
  const { secret } = await good(bob.client.call('second_factor.begin', {}))
  const code = codeOf(secret, stepAt(Date.now()))
  const { spare_codes: spare } = await good(bob.client.call('second_factor.confirm', { body: { code } }))
  const secrets = [
    { name: 'seed of the second factor', value: secret },
    ...spare.flatMap((value, i) => [
      { name: `spare code ${i}`, value },
      { name: `spare code ${i} without dashes`, value: value.replaceAll('-', '') },
    ]),
  ]
  return { spare, secrets }
}

async function logInWithCode(admin: string, password: string, code: string): Promise<Person> {
  const told = await personWith(admin, {}).client.call('sessions.open', { body: { email: EMAIL, password } })
  if (!told.ok || !('challenge' in told.body)) throw new Error(JSON.stringify(told))
  return enter(admin, '/sessions/code', { challenge: told.body.challenge, code })
}

async function programs(ada: Person, admin: string): Promise<void> {
  const body = { name: 'machine', role: 'admin' as const }
  const { key, id } = await good(ada.client.call('keys.create', { params, body }))
  const program = personWith(admin, { authorization: `Bearer ${key}` })
  await good(program.client.call('servers.list', { params }))
  await good(ada.client.call('keys.revoke', { params: { organisation, key: id } }))
  expect((await program.client.call('servers.list', { params })).status).toBe(401)
}

/** A command line that is let in, works, and logs out. */
async function commandLine(ada: Person, admin: string): Promise<void> {
  const stranger = personWith(admin, {})
  const { wait, code } = await good(stranger.client.call('terminals.begin', { body: { host: 'laptop' } }))
  await good(ada.client.call('terminals.allow', { body: { code } }))
  const asked = await good(stranger.client.call('terminals.session', { body: { wait } }))
  if (asked.state !== 'allowed') throw new Error(asked.state)
  const line = personWith(admin, { authorization: `Bearer ${asked.token}` })
  await good(line.client.call('servers.list', { params }))
  await good(line.client.call('sessions.end', { params: { session: 'current' } }))
  expect((await line.client.call('servers.list', { params })).status).toBe(401)
}

/** Whatever people type into the wrong place. */
async function mistakes(ada: Person, admin: string): Promise<void> {
  const json = { 'content-type': 'application/json' }
  const send = async (path: string, body: string, headers: Readonly<Record<string, string>> = json) => {
    const { status } = await fetch(`${admin}${path}`, { method: 'POST', headers, body })
    expect([path, status >= 400]).toEqual([path, true])
  }
  const wrong = GIVEN.mistyped
  await send('/api/v1/sessions', JSON.stringify({ email: EMAIL, password: wrong }))
  await send('/api/v1/sessions', `{"email": "x", "password": "${wrong}`)
  await send('/api/v1/sessions', `{"email": "x", "password": "${wrong}", "password": "${wrong}"}`)
  await send('/api/v1/sessions', JSON.stringify({ email: wrong, password: { text: wrong } }))
  await send('/api/v1/invitations/read', JSON.stringify({ secret: wrong }))
  await send(`/api/v1/sessions?access_token=${encodeURIComponent(GIVEN.query)}`, '{}')
  await send('/api/v1/organisations/local/grants', '{}', { ...json, authorization: `Bearer ${GIVEN.bearer}` })
  await send('/api/v1/organisations/local/grants', '{}', { ...json, cookie: `portcullis=${GIVEN.bearer}` })
  expect((await ada.client.call('sessions.prove', { body: { password: wrong } })).ok).toBe(false)
  expect((await ada.client.call('account.password', { body: { current: wrong, password: 'short' } })).ok).toBe(false)
  const signOn = { name: 'Acme', issuer: 'http://127.0.0.1:9', client_id: 'portcullis', client_secret: GIVEN.signOn }
  expect((await ada.client.call('sign_on.create', { params, body: signOn })).ok).toBe(false)
  const from = { url: `http://user:${GIVEN.userinfo}@127.0.0.1:9/mcp` }
  expect((await ada.client.call('servers.create', { params, body: { slug: 'inside', from } })).ok).toBe(false)
}
