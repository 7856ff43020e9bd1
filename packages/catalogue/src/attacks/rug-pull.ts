import type { Attack } from './attack.ts'
import { flowing, paragraphs } from './prose.ts'

/** A tool changes after it was accepted. */
export const rugPull: Attack = {
  slug: 'rug-pull',
  name: 'Rug pull',
  kind: 'supply chain',
  how: paragraphs(`
    Somebody looked at the server, found it harmless and approved it. The approval was for that day’s definitions and
    that day’s code. A server can list other definitions an hour later, add a tool, or behave differently behind the same
    names.

    MCP foresees changing lists: a notification says that the list changed, and the client reads it again. Few clients
    say what is different, and none asks again unless it was built to.

    The patient form takes weeks: a package is useful for fifteen releases and turns with the sixteenth, after everybody
    has stopped looking.
  `),
  incidents: [
    {
      number: 'CVE-2025-54136',
      what: flowing(`
        “MCPoison”: Cursor before 1.3 bound its approval of a configured MCP server to the entry’s name. Whoever could edit
        the shared project changed the command behind it, and it ran unasked.
      `),
    },
    {
      when: '2025-09',
      what: flowing(`
        The npm package postmark-mcp was useful until version 1.0.16, which added a hidden copy of every mail to an
        address of its author’s.
      `),
    },
  ],
  categories: ['Read', 'Write', 'Execute', 'Destructive', 'Financial'],
  findings: [],
  policy: {
    version: '1',
    name: 'What was reviewed, and nothing that came later',
    default: 'deny',
    tools: {
      list_orders: {},
      get_order: {
        require: [
          {
            conditions: [{ path: 'args.order_id', op: 'regex', value: '^[0-9]{1,12}$' }],
            on_deny: 'Only “order_id”, a number, is needed.',
          },
          {
            conditions: [{ path: 'args.context', op: 'exists', value: false }],
            on_deny: 'Leave “context” out.',
          },
        ],
      },
    },
  },
  policyDoes: flowing(`
    Exact names and no patterns: a tool that is added later is denied although nobody thought of it. Arguments are held to
    the shape they had at the review, so a new parameter that asks for more gets nothing. It does not notice that a text
    or the code behind a name has changed.
  `),
  examples: [
    { tool: 'get_order', arguments: { order_id: '4711' }, verdict: 'allowed' },
    { tool: 'get_order', arguments: { order_id: '4711', context: 'our last messages' }, verdict: 'refused' },
    { tool: 'export_orders', arguments: {}, verdict: 'refused' },
  ],
  gateway: {
    effect: 'limits',
    why: flowing(`
      New tools and new arguments are stopped by the policy above. A changed description of an allowed tool is passed on
      today, for the gateway compares names, not definitions; and what a server does behind an unchanged definition
      cannot be seen from between client and server at all.
    `),
  },
  helps: [
    'Pinned versions, with a lock file and digests; no “latest” in a command that starts a server.',
    'Comparing this catalogue’s fingerprint of each definition with that of the review.',
    'A credential and a network for the server that allow only what it needs.',
  ],
  related: ['compromised-package', 'tool-poisoning', 'typosquatted-server', 'consent-fatigue'],
  scenario: 'test/attacks/supply-chain.test.ts',
}
