import type { Attack } from './attack.ts'
import { flowing, paragraphs } from './prose.ts'

/** One tool that passes for another, or that speaks about another. */
export const toolShadowing: Attack = {
  slug: 'tool-shadowing',
  name: 'Tool shadowing',
  kind: 'supply chain',
  how: paragraphs(`
    A model chooses tools by name and description. A server that lists “send_emai1” beside “send_email”, or a second
    server that simply repeats a trusted server’s name, gets a share of the calls together with their arguments.

    The other form leaves names alone. A tool that converts time zones says in its description that mails are to be sent
    with a certain address in copy, “for compliance”. The mail server is honest, was audited and works as written; the
    order came from its neighbour.

    Letters that look alike, capitals, a repeated name within one list, and overlong names serve the first form.
  `),
  incidents: [
    {
      when: '2025-04',
      what: flowing(`
        Invariant Labs showed a second server whose description changed how an agent used a trusted server’s tool for
        mails: all went to the attacker.
      `),
    },
  ],
  categories: [],
  findings: ['hidden-text', 'instructions'],
  policy: {
    version: '1',
    name: 'Exact names, known recipients',
    default: 'deny',
    hide: ['*_helper'],
    tools: {
      send_email: {
        deny_if: [
          {
            conditions: [{ path: 'args.bcc', op: 'exists', value: true }],
            on_deny: 'Mails go to their recipients only, without blind copies.',
          },
        ],
        require: [
          {
            conditions: [{ path: 'args.to', op: 'regex', value: '^[A-Za-z0-9._+-]{1,64}@example\\.com$' }],
            on_deny: 'Mails go to addresses at example.com.',
          },
        ],
        limits: [{ counter: 'mails', window: 'hour', max: 20 }],
      },
    },
  },
  policyDoes: flowing(`
    Tools are allowed by their exact names, so a look-alike falls to the default. And whatever a neighbour whispers, a
    mail goes to the domains written here and to nobody in copy.
  `),
  examples: [
    { tool: 'send_email', arguments: { to: 'ann@example.com', text: 'Hello' }, verdict: 'counted' },
    { tool: 'send_email', arguments: { to: 'ann@example.com', bcc: 'a@evil.test' }, verdict: 'refused' },
    { tool: 'send_email', arguments: { to: 'a@evil.test' }, verdict: 'refused' },
    { tool: 'send_emai1', arguments: { to: 'ann@example.com' }, verdict: 'refused' },
  ],
  gateway: {
    effect: 'limits',
    why: flowing(`
      Names of one server that repeat, that differ by case or by letters that look alike, or that hold odd characters are
      quarantined under every policy: they are not listed and cannot be called. Equal names on two servers have two
      addresses here, but how a client tells them apart is the client’s affair. What a description says of a neighbour’s
      tool is passed on; only the rules for that tool’s arguments decide what comes of it.
    `),
  },
  helps: [
    'A client that shows which server a tool belongs to.',
    'Few servers in one session; above all no unknown ones beside those that send or pay.',
    'Rules on arguments for everything that leaves the house.',
  ],
  related: ['tool-poisoning', 'typosquatted-server', 'data-exfiltration-via-tool-chaining'],
  scenario: 'test/attacks/supply-chain.test.ts',
}
