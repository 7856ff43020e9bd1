import type { Attack } from './attack.ts'
import { flowing, paragraphs } from './prose.ts'

/** A token is spent where it was not meant for. */
export const tokenMisRedemption: Attack = {
  slug: 'token-mis-redemption',
  name: 'Token mis-redemption',
  kind: 'protocol',
  how: paragraphs(`
    An access token is issued for one resource. A server that checks signature and expiry but not the audience accepts
    any token of the same issuer, also one that was meant for a harmless service next door.

    The attacker runs, or breaks into, that harmless service. Users log in to it and hand it their tokens, properly and
    by consent. It then redeems them at the mail server, the repository or the payment server of the same company.

    The same happens by discovery: a hostile MCP server names, in its protected-resource metadata, the authorization
    server of somebody else, and asks for a token that is good there.
  `),
  incidents: [],
  categories: [],
  findings: [],
  policy: {
    version: '1',
    name: 'A small grant for each client',
    default: 'deny',
    all_tools: { limits: [{ counter: 'calls', window: 'hour', max: 300 }] },
    tools: {
      'get_*': {
        require: [
          {
            conditions: [{ path: 'grant.label', op: 'eq', value: 'Support desk' }],
            on_deny: 'This policy is for the support desk’s grant.',
          },
        ],
      },
    },
  },
  policyDoes: flowing(`
    A policy cannot check a token. It makes a stolen one worth little: the grant reads a few things of one server, some
    hundred times an hour, and the condition on the label refuses a grant that was given the wrong policy.
  `),
  examples: [
    { tool: 'get_ticket', arguments: { id: '7' }, verdict: 'counted' },
    { tool: 'refund_ticket', arguments: { id: '7' }, verdict: 'refused' },
  ],
  gateway: {
    effect: 'stops',
    why: flowing(`
      Towards clients the gateway accepts only tokens that it issued itself, each for the servers that its grant names: a
      token of anybody else’s is 401, one for another server is 404. Which tokens the server behind it accepts from others,
      around the gateway, remains the server’s affair.
    `),
  },
  helps: [
    'Servers that check the audience of every token, and resource indicators (RFC 8707) in every token request.',
    'Clients that compare the issuer with the one they asked (RFC 9207), and keep credentials by issuer.',
    'A network in which the servers can be reached from the gateway only.',
  ],
  related: ['token-passthrough', 'confused-deputy', 'session-hijack'],
  scenario: 'test/attacks/identity.test.ts',
}
