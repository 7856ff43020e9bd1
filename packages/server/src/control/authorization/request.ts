/** What a client asks of a person: the query of the authorization endpoint (OAuth 2.1, section 4.1.1; RFC 8707). */
import type { Control } from '../control.ts'
import { findClient, type OAuthClient } from './client.ts'
import { redirectTo, sameRedirect } from './redirect-uri.ts'
import { type Resource, resourceOf } from './resource.ts'

/** A request that can be answered. */
export interface Asked {
  readonly client: OAuthClient
  readonly redirectUri: string
  readonly state: string | undefined
  readonly challenge: string
  readonly resource: Resource
}

/** A request that is wrong, of a client that can be told so. */
export interface WronglyAsked {
  readonly client: OAuthClient
  readonly redirectUri: string
  /** RFC 6749, section 4.1.2.1; RFC 8707, section 2. */
  readonly error: string
  readonly description: string
  /** Where the client is told. */
  readonly location: string
}

/** A request as it was read; a sentence where nobody may be sent anywhere for it. */
export type ReadRequest =
  | { readonly kind: 'asked'; readonly asked: Asked }
  | { readonly kind: 'wrong'; readonly wrong: WronglyAsked }
  | { readonly kind: 'refused'; readonly because: string }

const CHALLENGE = /^[A-Za-z0-9_-]{43}$/
const LONGEST_STATE = 4000

/** Reads a query: `client_id=…&redirect_uri=…&…`. */
export async function readRequest(control: Control, query: string): Promise<ReadRequest> {
  const fields = new URLSearchParams(query)
  const twice = ['client_id', 'redirect_uri', 'state'].find((name) => fields.getAll(name).length > 1)
  if (twice !== undefined) return refused(`The program sent \`${twice}\` twice.`)
  const id = fields.get('client_id') ?? ''
  const redirectUri = fields.get('redirect_uri') ?? ''
  if (id === '') return refused('The address does not say which program asks (`client_id`).')
  const client = await findClient(control, id)
  if (typeof client === 'string') return refused(client)
  if (!client.redirectUris.some((registered) => sameRedirect(registered, redirectUri)))
    return refused('The program wants its answer sent to an address that it did not register (`redirect_uri`).')
  return judge(control, fields, { client, redirectUri })
}

const refused = (because: string): ReadRequest => ({ kind: 'refused', because })

function judge(control: Control, fields: URLSearchParams, known: Pick<Asked, 'client' | 'redirectUri'>): ReadRequest {
  const state = fields.get('state') ?? undefined
  const resource = resourceOf(control.gateway, fields.get('resource') ?? '')
  const challenge = fields.get('code_challenge') ?? ''
  const found = fault(fields, challenge) ?? (resource === undefined ? noResource(control, fields) : undefined)
  if (found === undefined && resource !== undefined)
    return { kind: 'asked', asked: { ...known, state, challenge, resource } }
  const [error, description] = found ?? noResource(control, fields)
  const told = { error, error_description: description, state, iss: control.origin }
  return { kind: 'wrong', wrong: { ...known, error, description, location: redirectTo(known.redirectUri, told) } }
}

type Fault = readonly [error: string, description: string]

function fault(fields: URLSearchParams, challenge: string): Fault | undefined {
  const twice = [...fields.keys()].find((name) => fields.getAll(name).length > 1)
  if (twice === 'resource') return ['invalid_target', 'A token is good for one resource: ask for one.']
  if (twice !== undefined) return ['invalid_request', 'A parameter was sent twice.']
  if ((fields.get('state') ?? '').length > LONGEST_STATE) return ['invalid_request', 'The state is too long.']
  if (fields.get('response_type') !== 'code') return ['unsupported_response_type', 'The response_type has to be code.']
  if (fields.get('code_challenge_method') !== 'S256' || !CHALLENGE.test(challenge))
    return ['invalid_request', 'A code_challenge with the code_challenge_method S256 is needed.']
  if (fields.get('prompt')?.split(' ').includes('none')) return ['interaction_required', 'A person has to agree.']
  return undefined
}

function noResource({ gateway }: Control, fields: URLSearchParams): Fault {
  if (!fields.has('resource')) return ['invalid_target', 'The resource is missing: the URL of the MCP server.']
  return ['invalid_target', `The resource is none of this gateway: ${gateway}/mcp/ and the name of a server, exactly.`]
}
