import type { Attack } from './attack.ts'
import { flowing, paragraphs } from './prose.ts'

/** A tool fetches an address that only its server can reach. */
export const ssrfByToolArgument: Attack = {
  slug: 'ssrf-by-tool-argument',
  name: 'SSRF by tool argument',
  kind: 'protocol',
  how: paragraphs(`
    A tool takes an address and its server fetches it. The server stands in a network that the caller cannot see: other
    services without passwords, the administration page of a router, the metadata service of a cloud at 169.254.169.254,
    which hands out credentials to whoever asks.

    The agent has no idea that an address is special. It follows a link in a document, or calls a webhook that somebody
    configured, and passes the answer on.

    Lists of forbidden addresses leak. 127.1, a decimal or octal spelling, an IPv6 form, a name that resolves to a private
    address, or a redirect from a public page all lead to the same place.
  `),
  incidents: [
    {
      number: 'CVE-2026-26118',
      what: 'Azure’s MCP server could be made to call the cloud’s metadata service by an argument of a tool.',
    },
  ],
  categories: [],
  findings: ['url'],
  policy: {
    version: '1',
    name: 'Addresses of a list',
    default: 'deny',
    tools: {
      fetch_url: {
        require: [
          {
            conditions: [
              {
                path: 'args.url',
                op: 'regex',
                value: '^https://(?:api|docs)\\.example\\.com(?:/[A-Za-z0-9._~/?=&-]*)?$',
              },
            ],
            on_deny: 'Addresses begin with https://api.example.com/ or https://docs.example.com/.',
          },
        ],
        limits: [{ counter: 'fetched', window: 'minute', max: 20 }],
      },
    },
  },
  policyDoes: flowing(`
    It says which hosts there are instead of which there must not be. The host has to end at a slash or at the end of the
    text, so neither “example.com.evil.test” nor a user name before an @ passes.
  `),
  examples: [
    { tool: 'fetch_url', arguments: { url: 'https://docs.example.com/start' }, verdict: 'counted' },
    { tool: 'fetch_url', arguments: { url: 'http://169.254.169.254/latest/meta-data/' }, verdict: 'refused' },
    { tool: 'fetch_url', arguments: { url: 'http://2852039166/' }, verdict: 'refused' },
    { tool: 'fetch_url', arguments: { url: 'https://docs.example.com@127.1/' }, verdict: 'refused' },
    { tool: 'fetch_url', arguments: { url: 'https://docs.example.com.evil.test/' }, verdict: 'refused' },
  ],
  gateway: {
    effect: 'stops',
    why: flowing(`
      An address that is not on the list never reaches the server. What an allowed host resolves to, and where it
      redirects to, is settled by the server when it fetches; that the gateway does not see.
    `),
  },
  helps: [
    'A network for the server from which the metadata service and internal hosts cannot be reached.',
    'Servers that check the address they connect to, at each redirect again.',
    'The cloud’s metadata service in its form that requires a token.',
  ],
  related: ['parser-differential', 'argument-injection', 'data-exfiltration-via-tool-chaining'],
  scenario: 'test/attacks/protocol.test.ts',
}
