import type { Attack } from './attack.ts'
import { flowing, paragraphs } from './prose.ts'

/** A web page talks to a server on the visitor's own machine. */
export const dnsRebinding: Attack = {
  slug: 'dns-rebinding',
  name: 'DNS rebinding',
  kind: 'protocol',
  how: paragraphs(`
    Local MCP servers listen on 127.0.0.1 and often ask for no token, because only this machine can reach them. But
    browsers run on this machine, and every page that is open in one may make it send requests.

    The page’s host first resolves to the attacker’s address, and a moment later to 127.0.0.1. For the browser it is still
    the same origin, so the page may also read the answers. To the server it looks like any local client.

    Two headers give it away, and both have to be looked at: Host names the attacker’s domain, and Origin says which page
    asked. A server that checks one of them, or checks only its main path, is open on the other.
  `),
  incidents: [
    {
      number: 'CVE-2025-66414',
      what: 'The TypeScript SDK before 1.24.0 left the protection off unless it was asked for.',
    },
    { number: 'CVE-2026-34742', what: 'The Go SDK before 1.4.0; the handler for event streams was missed at first.' },
    { number: 'CVE-2026-42559', what: 'The Rust SDK, rmcp, before 1.4.0.' },
    { number: 'CVE-2025-9611', what: 'Playwright’s MCP server before 0.0.40 did not look at Origin.' },
    {
      number: 'CVE-2025-49596',
      what: 'MCP Inspector before 0.14.1: its local proxy started commands for anybody, a web page included.',
    },
  ],
  categories: [],
  findings: [],
  policy: {
    version: '1',
    name: 'A browser that nobody may drive far',
    default: 'deny',
    tools: {
      browser_navigate: {
        require: [
          {
            conditions: [
              { path: 'args.url', op: 'regex', value: '^https://(?:www\\.)?example\\.com(?:/[^\\\\@\\s]*)?$' },
            ],
            on_deny: 'Only pages of example.com.',
          },
        ],
      },
    },
  },
  policyDoes: flowing(`
    The attack is refused before a policy is asked. The policy is for the day on which a page gets through to a server
    by another door: then it reaches one tool and one site.
  `),
  examples: [
    { tool: 'browser_navigate', arguments: { url: 'https://example.com/help' }, verdict: 'allowed' },
    { tool: 'browser_navigate', arguments: { url: 'http://127.0.0.1:9000/' }, verdict: 'refused' },
    { tool: 'browser_evaluate', arguments: { code: '1' }, verdict: 'refused' },
  ],
  gateway: {
    effect: 'stops',
    why: flowing(`
      Host, Origin and Sec-Fetch-Site are judged one by one, on every path and method, before the token and before a byte
      of the body; and without a token nothing is answered, on loopback too. A local server that also listens on a port of
      its own stays open there.
    `),
  },
  helps: [
    'Local servers on stdio behind the gateway, so that they listen nowhere.',
    'SDKs that are up to date; tokens on loopback as well.',
    'Names that resolve to private addresses filtered by the resolver.',
  ],
  related: ['session-hijack', 'ssrf-by-tool-argument'],
  scenario: 'test/attacks/protocol.test.ts',
}
