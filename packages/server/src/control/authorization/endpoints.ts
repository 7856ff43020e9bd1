/** Addresses of the authorization server: its metadata, the page where people agree, what programs ask. */

import { createFailures, type Failures } from '../account/failures.ts'
import { type Shell, shell } from '../account/pages/shell.ts'
import type { RawAsked, RawRoute } from '../api/raw.ts'
import { exchange } from './exchange.ts'
import { clientOf, readForm } from './form.ts'
import { isOAuthProblem, type OAuthProblem, oauthJson, oauthProblem, oauthProblemResponse } from './oauth-answer.ts'
import { registerClient } from './register.ts'
import { revokeToken } from './revoke.ts'
import {
  AUTHORIZE_PATH,
  METADATA_PATH,
  REGISTER_PATH,
  REVOKE_PATH,
  serverMetadata,
  TOKEN_PATH,
} from './server-metadata.ts'

const AUTHORIZE: Shell = {
  page: 'authorize',
  title: 'A program asks for access',
  script: 'authorize.js',
  body: `<form id="consent" method="post" hidden novalidate>
<p><strong id="client"></strong> asks to use <strong id="resource"></strong> in your name.</p>
<p id="unnamed" class="hint" hidden>It calls itself so; nobody has verified the name.</p>
<p id="answer-to"></p>
<div id="choices"></div>
<div id="tools"></div>
<p><button id="allow" disabled>Allow</button> <button type="button" id="refuse" class="plain">Refuse</button></p>
</form>
<p id="nothing" hidden>Nothing was assigned to you that leads there. Ask a policy manager of your organisation for a grant template for this server. <button type="button" id="leave" class="plain">Back to the program</button></p>
<p id="wrong" hidden><span id="wrong-text"></span> <button type="button" id="back" class="plain">Back to the program</button></p>`,
}

/** Programs that are wrong too often from one address wait. */
async function limited(
  failures: Failures,
  { address, at, request }: RawAsked,
  work: () => Promise<object | undefined>,
): Promise<Response> {
  const sent = request.clone()
  const wait = failures.wait(address, at)
  if (wait > 0) {
    const headers = { 'retry-after': String(Math.ceil(wait / 1000)) }
    const description = 'Too many requests from this address were wrong.'
    return oauthProblemResponse(oauthProblem('slow_down', description, { status: 429, headers }))
  }
  const result = await work()
  if (result === undefined) return new Response(null, { status: 200, headers: { 'cache-control': 'no-store' } })
  if (!isOAuthProblem(result)) return oauthJson(result)
  failures.note(address, `${sent.headers.get('authorization') ?? ''} ${await sent.text()}`, at)
  return oauthProblemResponse(result)
}

async function token({ control, request }: RawAsked): Promise<object> {
  const form = await readForm(request)
  if (isOAuthProblem(form)) return form
  const client = await clientOf(control, request, form)
  return isOAuthProblem(client) ? client : exchange(control, client, form)
}

async function revoke({ control, request }: RawAsked): Promise<OAuthProblem | undefined> {
  const form = await readForm(request)
  if (isOAuthProblem(form)) return form
  const client = await clientOf(control, request, form)
  if (isOAuthProblem(client)) return client
  await revokeToken(control, client, form.get('token') ?? '')
  return undefined
}

async function register({ control, request, address }: RawAsked): Promise<Response> {
  const made = await registerClient(control, new Uint8Array(await request.arrayBuffer()), address)
  return isProblemOf(made) ? oauthProblemResponse(made) : oauthJson(made, 201)
}

const isProblemOf = (made: object): made is OAuthProblem => isOAuthProblem(made)

/** Their table; each has a memory of its own for who is wrong how often. */
export function authorizationEndpoints(): readonly RawRoute[] {
  const failures = createFailures()
  return [
    { methods: ['GET'], path: METADATA_PATH, openToPages: true, run: ({ control }) => serverMetadata(control) },
    { methods: ['GET'], path: AUTHORIZE_PATH, run: () => shell(AUTHORIZE) },
    {
      methods: ['POST'],
      path: TOKEN_PATH,
      openToPages: true,
      run: (asked) => limited(failures, asked, () => token(asked)),
    },
    {
      methods: ['POST'],
      path: REVOKE_PATH,
      openToPages: true,
      run: (asked) => limited(failures, asked, () => revoke(asked)),
    },
    { methods: ['POST'], path: REGISTER_PATH, openToPages: true, run: register },
  ]
}
