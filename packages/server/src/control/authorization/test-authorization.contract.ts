/** A client and a person for tests of the authorization server: its endpoints, as programs and browsers reach them. */
import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import type { Actor } from '../actor.ts'
import { mountRaw } from '../api/raw.ts'
import type { ApiApp } from '../api/router.ts'
import type { Control } from '../control.ts'
import { feedGrants } from '../grant/feed.ts'
import { openGrantWorld } from '../grant/test-grants.contract.ts'
import type { TestControl, Told } from '../test-control.contract.ts'
import { authorizationEndpoints } from './endpoints.ts'
import { AUTHORIZE_PATH } from './server-metadata.ts'

export const RESOURCE = 'http://127.0.0.1:4100/mcp/shop'
export const REDIRECT = 'http://127.0.0.1:7777/callback'
export const VERIFIER = 'a'.repeat(43)
export const CHALLENGE: string = createHash('sha256').update(VERIFIER).digest('base64url')

/** `acme` with its authorization server. */
export interface AuthorizationWorld {
  readonly test: TestControl
  /** Ann, a viewer of `acme`. */
  readonly ann: Actor
  readonly ben: Actor
  /** Asks an endpoint. */
  ask(path: string, init?: RequestInit, address?: string): Promise<Response>
  /** Sends a form. */
  form(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Told>
  /** Registers a public client. */
  register(more?: object, address?: string): Promise<Told>
  /** Makes a template. @returns its id */
  template(more?: object): Promise<string>
  /** A query of the authorization endpoint. */
  query(client: string, more?: Readonly<Record<string, string | undefined>>): string
  /** A public client with a code, of a new template unless one is given. */
  withCode(template?: string): Promise<{ readonly client: string; readonly code: string; readonly template: string }>
  exchange(client: string, code: string, more?: Readonly<Record<string, string>>): Promise<Told>
  refresh(client: string, token: string, more?: Readonly<Record<string, string>>): Promise<Told>
  /** Digests of all tokens that the gateway is told of. */
  digests(): Promise<readonly string[]>
  /** Consents as somebody. @returns the answer's location, or the refusal */
  consent(query: string, template: string, as?: Actor): Promise<Told & { readonly location: URL | undefined }>
}

/** Opens it. */
export async function openAuthorizationWorld(more: Partial<Control> = {}): Promise<AuthorizationWorld> {
  const test = await openGrantWorld(more)
  const app: ApiApp = new Hono()
  mountRaw(app, test.control, authorizationEndpoints())
  const person = (id: string): Actor => ({ ...test.actor('viewer'), id, name: `${id}@acme.example` })
  const ask: AuthorizationWorld['ask'] = async (path, init = {}, address = '192.0.2.1') =>
    app.fetch(new Request(`${test.control.origin}${path}`, init), { address })
  const world: AuthorizationWorld = {
    test,
    ann: person('acc_ann'),
    ben: person('acc_ben'),
    ask,
    form: async (path, fields, headers = {}) =>
      toldOf(await ask(path, { method: 'POST', body: new URLSearchParams(fields), headers })),
    register: async (wish = {}, address = '192.0.2.1') => {
      const metadata = {
        client_name: 'A client',
        redirect_uris: [REDIRECT],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'none',
        ...wish,
      }
      return toldOf(await ask('/oauth/register', { method: 'POST', body: JSON.stringify(metadata) }, address))
    },
    async template(wish = {}) {
      const body = { label: 'Shop for people', servers: { shop: { policy: 'shop' } }, member: 'acc_ann', ...wish }
      const made = await test.call('POST /organisations/acme/grant-templates', { body })
      if (made.status !== 201) throw new Error(JSON.stringify(made.body))
      return made.body.id
    },
    query(client, wish = {}) {
      const fields = {
        response_type: 'code',
        client_id: client,
        redirect_uri: REDIRECT,
        state: 'st&te',
        code_challenge: CHALLENGE,
        code_challenge_method: 'S256',
        resource: RESOURCE,
        ...wish,
      }
      const sent = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined)
      return new URL(`${AUTHORIZE_PATH}?${new URLSearchParams(sent)}`, test.control.origin).search.slice(1)
    },
    async consent(query, template, as = person('acc_ann')) {
      const told = await test.call('POST /authorization/decisions', { body: { query, template }, as })
      return { ...told, location: told.status === 200 ? new URL(told.body.location) : undefined }
    },
    async withCode(template) {
      const { body } = await world.register()
      const client: string = body.client_id
      const id = template ?? (await world.template())
      const { location } = await world.consent(world.query(client), id)
      return { client, code: location?.searchParams.get('code') ?? '', template: id }
    },
    exchange: (client, code, more = {}) =>
      world.form('/oauth/token', {
        grant_type: 'authorization_code',
        client_id: client,
        code,
        redirect_uri: REDIRECT,
        code_verifier: VERIFIER,
        resource: RESOURCE,
        ...more,
      }),
    refresh: (client, token, more = {}) =>
      world.form('/oauth/token', { grant_type: 'refresh_token', client_id: client, refresh_token: token, ...more }),
    digests: async () => (await feedGrants(test.control)).flatMap(({ tokens }) => tokens.map(({ digest }) => digest)),
  }
  return world
}

async function toldOf(response: Response): Promise<Told> {
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}
