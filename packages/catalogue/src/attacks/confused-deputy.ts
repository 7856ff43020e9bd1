import type { Attack } from './attack.ts'
import { flowing, paragraphs } from './prose.ts'

/** Somebody uses rights that are the server's, not their own. */
export const confusedDeputy: Attack = {
  slug: 'confused-deputy',
  name: 'Confused deputy',
  kind: 'protocol',
  how: paragraphs(`
    An MCP server often holds one strong credential and serves many callers with it. Whoever asks is answered with the
    server’s rights. If it does not check on whose behalf it acts, a caller gets at records of another team or tenant by
    naming their id.

    The second form concerns consent. A proxy that is registered at an authorization server under one fixed client id
    asks a user once; the consent stays in the browser. An attacker who sends the user a link with a redirect address of
    the attacker’s gets a code without any page being shown.

    The agent is a deputy too: it acts with its user’s rights and does what a document that it read tells it to.
  `),
  incidents: [
    {
      when: '2025-06',
      what: flowing(`
        Asana took its MCP server offline for a fix: its users could have been shown tasks and projects of other
        organisations. About 1,000 customers were told.
      `),
    },
    {
      number: 'CVE-2026-25536',
      what: flowing(`
        The TypeScript SDK before 1.26.0, where one server object was used for several clients: answers could go to the
        wrong one.
      `),
    },
  ],
  categories: ['Financial'],
  findings: ['permissions'],
  policy: {
    version: '1',
    name: 'Only what belongs to this grant',
    default: 'deny',
    tools: {
      list_invoices: {
        require: [
          {
            conditions: [{ path: 'args.account', op: 'eq', value: 'acme-emea' }],
            on_deny: 'This agent works for the account acme-emea only. Say so in “account”.',
          },
        ],
      },
      add_member: { action: 'require_approval', reason: 'A person decides who gets access.' },
    },
  },
  policyDoes: flowing(`
    The tenant stands in the policy instead of in the agent’s good will: a call that names no account, or another, is
    refused. Rights are given by people. Write one such policy for each team, and give each team’s grant its own.
  `),
  examples: [
    { tool: 'list_invoices', arguments: { account: 'acme-emea' }, verdict: 'allowed' },
    { tool: 'list_invoices', arguments: { account: 'other-tenant' }, verdict: 'refused' },
    { tool: 'list_invoices', arguments: {}, verdict: 'refused' },
    { tool: 'add_member', arguments: { user: 'eve' }, verdict: 'asked' },
  ],
  gateway: {
    effect: 'limits',
    why: flowing(`
      The gateway sees which tenant is asked for, not whether the answer belongs to it. A server that mixes up tenants
      inside, as in the records above, is beyond its reach. Answers are matched to the request and to the grant that
      asked, so the gateway itself does not mix them up.
    `),
  },
  helps: [
    'A credential for each team at the server, so that the wrong id finds nothing.',
    'Consent for each client at every proxy in front of an authorization server, with exact redirect addresses.',
    'Servers that check the caller’s own rights on each call.',
  ],
  related: ['token-passthrough', 'token-mis-redemption', 'indirect-prompt-injection'],
  scenario: 'test/attacks/agent.test.ts',
}
