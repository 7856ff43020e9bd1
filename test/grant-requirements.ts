/** Promises about grants, and about programs that log in by OAuth. */
import type { Row } from './requirements.ts'

const GRANTS = 'docs/guide/25-grants-and-tokens.md'
const OAUTH = 'docs/guide/26-oauth-for-clients.md'
const TEMPLATE = 'docs/decisions/0052-consent-activates-a-template.md'
const OPAQUE = 'docs/decisions/0053-opaque-access-tokens-in-the-directory.md'
const RAISE = 'docs/decisions/0054-a-raise-ends-by-itself.md'

export const GRANT_PROMISES: readonly Row[] = [
  ['grants.once', GRANTS, 'A grant’s token is shown once; its digest is all that is kept.'],
  ['grants.rotate', GRANTS, 'Tokens before a rotation end when it says, and not a moment later.'],
  ['grants.state', GRANTS, 'What is suspended waits for confirmation; what is revoked stays so.'],
  ['grants.raise', RAISE, 'What is raised for a while ends by itself.'],
  ['grants.tools', GRANTS, 'What a grant can do is told for every tool, as the policies decide it.'],
  ['grants.used-by', GRANTS, 'A server or a policy that grants use is not deleted, and they are named.'],
  [
    'grants.guessing',
    GRANTS,
    'Tokens that prove nothing are bounded for each address; a known one passes all the same.',
  ],
  [
    'counters.adjust',
    GRANTS,
    'A budget is set to exactly what is said, survives a kill once that is answered, and is never below nothing.',
  ],
  ['grants.one-server', GRANTS, 'A role for one server changes no grant that reaches another one.'],
  ['oauth.sdk', OAUTH, 'The SDK’s client logs in by itself, in both eras, for exactly one server.'],
  ['oauth.mcp-remote', OAUTH, 'Clients that speak stdio only log in through mcp-remote.'],
  ['oauth.renewal', OAUTH, 'Tokens are renewed without their person, until the consent is taken back.'],
  ['oauth.issuer', OAUTH, 'Signed tokens of a trusted issuer prove a grant, if they are made for this very resource.'],
  ['oauth.template', TEMPLATE, 'Consent gives nothing but what was assigned to that person for that server.'],
  [
    'oauth.one-grant',
    TEMPLATE,
    'A person has one grant of a template, however often and by whatever client they agree.',
  ],
  ['oauth.redirect', OAUTH, 'Nobody is sent to an address that the client did not register.'],
  ['oauth.code', OAUTH, 'A code is good once, for its client, its address and its verifier.'],
  ['oauth.reuse', OPAQUE, 'A refresh token that comes twice ends all that followed from the consent.'],
  ['oauth.member', OPAQUE, 'Who leaves the organisation loses what came of consent.'],
  ['oauth.document', OAUTH, 'A client’s own description is fetched from public addresses only, within bounds.'],
  ['oauth.value-free', OPAQUE, 'No code, token or secret of OAuth stands in the database or the log.'],
]
