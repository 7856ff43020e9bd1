/** A program that logs in by OAuth: registered with a secret, agreed to, renewed, and a renewal that is tried twice. */
import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { good } from '../control-process.ts'
import { messageOf, modernCall, post } from '../messages.ts'
import { GIVEN, type House, organisation } from './house.ts'
import type { Secret } from './traces.ts'

/** The client's own: it is sent back to the client, and kept nowhere. */
const STATE = { name: 'state of a client', value: 'canary-of-the-state-of-a-client-26457513' }
const REDIRECT = 'http://127.0.0.1:7777/callback'

interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
}

/** Goes through it. @returns secrets that are not recognised at sight */
export async function clientsWalk({ ada, running }: House): Promise<readonly Secret[]> {
  const params = { organisation }
  const servers = { notes: { policy: 'open' } }
  const template = await good(ada.client.call('grant_templates.create', { params, body: { label: 'c', servers } }))
  const client = await register(running.admin)
  const resource = `${running.origin}/mcp/notes`
  const query = new URLSearchParams({
    ...{ client_id: client.client_id, redirect_uri: REDIRECT, response_type: 'code', state: STATE.value, resource },
    code_challenge: createHash('sha256').update(GIVEN.verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString()
  const body = { query, template: template.id }
  const { location } = await good(ada.client.call('authorization.decide', { body }))
  const code = new URL(location).searchParams.get('code') ?? ''
  const token = (fields: Readonly<Record<string, string>>, secret = client.client_secret) =>
    fetch(`${running.admin}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${client.client_id}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ resource, ...fields }),
    })
  const exchange = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: GIVEN.verifier }
  expect((await token(exchange, GIVEN.bearer)).status).toBe(401)
  const first = (await (await token(exchange)).json()) as Tokens
  const renewal = { grant_type: 'refresh_token', refresh_token: first.refresh_token }
  const second = (await (await token(renewal)).json()) as Tokens
  expect(await called(resource, second.access_token)).toBe(200)
  // Whoever shows an old one has stolen it: nothing that came of it is good any more.
  expect((await token(renewal)).status).toBe(400)
  expect((await token(exchange)).status).toBe(400)
  expect(await called(resource, second.access_token)).toBe(401)
  return [STATE]
}

async function register(admin: string): Promise<{ readonly client_id: string; readonly client_secret: string }> {
  const answer = await fetch(`${admin}/oauth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'A program',
      redirect_uris: [REDIRECT],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'client_secret_basic',
    }),
  })
  return (await answer.json()) as { client_id: string; client_secret: string }
}

async function called(resource: string, token: string): Promise<number> {
  const answer = await post({ url: resource, headers: { authorization: `Bearer ${token}` } }, modernCall('note'))
  if (answer.status === 200) expect((await messageOf(answer)).result?.isError ?? false).toBe(false)
  return answer.status
}
