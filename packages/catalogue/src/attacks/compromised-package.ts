import type { Attack } from './attack.ts'
import { flowing, paragraphs } from './prose.ts'

/** The right server, with somebody else's code in it. */
export const compromisedPackage: Attack = {
  slug: 'compromised-package',
  name: 'Compromised package',
  kind: 'supply chain',
  how: paragraphs(`
    The name is right, the maintainer is real, and the newest release was published by a thief with the maintainer’s token.
    Or it is a dependency four levels down. A command that always fetches the newest version takes it up at the next start.

    Install scripts and first lines run with the rights of whoever starts the server. They look for keys, tokens of
    registries and clouds, and the settings of coding assistants, which hold the credentials of all other MCP servers.

    A second door is the configuration itself. It says which command to run; whoever can write a project’s settings, or
    make a product accept a server from a form, runs commands.
  `),
  incidents: [
    {
      when: '2025-09',
      what: flowing(`
        “Shai-Hulud”: a worm in npm packages collected credentials when it was installed, and published itself in the other
        packages of each maintainer whose token it found.
      `),
    },
    {
      when: '2026-04',
      what: flowing(`
        A release of @bitwarden/cli, 2026.4.0, carried a later form of it, which also looked for settings of coding
        assistants and of MCP servers.
      `),
    },
    {
      number: 'CVE-2026-30623',
      what: 'Commands of stdio servers taken from a configuration that others could write: execution on the host.',
    },
  ],
  categories: [],
  findings: [],
  policy: {
    version: '1',
    name: 'No command and no path out',
    default: 'deny',
    tools: {
      'read_*': {
        deny_if: [
          {
            conditions: [
              { path: 'args.path', op: 'regex', value: '(?:^|[/\\\\])\\.(?:ssh|aws|npmrc|env|config)(?:[/\\\\.]|$)' },
            ],
            on_deny: 'Files with credentials are not read.',
          },
        ],
      },
      install_package: { action: 'require_approval', reason: 'A person decides what is installed.' },
    },
  },
  policyDoes: flowing(`
    It keeps agents from carrying out the next step: reading credentials with an honest tool, or installing one more
    package. What the compromised program reads by itself it does not touch.
  `),
  examples: [
    { tool: 'read_file', arguments: { path: 'src/index.ts' }, verdict: 'allowed' },
    { tool: 'read_file', arguments: { path: '/home/me/.npmrc' }, verdict: 'refused' },
    { tool: 'install_package', arguments: { name: 'left-pad' }, verdict: 'asked' },
  ],
  gateway: {
    effect: 'limits',
    why: flowing(`
      A program started by the gateway does not inherit the environment: the operator’s keys, and the credentials of other
      servers, are not in its reach by that way. It still runs as the gateway’s user unless the operator confines it, and
      the gateway does not see what it opens.
    `),
  },
  helps: [
    'Lock files, pinned versions, and a few days’ patience with new releases.',
    'Installing without scripts, and starting from what was installed rather than fetching at each start.',
    'Short-lived credentials, one for each server, so that a theft is small and soon over.',
  ],
  related: ['typosquatted-server', 'rug-pull', 'credential-leak-via-errors'],
  scenario: 'test/attacks/supply-chain.test.ts',
}
