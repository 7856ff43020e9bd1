import type { Attack } from './attack.ts'
import { flowing, paragraphs } from './prose.ts'

/** Calls that are cheap to make and dear to pay. */
export const costBlowUp: Attack = {
  slug: 'cost-blow-up',
  name: 'Cost blow-up',
  kind: 'agent behaviour',
  how: paragraphs(`
    Some calls cost money each time: messages, generated pictures, searches in paid indexes, machines that are started and
    stay. To an agent they look like all others, and it sees no bill.

    Few calls suffice if one argument is large. A report over ten years instead of ten days, a campaign to all contacts,
    a hundred machines of the largest kind: one wrong number, in one call that any rate limit lets pass.

    It can be meant. A text that the agent reads may make it spend its owner’s credits, at the right provider even in the
    attacker’s favour; and whoever has a token for a paid server has its owner’s purse.
  `),
  incidents: [
    {
      when: '2025-11',
      what: flowing(`
        The engineer who reported two agents in a loop of eleven days put the bill at 47,000 dollars; each single week’s
        looked explainable.
      `),
    },
  ],
  categories: ['Execute', 'Financial'],
  findings: ['spends'],
  policy: {
    version: '1',
    name: 'A budget for each day',
    default: 'deny',
    tools: {
      generate_image: {
        require: [
          {
            conditions: [{ path: 'args.size', op: 'in', value: ['small', 'medium'] }],
            on_deny: 'Small or medium pictures.',
          },
        ],
        limits: [{ counter: 'images', window: 'day', max: 40 }],
      },
      buy_credits: {
        deny_if: [{ conditions: [{ path: 'args.amount', op: 'gt', value: 50 }], on_deny: 'At most 50 at a time.' }],
        limits: [
          {
            counter: 'spent',
            window: 'day',
            max: 100,
            increment_from: 'args.amount',
            on_deny: 'The budget of the day is spent. Continue tomorrow, or ask a person.',
          },
        ],
      },
    },
  },
  policyDoes: flowing(`
    Money is summed, not calls: the amount comes out of the argument and counts towards 100 a day. Where a call has no
    amount, its number is limited and the argument that makes it dear is held small.
  `),
  examples: [
    { tool: 'generate_image', arguments: { size: 'small' }, verdict: 'counted' },
    { tool: 'generate_image', arguments: { size: 'poster' }, verdict: 'refused' },
    { tool: 'buy_credits', arguments: { amount: 49.5 }, verdict: 'counted' },
    { tool: 'buy_credits', arguments: { amount: 5000 }, verdict: 'refused' },
    { tool: 'buy_credits', arguments: {}, verdict: 'refused' },
  ],
  gateway: {
    effect: 'stops',
    why: flowing(`
      The sum is taken before the call is sent, in whole millionths, and is never given back for a call that may have
      happened: calls at the same time cannot overdraw it. Costs that no argument tells can only be bounded by number, and
      the model’s own tokens are not seen here.
    `),
  },
  helps: [
    'A spending limit at the provider, as the last line.',
    'A grant for each agent, so that one does not spend another’s budget.',
  ],
  related: ['runaway-tool-loops', 'destructive-action-autonomy', 'consent-fatigue'],
  scenario: 'test/attacks/agent.test.ts',
}
