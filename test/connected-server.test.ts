/** A server that wants to know who is calling, from its creation to a call in somebody's name: the product as a process. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ScriptedServer, startScripted } from '../packages/server/src/control/server/scripted-server.contract.ts'
import {
  type ScriptedAuthorization,
  startAuthorizationHere,
} from '../packages/server/src/control/upstream-auth/scripted-authorization.contract.ts'
import { type ControlledProcess, firstAccount, good, type Person, startControlled } from './control-process.ts'
import { messageOf, modernCall, post } from './messages.ts'

const organisation = 'local'
const ALLOWING = JSON.stringify({ version: '1', default: 'allow' })

let upstream: ScriptedServer
let elsewhere: ScriptedServer
let authorization: ScriptedAuthorization & { close(): void }
let running: ControlledProcess
let ada: Person
let token: string

beforeAll(async () => {
  authorization = await startAuthorizationHere()
  upstream = await startScripted([{ name: 'get_mail', description: 'Reads mail.' }])
  elsewhere = await startScripted([{ name: 'get_mail', description: 'Reads mail.' }])
  upstream.issuer = authorization.issuer
  upstream.wants = { authorization: 'Bearer s3cr3t-access-1', challenge: 'Bearer scope="read"' }
  running = await startControlled({
    allow_destinations: [upstream, elsewhere, authorization].map((one) => one.destination),
  })
  ada = await firstAccount(running)
})
afterAll(async () => {
  await running.close()
  await upstream.close()
  await elsewhere.close()
  authorization.close()
})

async function call() {
  const endpoint = { url: `${running.origin}/mcp/mail`, headers: { authorization: `Bearer ${token}` } }
  const { result, error } = await messageOf(await post(endpoint, modernCall('get_mail')))
  return { text: JSON.stringify(result ?? error), denied: result?.isError === true || error !== undefined }
}

/** Opens a link as a browser would. */
async function agree(link: string): Promise<void> {
  const { url } = await good(ada.client.call('consents.begin', { body: { link: new URL(link).hash.slice(1) } }))
  const answer = await fetch(url, { redirect: 'manual' })
  const { state = '', code } = Object.fromEntries(new URL(answer.headers.get('location') ?? '').searchParams)
  await good(ada.client.call('consents.finish', { body: { state, ...(code !== undefined && { code }) } }))
}

describe('a server that each owner connects', () => {
  it('[servers.consent] refuses with a link, and serves once its owner gave consent', async () => {
    const params = { organisation }
    await good(ada.client.call('policies.create', { params, body: { name: 'open', text: ALLOWING } }))
    const authentication = { kind: 'oauth' as const, identity: 'owner' as const }
    const from = { url: upstream.url }
    const made = await good(ada.client.call('servers.create', { params, body: { slug: 'mail', from, authentication } }))
    expect(made.probe).toMatchObject({ outcome: 'unauthorized', oauth: { issuer: authorization.issuer } })
    const { id } = await good(ada.client.call('account.read', {}))
    const body = { label: 'agent', owner: id, servers: { mail: { policy: 'open' } } }
    token = (await good(ada.client.call('grants.create', { params, body }))).token
    const refused = await call()
    expect(refused.denied).toBe(true)
    const link = /http[^\s"\\]+\/connect#[0-9A-Za-z_]+/.exec(refused.text)?.[0] ?? ''
    await agree(link)
    expect(await call()).toEqual({ denied: false, text: expect.stringContaining('done') })
    expect(upstream.came.filter((one) => one !== undefined && one !== 'Bearer s3cr3t-access-1')).toEqual([])
  })

  it('[servers.moved] never sends a token to where the server is not any more', async () => {
    const one = { organisation, server: 'mail' }
    const move = (url: string) =>
      good(ada.client.call('servers.edit', { params: one, body: { from: { url } }, ifMatch: '*' }))
    await move(`${upstream.url}?moved`)
    const before = upstream.came.length
    expect((await call()).text).toContain('/connect#')
    expect(upstream.came.slice(before).filter((value) => value !== undefined)).toEqual([])
    await move(elsewhere.url)
    expect(await call()).toEqual({ denied: false, text: expect.stringContaining('done') })
    expect(elsewhere.came.length).toBeGreaterThan(0)
    expect(elsewhere.came.filter((value) => value !== undefined)).toEqual([])
  })

  it('[servers.value-free] leaves no secret in any file, nor in what is printed', () => {
    const files = readdirSync(running.folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
    const texts = files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'))
    expect(texts.length).toBeGreaterThan(3)
    expect([...texts, running.printed()].filter((text) => /s3cr3t-(?:access|refresh)/.test(text))).toEqual([])
  })
})
