/** A client of the referee's servers whose credentials come from the product's own connector, and a person who agrees. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import type { Control } from '../../packages/server/src/control/control.ts'
import type { SuppliedCredential } from '../../packages/server/src/control/messages.ts'
import { createServer } from '../../packages/server/src/control/server/create-server.ts'
import { LIMITS, VETTING } from '../../packages/server/src/control/server/server.ts'
import { testServerParts } from '../../packages/server/src/control/server/test-server-parts.contract.ts'
import { openTestControl, type TestControl } from '../../packages/server/src/control/test-control.contract.ts'
import { beginConsent } from '../../packages/server/src/control/upstream-auth/begin.ts'
import { readConsentLink, useConsentLink } from '../../packages/server/src/control/upstream-auth/consent-link.ts'
import { finishConsent } from '../../packages/server/src/control/upstream-auth/finish.ts'
import { createSupplier, type Supplier } from '../../packages/server/src/control/upstream-auth/supply.ts'
import { systemClock } from '../../packages/server/src/ports/clock.ts'

/** What the referee's command was given. */
export interface AuthScenario {
  readonly url: string
  readonly scenario: string
  readonly version: string | undefined
  readonly context: {
    readonly client_id?: string
    readonly client_secret?: string
    readonly issuer?: string
    readonly private_key_pem?: string
    readonly signing_algorithm?: string
  }
}

/** Where the suite expects the client's metadata document to be. */
const ORIGIN = 'https://conformance-test.local'
const MODERN = '2026-07-28'

/** Plays a scenario: list the tools, call one, list them again. Throws where that is refused for good. */
export async function playAuthScenario(scenario: AuthScenario): Promise<void> {
  const test = await openTestControl({ ...testServerParts({ open: true }), origin: ORIGIN, clock: systemClock })
  try {
    const server = await addServer(test, scenario)
    await speak(scenario, connecting(test, createSupplier(test.control), server))
  } finally {
    await test.close()
  }
}

async function addServer(test: TestControl, { url, scenario, context }: AuthScenario): Promise<string> {
  const { client_id: id, client_secret: secret, private_key_pem: key, signing_algorithm: algorithm, issuer } = context
  const client = {
    id: id ?? '',
    ...(issuer !== undefined && { issuer }),
    ...(secret !== undefined && { secret }),
    ...(key !== undefined && { key, algorithm: algorithm as 'ES256' }),
  }
  const made = await createServer(test.context(), {
    slug: 'peer',
    label: undefined,
    from: { url, transport: 'http' },
    authentication: {
      kind: 'oauth',
      identity: scenario.includes('client-credentials') ? 'server' : 'owner',
      flow: scenario.includes('client-credentials') ? 'client' : 'code',
      ...(id !== undefined && { client }),
    },
    limits: LIMITS.parse({}),
    vetting: VETTING.parse({}),
    baseline: null,
    newTools: 'refuse',
    probe: false,
  })
  if ('problem' in made) throw new Error(made.detail)
  return made.server.id
}

async function speak({ url, version }: AuthScenario, fetch: typeof globalThis.fetch): Promise<void> {
  const mode = version === MODERN ? { pin: MODERN } : 'legacy'
  const client = new Client({ name: 'portcullis', version: '1' }, { versionNegotiation: { mode } })
  const transport = new StreamableHTTPClientTransport(new URL(url), { fetch })
  try {
    await client.connect(transport)
    await client.listTools()
    await client.callTool({ name: 'test-tool', arguments: {} })
    await client.listTools()
  } finally {
    await transport.close()
  }
}

/** As the gateway does it: credentials are put in, a refusal is told, and what became of it is tried once. */
function connecting(test: TestControl, supplier: Supplier, server: string): typeof fetch {
  const person = test.admin
  const obtain = async (refused: { status: 401 | 403; challenge: string } | undefined): Promise<SuppliedCredential> => {
    const wish = { server, owner: person.id, grant: 'grt_1', refused }
    const supplied = await supplier.supply(wish)
    if (supplied.consent === undefined) return supplied
    await agree(test.control, test, supplied.consent)
    return supplier.supply({ ...wish, refused: undefined })
  }
  let current: SuppliedCredential | undefined
  return async (input, init) => {
    current ??= await obtain(undefined)
    const send = (): Promise<Response> => {
      const headers = new Headers(init?.headers)
      for (const [name, value] of Object.entries(current?.headers ?? {})) headers.set(name, value)
      return fetch(input, { ...init, headers })
    }
    const answer = await send()
    if (answer.status !== 401 && answer.status !== 403) return answer
    const challenge = answer.headers.get('www-authenticate') ?? ''
    const renewed = await obtain({ status: answer.status, challenge })
    if (JSON.stringify(renewed.headers) === JSON.stringify(current.headers)) return answer
    current = renewed
    return send()
  }
}

/** Opens the link, and follows the authorization server, which agrees to everything. */
async function agree(control: Control, test: TestControl, link: string): Promise<void> {
  const secret = new URL(link).hash.slice(1)
  const context = test.context({ at: control.clock.now() })
  const wish = await readConsentLink(control, context.actor, secret)
  if (wish === undefined || !(await useConsentLink(control, secret))) throw new Error('The link is not ours.')
  const begun = await beginConsent(context, wish)
  if (!begun.ok) throw new Error(begun.problem)
  const answer = await fetch(begun.value.url, { redirect: 'manual' })
  const back = new URL(answer.headers.get('location') ?? '')
  const part = (name: string): string | undefined => back.searchParams.get(name) ?? undefined
  const finished = await finishConsent(test.context({ at: control.clock.now() }), {
    state: part('state') ?? '',
    code: part('code'),
    iss: part('iss'),
    error: part('error'),
  })
  if (!finished.ok) throw new Error(finished.problem)
}
