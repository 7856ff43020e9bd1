/** Client id metadata documents: a client's id is the address of what describes it (MCP, authorization; OAuth CIMD draft). */
import { destinationOf, guardFor } from '../../egress/guard.ts'
import { createGuardedFetch, fetchBounded } from '../../egress/guarded-fetch.ts'
import { safeName } from '../../ports/safe-text.ts'
import type { Control } from '../control.ts'
import { rowOf, textIn, textsIn } from '../upstream-auth/oauth/world.ts'
import { redirectProblem } from './redirect-uri.ts'

/** What a document says of its client. */
export interface ClientDocument {
  readonly name: string
  readonly redirectUris: readonly string[]
  readonly refreshes: boolean
}

const LONGEST = 500
const MOST_URIS = 20

/** Whether a client's id has the form of such an address: https, with a path, in its one form. */
export function isDocumentId(id: string): boolean {
  if (id.length > LONGEST || !id.startsWith('https://') || !URL.canParse(id)) return false
  const { href, username, password, hash, search, pathname } = new URL(id)
  return href === id && username === '' && password === '' && hash === '' && search === '' && pathname !== '/'
}

/** Reads the document at that address; a sentence where there is none that is good. */
export async function fetchClientDocument(control: Control, id: string): Promise<ClientDocument | string> {
  const url = new URL(id)
  const answer = await fetchBounded(fetcherFor(control, url), url, { headers: { accept: 'application/json' } })
  if (!answer.ok) return `The program’s own description cannot be read: ${answer.problem}.`
  const type = answer.headers.get('content-type') ?? ''
  if (answer.status !== 200 || !/^application\/(?:[a-z0-9.-]+\+)?json\s*(?:;|$)/i.test(type))
    return `The program’s own description cannot be read: ${url.host} answers ${answer.status}, or not with JSON.`
  return readDocument(id, answer.text)
}

/** No exception that the operator made for a server is one for what a stranger names. */
function fetcherFor({ egress }: Control, url: URL): typeof fetch {
  if (!egress.guard.allows(destinationOf(url))) return egress.fetch
  return createGuardedFetch(guardFor(egress.guard, { host: '', port: 0 }))
}

function readDocument(id: string, text: string): ClientDocument | string {
  const row = rowOf(text)
  if (textIn(row, 'client_id') !== id) return 'The program’s own description is that of another one.'
  const uris = textsIn(row, 'redirect_uris') ?? []
  if (uris.length === 0 || uris.length > MOST_URIS) return 'The program’s own description names no redirect URIs.'
  const problem = uris.map(redirectProblem).find((one) => one !== undefined)
  if (problem !== undefined) return `The program’s own description cannot be used: ${problem}`
  if ((textIn(row, 'token_endpoint_auth_method') ?? 'none') !== 'none' || textIn(row, 'client_secret') !== undefined)
    return 'The program wants to prove itself by a key or a secret, which is not possible for one with a description of its own.'
  return {
    name: safeName(textIn(row, 'client_name') ?? new URL(id).host),
    redirectUris: uris,
    refreshes: (textsIn(row, 'grant_types') ?? ['authorization_code']).includes('refresh_token'),
  }
}
