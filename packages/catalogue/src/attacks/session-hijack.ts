import type { Attack } from './attack.ts'
import { flowing, paragraphs } from './prose.ts'

/** Somebody goes on with a session that another opened. */
export const sessionHijack: Attack = {
  slug: 'session-hijack',
  name: 'Session hijack',
  kind: 'protocol',
  how: paragraphs(`
    Up to its revision of 2025-11-25, MCP over HTTP has sessions: an id in a header, given on the first answer and sent with everything
    after. A server that takes the id for proof of who is calling serves whoever has it.

    Ids get known. They are guessed where they count up or are addresses in memory; they stand in logs of proxies, and in
    the older transport in the URL itself. With an id an attacker can call tools in another’s name, end the session, or
    open its stream and read along.

    Worse is what can be sent to the victim: an answer or a question that arrives on their stream is, to their model, an
    answer of the server that they trust.
  `),
  incidents: [
    {
      number: 'CVE-2025-6515',
      what: flowing(`
        oatpp-mcp used addresses in memory as session ids. They come round again, so an attacker could collect them and
        wait until a victim got one.
      `),
    },
    { number: 'CVE-2026-33946', what: 'The Ruby SDK did not bind a session’s id to the caller that had opened it.' },
    {
      number: 'CVE-2026-25536',
      what: 'The TypeScript SDK before 1.26.0: answers could go to another client’s session.',
    },
  ],
  categories: [],
  findings: [],
  policy: {
    version: '1',
    name: 'Little in each session',
    default: 'deny',
    all_tools: { limits: [{ counter: 'session_calls', window: 'hour', max: 200, scope: 'session' }] },
    tools: { 'get_*': {}, 'list_*': {} },
  },
  policyDoes: flowing(`
    Sessions are bound by the gateway without any rule. The limit for each session bounds what one taken-over client can do,
    and makes it visible: refusals with “limit_exceeded” in a session that should be idle.
  `),
  examples: [
    { tool: 'get_profile', arguments: { id: 'a' }, verdict: 'counted' },
    { tool: 'update_profile', arguments: { id: 'a' }, verdict: 'refused' },
  ],
  gateway: {
    effect: 'stops',
    why: flowing(`
      A session belongs to the grant and to the server that it was opened with. Under another token its id is answered as
      one that never existed, for calls, streams and its end alike, and the server behind hears nothing. Who has the token
      itself is that grant, and nothing tells them apart.
    `),
  },
  helps: [
    'A token for each client, short-lived, so that one leak is one client.',
    'The protocol of 2026-07-28, which has no sessions to steal.',
    'TLS wherever a network lies between.',
  ],
  related: ['dns-rebinding', 'token-mis-redemption', 'confused-deputy'],
  scenario: 'test/attacks/identity.test.ts',
}
