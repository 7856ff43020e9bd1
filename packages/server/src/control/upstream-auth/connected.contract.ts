/** A server that wants tokens, its authorization server, and a control plane that knows both; gone after the test. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Actor } from '../actor.ts'
import type { Route } from '../api/route.ts'
import type { Control } from '../control.ts'
import type { SuppliedCredential } from '../messages.ts'
import { SERVER_ROUTES } from '../routes/server-routes.ts'
import { testServerParts } from '../server/test-server-parts.contract.ts'
import { openTestControl, type TestControl, type Told } from '../test-control.contract.ts'
import { type ScriptedAuthorization, startAuthorization } from './scripted-authorization.contract.ts'
import { createSupplier, type Supplier } from './supply.ts'

/** All of it. */
export interface ConnectedTest {
  readonly test: TestControl
  readonly control: Control
  readonly authorization: ScriptedAuthorization
  /** What the server says of itself; put over its metadata. */
  readonly resource: { url: string; metadata: Record<string, unknown> }
  readonly supplier: Supplier
  /** Credentials that the gateway was told of unasked. */
  readonly told: SuppliedCredential[]
  readonly person: Actor
  /** Id of the server. */
  readonly server: string
  ask(refused?: { readonly status: 401 | 403; readonly challenge: string }): Promise<SuppliedCredential>
  /** Opens a link as a browser would, up to the answer of the last call. */
  agree(link: string, as?: Actor): Promise<Told>
}

/** Opens it: `authentication` is put over `{ kind: 'oauth', identity: 'owner' }`. */
export async function openConnected(authentication: object = {}): Promise<ConnectedTest> {
  const authorization = await startAuthorization()
  const resource = await startResource(authorization)
  const told: SuppliedCredential[] = []
  const allowed = [authorization.destination, new URL(resource.url).host]
  const test = await openTestControl(testServerParts({ allowed, told }), SERVER_ROUTES as readonly Route[])
  onTestFinished(() => test.close())
  const person = test.admin
  const body = {
    slug: 'mail',
    from: { url: resource.url },
    authentication: { kind: 'oauth', identity: 'owner', ...authentication },
    probe: false,
  }
  const made = await test.call('POST /organisations/acme/servers', { body })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  const server: string = made.body.server.id
  const supplier = createSupplier(test.control)
  const as = (actor: Actor | undefined) => (actor === undefined ? {} : { as: actor })
  return {
    test,
    control: test.control,
    authorization,
    resource,
    supplier,
    told,
    person,
    server,
    ask: (refused) => supplier.supply({ server, owner: person.id, grant: 'grt_1', refused }),
    async agree(link, actor) {
      const begun = await test.call('POST /consents/begin', {
        body: { link: new URL(link).hash.slice(1) },
        ...as(actor),
      })
      return begun.status === 200
        ? test.call('POST /consents/finish', { body: await visit(begun.body.url), ...as(actor) })
        : begun
    },
  }
}

/** What the authorization server sends the browser back with. */
export async function visit(url: string): Promise<Record<string, string>> {
  const answer = await fetch(url, { redirect: 'manual' })
  return Object.fromEntries(new URL(answer.headers.get('location') ?? '').searchParams)
}

/** A server that refuses everything, and says where tokens are had. */
export async function startResource(authorization: ScriptedAuthorization): Promise<ConnectedTest['resource']> {
  const resource = { url: '', metadata: {} }
  const http = createServer((request, response) => {
    if (request.url?.startsWith('/.well-known/oauth-protected-resource') === true) {
      const document = { resource: resource.url, authorization_servers: [authorization.issuer], ...resource.metadata }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document))
    } else response.writeHead(401, { 'www-authenticate': 'Bearer scope="read"' }).end()
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    http.close()
    http.closeAllConnections()
  })
  resource.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`
  return resource
}
