import type { Attack } from './attack.ts'
import { flowing, paragraphs } from './prose.ts'

/** A token travels further than to whom it was given. */
export const tokenPassthrough: Attack = {
  slug: 'token-passthrough',
  name: 'Token passthrough',
  kind: 'protocol',
  how: paragraphs(`
    A proxy or server takes the token that its client sent and sends it on to the next service. It is convenient, and it
    is forbidden by MCP’s authorization section: the next service can no longer tell the client from the proxy.

    Everybody on the way sees the token and can use it. Limits and checks of the middle party are walked around by going
    to the last one directly. The log of the last one names the client for things that the proxy did.

    With agents there is a second way: a tool takes the token as an argument. Then it stands in the model’s context, in
    transcripts and in logs, and a document that the model reads later can ask for it.
  `),
  incidents: [],
  categories: [],
  findings: ['secrets'],
  policy: {
    version: '1',
    name: 'No credentials in arguments',
    default: 'deny',
    tools: {
      call_api: {
        deny_if: [
          {
            conditions: [
              {
                any: [
                  { path: 'args.token', op: 'exists', value: true },
                  { path: 'args.api_key', op: 'exists', value: true },
                  { path: 'args.headers.authorization', op: 'exists', value: true },
                  { path: 'args.headers.Authorization', op: 'exists', value: true },
                ],
              },
            ],
            on_deny: 'Send no credential: the gateway adds what the server needs.',
          },
        ],
      },
    },
  },
  policyDoes: flowing(`
    The agent is told not to hand over credentials, and a call that does so is refused. It needs none, for the gateway
    holds the server’s credential and adds it on the way.
  `),
  examples: [
    { tool: 'call_api', arguments: { path: '/orders' }, verdict: 'allowed' },
    { tool: 'call_api', arguments: { path: '/orders', token: 'secret' }, verdict: 'refused' },
    { tool: 'call_api', arguments: { headers: { Authorization: 'Bearer secret' } }, verdict: 'refused' },
  ],
  gateway: {
    effect: 'stops',
    why: flowing(`
      The head of every request to a server is built anew from a short list; the client’s token is never on it, and the
      server’s credential comes from the operator’s configuration. For tokens in arguments it takes the policy above.
    `),
  },
  helps: [
    'A credential of the gateway’s own at each server, with no more rights than its policies allow.',
    'Servers that refuse tokens whose audience they are not.',
    'No secrets in prompts, environment dumps or files that agents read.',
  ],
  related: ['token-mis-redemption', 'confused-deputy', 'credential-leak-via-errors'],
  scenario: 'test/attacks/identity.test.ts',
}
