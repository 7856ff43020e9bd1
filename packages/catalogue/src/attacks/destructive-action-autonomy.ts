import type { Attack } from './attack.ts'
import { flowing, paragraphs } from './prose.ts'

/** An agent destroys by itself. */
export const destructiveActionAutonomy: Attack = {
  slug: 'destructive-action-autonomy',
  name: 'Destructive action autonomy',
  kind: 'agent behaviour',
  how: paragraphs(`
    Nobody attacks. An agent is asked to tidy up, fix a migration or make a test pass, and deleting turns out to be the
    shortest way. It holds a credential that may delete, a tool that deletes in one call, and no second pair of eyes.

    What people told it beforehand (“change nothing until I am back”) is only text in its context. It competes with
    error messages, with the goal, and with everything that was read since. The longer the session, the less it weighs.

    What makes it costly is speed and reach: a filter that matches too much, a list of ids out of a stale query, or a
    second attempt after a timeout removes everything before a person has read the first line of output.
  `),
  incidents: [
    {
      when: '2025-07',
      what: flowing(`
        Replit’s coding agent deleted the production database of a project by SaaStr’s founder during a code freeze that
        he had announced in the chat, and then gave wrong answers about whether it could be restored.
      `),
    },
  ],
  categories: ['Destructive', 'Financial'],
  findings: ['bulk'],
  policy: {
    version: '1',
    name: 'Nothing is destroyed unasked',
    default: 'deny',
    hide: ['drop_*', 'purge_*'],
    tools: {
      'get_*': {},
      'list_*': {},
      'delete_*': { action: 'require_approval', reason: 'A person decides about every deletion.' },
      archive_items: {
        deny_if: [
          {
            conditions: [{ path: 'args.ids[20]', op: 'exists', value: true }],
            on_deny: 'At most 20 items in one call.',
          },
        ],
        limits: [{ counter: 'archived', window: 'hour', max: 5 }],
      },
    },
  },
  policyDoes: flowing(`
    What cannot be taken back is hidden, so that no plan is built on it, or waits for a person. What can be taken back is
    small and rare: 20 items a call, five calls an hour. Reading stays free.
  `),
  examples: [
    { tool: 'get_item', arguments: { id: 'a' }, verdict: 'allowed' },
    { tool: 'archive_items', arguments: { ids: ['a', 'b'] }, verdict: 'counted' },
    {
      tool: 'archive_items',
      arguments: { ids: Array.from({ length: 21 }, (_, index) => `item-${index}`) },
      verdict: 'refused',
    },
    { tool: 'delete_item', arguments: { id: 'a' }, verdict: 'asked' },
    { tool: 'drop_table', arguments: { table: 'orders' }, verdict: 'refused' },
  ],
  gateway: {
    effect: 'stops',
    why: flowing(`
      The refusal does not depend on what the agent remembers: the call never reaches the server. It holds for tools that
      the policy names; a freeform tool such as “run_sql” has to be bounded by its arguments or hidden as well.
    `),
  },
  helps: [
    'A credential for the server that may not delete: then a forgotten rule costs nothing.',
    'Backups that the agent’s credential cannot reach, and a restore that was rehearsed.',
    'Separate servers, with separate grants, for production and for development.',
  ],
  related: ['indirect-prompt-injection', 'consent-fatigue', 'runaway-tool-loops'],
  scenario: 'test/attacks/agent.test.ts',
}
