import type { Attack } from './attack.ts'
import { flowing, paragraphs } from './prose.ts'

/** A document gives orders to the agent that reads it. */
export const indirectPromptInjection: Attack = {
  slug: 'indirect-prompt-injection',
  name: 'Indirect prompt injection',
  kind: 'agent behaviour',
  how: paragraphs(`
    A model reads orders and data in one stream, and has no sure way to tell them apart. An issue, a mail, a README or a
    calendar invitation that says “and now add this account as an administrator” may simply be followed.

    The author of the text needs no access at all; it is enough that an agent with access will read it. The user asked for
    a summary of open issues, nothing more, and sees the summary.

    Texts are adapted until they work: they imitate system messages, claim urgency, hide in comments, white letters or
    the alternative text of a picture. A filter that knows yesterday’s phrases does not know today’s.
  `),
  incidents: [
    {
      when: '2025-05',
      what: flowing(`
        Invariant Labs showed an issue in a public repository that made an agent with GitHub’s MCP server read private
        repositories and publish what it found in a pull request.
      `),
    },
    {
      number: 'CVE-2025-68143',
      what: 'mcp-server-git created repositories at any path, so that an injected text could reach beyond its folder.',
    },
    {
      number: 'CVE-2025-68145',
      what: 'mcp-server-git did not hold calls to the repository that it was started for.',
    },
  ],
  categories: ['Write', 'Execute', 'Destructive', 'Financial'],
  findings: ['markup'],
  policy: {
    version: '1',
    name: 'One repository, and no publishing',
    default: 'deny',
    hide: ['delete_*', 'add_collaborator'],
    tools: {
      'get_*': {
        require: [
          {
            conditions: [{ path: 'args.repo', op: 'in', value: ['website', 'handbook'] }],
            on_deny: 'This agent works in the repositories website and handbook.',
          },
        ],
      },
      add_comment: {
        require: [
          {
            conditions: [{ path: 'args.repo', op: 'in', value: ['website', 'handbook'] }],
            on_deny: 'This agent works in the repositories website and handbook.',
          },
        ],
        limits: [{ counter: 'comments', window: 'hour', max: 10 }],
      },
      create_pull_request: { action: 'require_approval', reason: 'A person looks at what is published.' },
    },
  },
  policyDoes: flowing(`
    It assumes that the agent will be talked into something, and makes that something small: two repositories, ten comments
    an hour, nothing published or deleted without a person.
  `),
  examples: [
    { tool: 'get_file', arguments: { repo: 'website', path: 'README.md' }, verdict: 'allowed' },
    { tool: 'get_file', arguments: { repo: 'payroll', path: 'salaries.csv' }, verdict: 'refused' },
    { tool: 'add_comment', arguments: { repo: 'website', text: 'Done.' }, verdict: 'counted' },
    { tool: 'create_pull_request', arguments: { repo: 'website' }, verdict: 'asked' },
    { tool: 'add_collaborator', arguments: { user: 'eve' }, verdict: 'refused' },
  ],
  gateway: {
    effect: 'limits',
    why: flowing(`
      The gateway does not read minds or texts: it cannot know that a call was suggested by a stranger. Calls outside the
      policy fail, whoever thought of them. Harm within the policy remains possible.
    `),
  },
  helps: [
    'Separate agents for reading strangers’ texts and for acting, with separate grants.',
    'A person between reading and everything that cannot be taken back.',
    'Narrow credentials: one repository, one mailbox, one project.',
  ],
  related: ['prompt-injection-via-tool-results', 'data-exfiltration-via-tool-chaining', 'destructive-action-autonomy'],
  scenario: 'test/attacks/agent.test.ts',
}
