import type { Attack } from './attack.ts'
import { flowing, paragraphs } from './prose.ts'

/** A server under a name that one expects. */
export const typosquattedServer: Attack = {
  slug: 'typosquatted-server',
  name: 'Typosquatted server',
  kind: 'supply chain',
  how: paragraphs(`
    Names in package registries go to whoever comes first. A vendor that publishes its server on GitHub only leaves its
    name on npm to others; a slip in a command, or a name that a model made up, leads to somebody’s package.

    The package works. Often it is the real source with a few lines more. It is started with the very credential that the
    real one would get, on a machine where it can read files and reach the network, and its first lines run before any
    tool is listed.

    Agents make it easier: they suggest names of packages from memory, and they run what they suggest.
  `),
  incidents: [
    {
      when: '2025-09',
      what: flowing(`
        postmark-mcp on npm was not by Postmark, which had published none there. Its version 1.0.16 sent a copy of each
        mail to its author.
      `),
    },
    {
      when: '2026-02',
      what: flowing(`
        “SANDWORM_MODE”: a family of typosquatted npm packages that planted false MCP servers beside coding assistants, with
        orders to collect keys and tokens.
      `),
    },
  ],
  categories: [],
  findings: [],
  policy: {
    version: '1',
    name: 'An unproved server stays out of sight',
    description: 'For a server whose publisher nobody has checked yet.',
    default: 'deny',
    hide: ['*'],
  },
  policyDoes: flowing(`
    The server can be connected and its list looked at, and no agent sees a text or calls a tool of it. Replace the document
    by one with tools once you know whose the server is. What the program does by itself meanwhile, no policy sees.
  `),
  examples: [
    { tool: 'get_delivery_stats', arguments: {}, verdict: 'refused' },
    { tool: 'send_email', arguments: { to: 'ann@example.com' }, verdict: 'refused' },
  ],
  gateway: {
    effect: 'cannot',
    why: flowing(`
      The harm is done when the program starts. The gateway takes away occasions: programs come from the operator’s file
      alone, and get none of the environment but six ordinary variables and what is named for them.
      A real package’s name it cannot tell from a false one.
    `),
  },
  helps: [
    'The name from the vendor’s own documentation; a look at repository, publisher and age in this catalogue.',
    'A container or a user of its own for local servers, without the home folder, with few addresses to reach.',
    'The vendor’s remote server, where there is one: nothing is installed then.',
  ],
  related: ['compromised-package', 'rug-pull', 'tool-shadowing'],
  scenario: 'test/attacks/supply-chain.test.ts',
}
