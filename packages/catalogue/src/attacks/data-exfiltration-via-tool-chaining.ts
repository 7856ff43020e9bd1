import type { Attack } from './attack.ts'
import { flowing, paragraphs } from './prose.ts'

/** Two harmless tools make one leak. */
export const dataExfiltrationViaToolChaining: Attack = {
  slug: 'data-exfiltration-via-tool-chaining',
  name: 'Data exfiltration via tool chaining',
  kind: 'agent behaviour',
  how: paragraphs(`
    One tool reads what is private. Another takes text and sends it somewhere: a mail, a webhook, a comment in public, a
    picture’s address with a long query. Each is fine alone. Together, in one session in which a stranger’s text is read
    as well, they are a way out.

    No step looks wrong. The reading call is one of many, and the sending call carries a few lines of text that only its
    reader knows to be a customer list. It can be encoded, or cut into fifty pieces.

    The pieces need not come from one server. The agent carries the text from one to the other in its context, where no
    server can see it.
  `),
  incidents: [
    {
      when: '2025-05',
      what: flowing(`
        In Invariant Labs’ demonstration with GitHub’s MCP server all three came together: a public issue, private
        repositories, and a pull request that everybody can read.
      `),
    },
  ],
  categories: [],
  findings: ['sends', 'egress', 'secrets', 'private'],
  policy: {
    version: '1',
    name: 'Ways out lead to known places',
    default: 'deny',
    tools: {
      get_profile: { limits: [{ counter: 'profiles', window: 'hour', max: 60 }] },
      create_webhook: {
        require: [
          {
            conditions: [{ path: 'args.url', op: 'regex', value: '^https://hooks\\.example\\.com/[a-z0-9/-]{0,100}$' }],
            on_deny: 'Webhooks go to hooks.example.com, without a query.',
          },
        ],
      },
      send_message: {
        require: [
          {
            conditions: [{ path: 'args.channel', op: 'in', value: ['#support', '#orders'] }],
            on_deny: 'Messages go to #support and #orders.',
          },
        ],
        limits: [{ counter: 'messages', window: 'hour', max: 30 }],
      },
    },
  },
  policyDoes: flowing(`
    Every way out has a list of places, without room for text in an address; and reading private records is counted, so
    that a patient leak is at least a slow one. Where the list cannot be written, hide the way out.
  `),
  examples: [
    { tool: 'get_profile', arguments: { id: 'a' }, verdict: 'counted' },
    { tool: 'create_webhook', arguments: { url: 'https://hooks.example.com/orders' }, verdict: 'allowed' },
    { tool: 'create_webhook', arguments: { url: 'https://hooks.example.com.evil.test/' }, verdict: 'refused' },
    { tool: 'send_message', arguments: { channel: '#random', text: 'a@example.com' }, verdict: 'refused' },
  ],
  gateway: {
    effect: 'limits',
    why: flowing(`
      A rule looks at one call. It cannot say “no sending after private reading”, and it does not follow text from one
      server to another. Sending to strange places is stopped; text within allowed messages is not examined.
    `),
  },
  helps: [
    'Not all three in one session: private data, strangers’ texts, a way out. Give them to different grants.',
    'A network for servers without a way to the open internet.',
    'Looking at the stack as a whole: which of your servers together make such a path.',
  ],
  related: ['indirect-prompt-injection', 'prompt-injection-via-tool-results', 'credential-leak-via-errors'],
  scenario: 'test/attacks/agent.test.ts',
}
