import type { Attack } from './attack.ts'
import { flowing, paragraphs } from './prose.ts'

/** People approve because they are always asked. */
export const consentFatigue: Attack = {
  slug: 'consent-fatigue',
  name: 'Consent fatigue and approval laundering',
  kind: 'agent behaviour',
  how: paragraphs(`
    A client asks before each call. After the fortieth harmless question people press Enter without reading, or choose
    “always allow” to get on with their work. The forty-first question is the one that mattered.

    What is shown is often not what is done: a tool’s name without its arguments, a text cut off at the window’s edge, a
    summary by the very model that wants the call. An agent under somebody’s influence words it well.

    Laundering uses an approval for something else. It was given for one command and holds for the name; for one recipient
    and holds for the tool; in one step, and the next step changes the arguments.
  `),
  incidents: [
    {
      number: 'CVE-2025-54136',
      what: flowing(`
        Cursor before 1.3 asked once about a configured MCP server and went by its name afterwards: the approved entry
        could be given another command.
      `),
    },
  ],
  categories: ['Destructive', 'Financial'],
  findings: ['sends', 'permissions'],
  policy: {
    version: '1',
    name: 'Few questions, about what matters',
    default: 'deny',
    hide: ['delete_account'],
    tools: {
      'get_*': {},
      send_reply: {
        require: [
          {
            conditions: [{ path: 'args.ticket', op: 'regex', value: '^T-[0-9]{1,8}$' }],
            on_deny: 'Replies belong to a ticket.',
          },
        ],
        limits: [{ counter: 'replies', window: 'hour', max: 30 }],
      },
      refund: {
        deny_if: [
          { conditions: [{ path: 'args.amount', op: 'gt', value: 200 }], on_deny: 'More than 200 is paid by people.' },
        ],
        action: 'require_approval',
        reason: 'A person decides about refunds.',
      },
    },
  },
  policyDoes: flowing(`
    Machines answer the questions that machines can answer: reading is free, replies have a form and a number, large refunds
    and deletions are refused outright. One question is left, and it is worth reading.
  `),
  examples: [
    { tool: 'get_ticket', arguments: { id: 'T-7' }, verdict: 'allowed' },
    { tool: 'send_reply', arguments: { ticket: 'T-7', text: 'Thank you.' }, verdict: 'counted' },
    { tool: 'refund', arguments: { ticket: 'T-7', amount: 20 }, verdict: 'asked' },
    { tool: 'refund', arguments: { ticket: 'T-7', amount: 2000 }, verdict: 'refused' },
  ],
  gateway: {
    effect: 'limits',
    why: flowing(`
      It takes away most questions. Where a rule says that a person decides and nobody can be asked, the call is refused,
      never waved through. Whether somebody reads what they approve, in the client or elsewhere, it cannot enforce.
    `),
  },
  helps: [
    'Clients that show whole arguments and never offer “always” for what sends, pays or deletes.',
    'A second person for the few calls that cost most.',
    'Looking now and then at how fast approvals are given: two seconds are no reading.',
  ],
  related: ['destructive-action-autonomy', 'rug-pull', 'indirect-prompt-injection'],
  scenario: 'test/attacks/agent.test.ts',
}
