import type { Attack } from './attack.ts'
import { flowing, paragraphs } from './prose.ts'

/** A server tells its secret when something fails. */
export const credentialLeakViaErrors: Attack = {
  slug: 'credential-leak-via-errors',
  name: 'Credential leak via errors',
  kind: 'protocol',
  how: paragraphs(`
    A request to an API fails, and the library’s exception quotes the request: its address with the key in the query, or
    its headers. The server turns the exception into a tool result, because the model is to know what went wrong.

    Now the credential stands in the model’s context, in the client’s transcript and in every log between. A later call may
    repeat it as an argument, and a text that the agent reads may ask for it.

    Errors can be provoked. A wrong type, an id that is too long or an address that does not answer is enough; some
    servers have a debugging tool that prints their environment. OWASP’s list for MCP puts exposed secrets first
    (MCP01:2025).
  `),
  incidents: [],
  categories: [],
  findings: ['secrets'],
  policy: {
    version: '1',
    name: 'No tool that prints its insides',
    default: 'deny',
    hide: ['debug_*', '*_env', 'get_config'],
    tools: {
      get_order: {
        require: [
          {
            conditions: [{ path: 'args.id', op: 'regex', value: '^[0-9]{1,12}$' }],
            on_deny: 'An order’s id is a number of at most twelve digits.',
          },
        ],
      },
    },
  },
  policyDoes: flowing(`
    Tools that print settings are hidden, and arguments are held to their form, so that fewer errors can be provoked. The
    leak of the gateway’s own credential is caught in the answer, and needs no rule.
  `),
  examples: [
    { tool: 'get_order', arguments: { id: '4711' }, verdict: 'allowed' },
    { tool: 'get_order', arguments: { id: "4711' --" }, verdict: 'refused' },
    { tool: 'debug_request', arguments: {}, verdict: 'refused' },
  ],
  gateway: {
    effect: 'limits',
    why: flowing(`
      Every answer of a server behind HTTP is searched for the credentials that the gateway sends it in headers, as they
      are, escaped and in Base64; an answer that holds one is withheld, and the agent is told so. What a local server got in
      its environment, and what only the server knows, such as its database’s password, is not searched for.
    `),
  },
  helps: [
    'Credentials in the headers of the gateway’s configuration, where its search knows them, rather than at the server.',
    'Servers that answer with an error’s kind and a number, and keep the rest in their own log.',
    'Short-lived credentials, renewed after every withheld answer.',
  ],
  related: ['token-passthrough', 'data-exfiltration-via-tool-chaining', 'compromised-package'],
  scenario: 'test/attacks/identity.test.ts',
}
