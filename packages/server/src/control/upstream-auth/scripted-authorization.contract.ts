/** An authorization server for tests: it agrees to everything, and can be made to misbehave. */
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** What it does. */
export interface AuthorizationScript {
  /** Seconds that access tokens live. */
  life: number
  /** Milliseconds until the token endpoint answers. */
  delay: number
  /** Answer of the token endpoint instead of tokens. */
  refusal: { readonly status: number; readonly error: string } | undefined
  /** Members that are put over its metadata. */
  metadata: Record<string, unknown>
  /** Answer of its metadata instead of a document. */
  metadataText: string | undefined
  rotates: boolean
}

/** A request to its token endpoint. */
export interface TokenRequest {
  readonly fields: Readonly<Record<string, string>>
  readonly authorization: string | undefined
}

/** One that runs. */
export interface ScriptedAuthorization extends AuthorizationScript {
  readonly issuer: string
  /** `127.0.0.1:port` */
  readonly destination: string
  readonly authorized: Readonly<Record<string, string>>[]
  readonly tokens: TokenRequest[]
  registered: number
}

/** Starts one on loopback; gone after the test. */
export async function startAuthorization(): Promise<ScriptedAuthorization> {
  const started = await startAuthorizationHere()
  onTestFinished(() => started.close())
  return started
}

/** Starts one that somebody closes. */
export async function startAuthorizationHere(): Promise<ScriptedAuthorization & { close(): void }> {
  const http = createServer((request, response) => void answer(scripted, request, response))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const destination = `127.0.0.1:${(http.address() as AddressInfo).port}`
  const scripted = {
    issuer: `http://${destination}`,
    destination,
    life: 3600,
    delay: 0,
    refusal: undefined,
    metadata: {},
    metadataText: undefined,
    rotates: true,
    authorized: [],
    tokens: [],
    registered: 0,
    close() {
      http.close()
      http.closeAllConnections()
    },
  }
  return scripted
}

async function answer(
  script: ScriptedAuthorization,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  const { pathname, searchParams } = new URL(request.url ?? '/', script.issuer)
  const json = (value: unknown, status = 200): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  }
  if (pathname === '/.well-known/oauth-authorization-server') {
    if (script.metadataText === undefined) json({ ...metadata(script.issuer), ...script.metadata })
    else response.end(script.metadataText)
  } else if (pathname === '/authorize') {
    const fields = Object.fromEntries(searchParams)
    script.authorized.push(fields)
    const back = new URL(fields['redirect_uri'] ?? '')
    back.searchParams.set('code', `code-${fields['code_challenge']}`)
    back.searchParams.set('state', fields['state'] ?? '')
    response.writeHead(302, { location: back.href }).end()
  } else if (pathname === '/register') {
    script.registered++
    json(
      { client_id: `client-${script.registered}`, client_secret: `s3cr3t-${script.registered}`, ...JSON.parse(body) },
      201,
    )
  } else if (pathname === '/token')
    await token(
      script,
      { fields: Object.fromEntries(new URLSearchParams(body)), authorization: request.headers.authorization },
      json,
    )
  else json({ error: 'not_found' }, 404)
}

const metadata = (issuer: string): Record<string, unknown> => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  registration_endpoint: `${issuer}/register`,
  code_challenge_methods_supported: ['S256'],
  grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
})

async function token(
  script: ScriptedAuthorization,
  request: TokenRequest,
  json: (value: unknown, status?: number) => void,
): Promise<void> {
  script.tokens.push(request)
  await new Promise((resolve) => setTimeout(resolve, script.delay))
  const { fields } = request
  const challenge = createHash('sha256')
    .update(fields['code_verifier'] ?? '')
    .digest('base64url')
  if (script.refusal !== undefined) json({ error: script.refusal.error }, script.refusal.status)
  else if (fields['grant_type'] === 'authorization_code' && fields['code'] !== `code-${challenge}`)
    json({ error: 'invalid_grant' }, 400)
  else
    json({
      access_token: `s3cr3t-access-${script.tokens.length}`,
      token_type: 'bearer',
      expires_in: script.life,
      ...((script.rotates || fields['grant_type'] === 'authorization_code') && {
        refresh_token: `s3cr3t-refresh-${randomBytes(4).toString('hex')}`,
      }),
    })
}
