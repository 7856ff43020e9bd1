import type { Attack } from './attack.ts'
import { flowing, paragraphs } from './prose.ts'

/** A tool's answer gives orders. */
export const promptInjectionViaToolResults: Attack = {
  slug: 'prompt-injection-via-tool-results',
  name: 'Prompt injection via tool results',
  kind: 'agent behaviour',
  how: paragraphs(`
    What a tool returns goes straight into the model’s context, and models give it much credit: they asked for it. A row of
    a database, a fetched page or an error message can hold sentences that begin “Important: before you answer …”.

    It differs from other injected text in who delivers it. The server may be honest and pass on what a stranger stored
    there a week ago; or the server is the author, and fits each answer to what it has learned from the calls so far.

    A server can also ask openly. MCP lets it put questions to the user (elicitation) or have the client’s model complete a
    text (sampling), and both arrive with the weight of the tool that was called.
  `),
  incidents: [
    {
      when: '2025',
      what: flowing(`
        General Analysis showed a support ticket that made an agent with Supabase’s MCP server, and a credential above row
        rights, copy a table of tokens into the ticket’s own thread. It was a demonstration; no customer was harmed.
      `),
    },
  ],
  categories: [],
  findings: ['untrusted'],
  policy: {
    version: '1',
    name: 'Read strangers’ text, do little else',
    default: 'deny',
    tools: {
      fetch_page: { limits: [{ counter: 'pages', window: 'minute', max: 10 }] },
      run_query: {
        deny_if: [
          {
            conditions: [
              { path: 'args.query', op: 'regex', value: '(?i)\\b(?:integration_tokens|credentials|users)\\b' },
            ],
            on_deny: 'This table is not for agents.',
          },
        ],
        require: [
          {
            conditions: [{ path: 'args.query', op: 'regex', value: '(?i)^\\s*select\\s[^;]*$' }],
            on_deny: 'One SELECT without a semicolon.',
          },
        ],
      },
    },
  },
  policyDoes: flowing(`
    What the injected text would have the agent do next is what gets refused: the table of secrets, the insert into the
    ticket. And with “default” at deny the server’s own questions to people and models are answered with an error.
  `),
  examples: [
    { tool: 'fetch_page', arguments: { url: 'https://example.com/' }, verdict: 'counted' },
    { tool: 'run_query', arguments: { query: 'select subject from tickets' }, verdict: 'allowed' },
    { tool: 'run_query', arguments: { query: 'select token from integration_tokens' }, verdict: 'refused' },
    { tool: 'run_query', arguments: { query: 'insert into messages values (1)' }, verdict: 'refused' },
  ],
  gateway: {
    effect: 'limits',
    why: flowing(`
      Results are searched for the gateway’s own credentials and for nothing else: their text reaches the model unchanged.
      The calls that follow from it are judged like all others, and that is where the attack can be cut short. A text that
      makes a model tell its user something false is out of reach.
    `),
  },
  helps: [
    'Clients that mark results as data, and show people where a sentence came from.',
    'A credential for the database that sees what the asking person may see.',
    'No way out in the same session: see data exfiltration via tool chaining.',
  ],
  related: ['indirect-prompt-injection', 'data-exfiltration-via-tool-chaining', 'tool-poisoning'],
  scenario: 'test/attacks/agent.test.ts',
}
