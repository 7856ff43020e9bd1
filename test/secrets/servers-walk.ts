/** Servers that want to be shown something, and calls whose arguments are nobody's business. */
import { expect } from 'vitest'
import { good } from '../control-process.ts'
import { codeOf, messageOf, modernCall, post } from '../messages.ts'
import { GIVEN, type House, organisation } from './house.ts'
import type { Secret } from './traces.ts'

const params = { organisation }

/** Goes through it. @returns secrets of other servers: never answered */
export async function serversWalk(house: House): Promise<readonly Secret[]> {
  await addServers(house)
  await calls(house)
  await consent(house)
  const { authorization } = house
  const verifiers = authorization.tokens.map(({ fields }) => fields['code_verifier'] ?? '')
  const registered = Array.from({ length: authorization.registered }, (_, i) => `s3cr3t-${i + 1}`)
  return [
    ...verifiers.filter((value) => value !== '').map((value) => ({ name: 'verifier of a consent', value })),
    ...registered.map((value) => ({ name: 'secret of our registration at a server', value })),
  ]
}

async function addServers({ ada: { client }, upstream, mail, authorization }: House): Promise<void> {
  const add = async (body: Parameters<typeof client.call<'servers.create'>>[1]['body']) => {
    await good(client.call('servers.create', { params, body: { newTools: 'follow', ...body } }))
  }
  const headers = { 'X-Key': GIVEN.header }
  await add({ slug: 'notes', from: { url: upstream.url }, authentication: { kind: 'headers', headers } })
  await add({ slug: 'memory', from: { template: 'memory', parameters: { key: GIVEN.parameter } } })
  await add({ slug: 'mail', from: { url: mail.url }, authentication: { kind: 'oauth', identity: 'owner' } })
  const ours = { id: 'portcullis', secret: GIVEN.upstreamClient, issuer: authorization.issuer }
  const flow = { kind: 'oauth' as const, flow: 'client' as const, client: ours }
  await add({ slug: 'client', from: { url: `${mail.url}?client` }, authentication: flow })
}

/** A call in the name of a grant; its message. */
async function call({ running }: House, token: string, slug: string, posting: ReturnType<typeof modernCall>) {
  const endpoint = { url: `${running.origin}/mcp/${slug}`, headers: { authorization: `Bearer ${token}` } }
  const response = await post(endpoint, posting)
  return { status: response.status, ...(response.status === 200 ? await messageOf(response) : {}) }
}

async function calls(house: House): Promise<void> {
  const { client } = house.ada
  const servers = { notes: { policy: 'open' }, client: { policy: 'open' }, memory: { policy: 'open' } }
  const { grant, token: first } = await good(client.call('grants.create', { params, body: { label: 'a', servers } }))
  const one = { organisation, grant: grant.id }
  const { token } = await good(client.call('grants.rotate', { params: one, body: { overlap: 60 } }))
  const note = (text: string, as = token) => call(house, as, 'notes', modernCall('note', { text }))
  for (const as of [first, token]) expect(codeOf(await note(GIVEN.argument, as))).toBeUndefined()
  expect(codeOf(await note(GIVEN.refusedArgument))).toBe('policy_denied')
  const misplaced = modernCall('note', { text: 1, amount: GIVEN.misplacedArgument })
  expect((await call(house, token, 'notes', misplaced)).result?.isError).toBe(true)
  // What proves us is withheld, also where a server hands it back.
  expect(codeOf(await call(house, token, 'notes', modernCall('echo')))).toBeDefined()
  expect(JSON.stringify(await call(house, token, 'memory', modernCall('read_graph')))).toContain('entities')
  await call(house, token, 'client', modernCall('get_mail'))
  expect((await call(house, GIVEN.bearer, 'notes', modernCall('note'))).status).toBe(401)
  const { origin } = house.running
  const inAddress = `${origin}/mcp/notes?access_token=${encodeURIComponent(GIVEN.query)}`
  expect((await post({ url: inAddress, headers: {} }, modernCall('note'))).status).toBeGreaterThanOrEqual(400)
  const broken = { ...modernCall('note'), body: `{"jsonrpc":"2.0","params":{"arguments":{"text":"${GIVEN.argument}` }
  expect((await call(house, token, 'notes', broken)).status).toBe(400)
}

/** The owner of a grant connects a server in a browser, which then serves. */
async function consent(house: House): Promise<void> {
  const { client } = house.ada
  const { id: owner } = await good(client.call('account.read', {}))
  const body = { label: 'b', owner, servers: { mail: { policy: 'open' } } }
  const { token } = await good(client.call('grants.create', { params, body }))
  const refused = JSON.stringify(await call(house, token, 'mail', modernCall('get_mail')))
  const link = /http[^\s"\\]+\/connect#([0-9A-Za-z_]+)/.exec(refused)?.[1] ?? ''
  const { url } = await good(client.call('consents.begin', { body: { link } }))
  const answer = await fetch(url, { redirect: 'manual' })
  const { state = '', code = '' } = Object.fromEntries(new URL(answer.headers.get('location') ?? '').searchParams)
  house.mail.wants = undefined
  await good(client.call('consents.finish', { body: { state, code } }))
  expect(JSON.stringify(await call(house, token, 'mail', modernCall('get_mail')))).toContain('done')
  expect(house.mail.came.at(-1)).toMatch(/^Bearer s3cr3t-access-/)
}
