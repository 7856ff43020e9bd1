/** Tokens and sessions that are not the caller's. */
import { PLAIN_HEADERS } from '../messages.ts'
import { type Outcome, type Row, row, type Target, type Wish } from './row.ts'

const NOBODY: Outcome = [401, 401]
const CHALLENGE = { headers: { 'www-authenticate': 'Bearer', connection: 'close' } }

const token = (what: string, authorization: string | undefined | ((target: Target) => string)): Row =>
  row(
    `[identity.token] ${what}`,
    (target) => ({
      headers: { authorization: typeof authorization === 'function' ? authorization(target) : authorization },
    }),
    NOBODY,
    CHALLENGE,
  )

const TOKENS: readonly Row[] = [
  token('no token', undefined),
  token('an empty header', ''),
  token('a scheme alone', 'Bearer'),
  token('a scheme and a space', 'Bearer '),
  token('an unknown token', 'Bearer pc_0000000000000000000000000000000000000000000'),
  token('the token without its scheme', ({ token: own }) => own),
  token('another scheme', ({ token: own }) => `Basic ${own}`),
  token('the token in Basic credentials', ({ token: own }) => `Basic ${Buffer.from(`user:${own}`).toString('base64')}`),
  token('the token and a character more', ({ token: own }) => `Bearer ${own}x`),
  token('the token in capitals', ({ token: own }) => `Bearer ${own.toUpperCase()}`),
  token('two tokens in one line', ({ token: own }) => `Bearer ${own}, Bearer ${own}`),
  token('a token of 10,000 characters', `Bearer ${'x'.repeat(10_000)}`),
  token('a token with a byte above ASCII', 'Bearer pc_\u00e9'),
  token('an expired token', ({ expiredToken }) => `Bearer ${expiredToken}`),
  row(
    '[identity.token] an unknown token learns no server',
    { target: '/mcp/nowhere', headers: { authorization: 'Bearer x' } },
    NOBODY,
    CHALLENGE,
  ),
]

const inSession = (session: string | undefined, wish: Wish = {}): Wish => ({
  target: '/mcp/sessions',
  ...wish,
  headers: { ...PLAIN_HEADERS, 'mcp-session-id': session, ...wish.headers },
})
const ENDED: Outcome = [404, 404]
const ID = { id: 1 }

const SESSIONS: readonly Row[] = [
  row('[session.owner] a session that nobody opened', inSession('session-999'), ENDED, ID),
  row('[session.owner] a session of another grant', ({ foreignSession }) => inSession(foreignSession), ENDED, ID),
  row(
    '[session.owner] a session of another server',
    ({ session }) => inSession(session, { target: '/mcp/up' }),
    ENDED,
    ID,
  ),
  row('[session.owner] a session id of 5,000 characters', inSession('x'.repeat(5000)), ENDED, ID),
  row('[session.owner] a session id above ASCII', inSession('\u00e9'), ENDED, ID),
  row(
    '[session.owner] a stream of another grant’s session',
    ({ foreignSession }) => inSession(foreignSession, { method: 'GET', body: '', length: 'none' }),
    ENDED,
  ),
  row(
    '[session.owner] the end of another grant’s session',
    ({ foreignSession }) => inSession(foreignSession, { method: 'DELETE', body: '', length: 'none' }),
    ENDED,
  ),
  row(
    '[session.replies] a reply that the server never asked for',
    ({ session }) => inSession(session, { body: '{"jsonrpc":"2.0","id":77,"result":{}}' }),
    [400, -32600],
  ),
  row(
    '[session.replies] an error that the server never asked for',
    ({ session }) => inSession(session, { body: '{"jsonrpc":"2.0","id":"77","error":{"code":1,"message":"x"}}' }),
    [400, -32600],
  ),
  row('[session.replies] a reply without a session', { body: '{"jsonrpc":"2.0","id":1,"result":{}}' }, [400, -32600]),
]

export const CALLERS: readonly Row[] = [...TOKENS, ...SESSIONS]
