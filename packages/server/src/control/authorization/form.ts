/** Forms that programs send (RFC 6749, appendix B), and who sends them. */
import type { Control } from '../control.ts'
import { isProved, knownClient, type OAuthClient } from './client.ts'
import { isDocumentId } from './client-document.ts'
import { type OAuthProblem, oauthProblem } from './oauth-answer.ts'

/** A form: every field once. */
export type Form = ReadonlyMap<string, string>

const LONGEST = 8192

/** Reads a form; in the address there is nothing, as secrets would stand there. */
export async function readForm(request: Request): Promise<Form | OAuthProblem> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type))
    return oauthProblem('invalid_request', 'Send a form: application/x-www-form-urlencoded.')
  if (new URL(request.url).search !== '')
    return oauthProblem('invalid_request', 'Send everything in the body: an address is kept in logs.')
  const fields = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(await request.text())) {
    if (fields.has(name)) return oauthProblem('invalid_request', 'A field was sent twice.')
    if (value.length > LONGEST) return oauthProblem('invalid_request', 'A field is too long.')
    fields.set(name, value)
  }
  return fields
}

const BASIC = /^Basic +([A-Za-z0-9+/=]{1,2000})$/i

interface Presented {
  readonly id: string
  readonly secret: string | undefined
}

/** The client that sends a form (RFC 6749, section 2.3.1). */
export async function clientOf(control: Control, request: Request, form: Form): Promise<OAuthClient | OAuthProblem> {
  const header = request.headers.get('authorization')
  const presented = header === null ? inForm(form) : inHeader(header, form)
  const client = presented && (await knownClient(control, presented.id))
  if (presented === undefined || client === undefined) return unknownClient(header)
  if (client.kind === 'registered' && !isProved(client, presented.secret)) return unknownClient(header)
  if (client.kind === 'document' && (presented.secret !== undefined || !isDocumentId(client.id)))
    return unknownClient(header)
  return client
}

function inForm(form: Form): Presented | undefined {
  const id = form.get('client_id')
  const secret = form.get('client_secret')
  if (id === undefined) return undefined
  return { id, secret }
}

function inHeader(header: string, form: Form): Presented | undefined {
  const pair = Buffer.from(BASIC.exec(header)?.[1] ?? '', 'base64').toString('utf8')
  const at = pair.indexOf(':')
  if (at <= 0 || form.has('client_secret')) return undefined
  const [id, secret] = [decoded(pair.slice(0, at)), decoded(pair.slice(at + 1))]
  if (id === undefined || secret === undefined || (form.get('client_id') ?? id) !== id) return undefined
  return { id, secret }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

const unknownClient = (header: string | null): OAuthProblem =>
  oauthProblem('invalid_client', 'The client is not known, or did not prove who it is. Register again.', {
    status: 401,
    headers: header === null ? {} : { 'www-authenticate': 'Basic realm="Portcullis"' },
  })
