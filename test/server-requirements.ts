/** Promises about servers of organisations, and about the credentials that calls prove themselves with. */
import type { Row } from './requirements.ts'

const SERVERS = 'docs/guide/22-adding-servers.md'
const OAUTH = 'docs/guide/23-credentials-and-oauth.md'
const GUARD = 'docs/decisions/0043-where-strangers-addresses-lead.md'
const URLS = 'docs/decisions/0045-a-token-belongs-to-a-url.md'
const KEYS = 'docs/decisions/0046-keys-that-seal.md'

export const SERVER_PROMISES: readonly Row[] = [
  [
    'servers.public',
    GUARD,
    'Nothing that is not public is connected to, however it is spelled and whenever it is resolved.',
  ],
  ['servers.allowed', GUARD, 'An exception holds for one host and port, and never for our own listeners.'],
  ['servers.named', GUARD, 'What a server names is within the exceptions only where the server is.'],
  [
    'servers.template',
    SERVERS,
    'Admins start no program but what the operator offers, with values of the kinds that he allows.',
  ],
  [
    'servers.another',
    SERVERS,
    'Another scheme, host, port or command takes credentials, tokens and accepted tools away.',
  ],
  [
    'servers.pinned',
    SERVERS,
    'What was accepted is served; a definition that changed is not, until somebody accepts it.',
  ],
  ['servers.health', SERVERS, 'How a server was reached last is told by calls, and by visits where nobody calls.'],
  ['servers.seen', SERVERS, 'A decision about a definition is about exactly what was seen.'],
  ['servers.headers', OAUTH, 'Values of headers and parameters are shown to nobody again.'],
  ['servers.consent', OAUTH, 'A call without a token is refused with a link, and passes once consent was given.'],
  ['servers.owner', OAUTH, 'A link for consent is good once, for ten minutes, for the owner of the grant alone.'],
  ['servers.metadata', OAUTH, 'Metadata of another server, of another issuer, or without PKCE is not used.'],
  ['servers.issuer', OAUTH, 'What one authorization server gave is never shown to another.'],
  ['servers.renewal', OAUTH, 'Tokens are renewed before their end, by one process at a time.'],
  ['servers.scopes', OAUTH, 'More rights are asked for together with those that there are, and not twice in vain.'],
  ['servers.moved', URLS, 'No token reaches another URL than the one for which it was obtained.'],
  ['servers.value-free', OAUTH, 'No token and no secret stands in a file, a record or an answer in clear.'],
  ['keys.sealed', KEYS, 'An envelope opens for its organisation, server and field only.'],
  ['keys.rotated', KEYS, 'Keys are rotated beside a running process, and nothing is lost or left behind.'],
]
