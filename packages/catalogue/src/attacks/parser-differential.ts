import type { Attack } from './attack.ts'
import { flowing, paragraphs } from './prose.ts'

/** Two readers, one text, two meanings. */
export const parserDifferential: Attack = {
  slug: 'parser-differential',
  name: 'Parser differential',
  kind: 'protocol',
  how: paragraphs(`
    Whoever checks a message and whoever carries it out read the same bytes with different code. Where the two disagree,
    the checked call and the executed call are two calls.

    JSON offers plenty: a key that stands twice (first or last?), “Name” beside “name”, an escaped key, a number that one
    reader rounds and the other does not, bytes that are not UTF-8. HTTP adds headers that repeat the tool’s name and may
    name another one.

    It goes on inside arguments. An address has one host for a regular expression and another for the library that
    fetches it; a path has dots or backslashes in it; a query hides its second statement behind a comment.
  `),
  incidents: [
    {
      number: 'CVE-2026-27896',
      what: flowing(`
        The Go SDK before 1.3.1 took the keys of messages without regard to case: a checking party that read “method” did
        not see what a server did with “Method”.
      `),
    },
  ],
  categories: [],
  findings: ['sql', 'path', 'url'],
  policy: {
    version: '1',
    name: 'Say what is right instead of what is wrong',
    default: 'deny',
    tools: {
      read_file: {
        require: [
          {
            conditions: [{ path: 'args.path', op: 'regex', value: '^[a-z0-9_-]+(?:/[a-z0-9_-]+){0,8}\\.(?:md|txt)$' }],
            on_deny: 'Relative paths to .md and .txt files, in small letters.',
          },
        ],
      },
      transfer: {
        require: [
          { conditions: [{ path: 'args.amount', op: 'lte', value: 100 }], on_deny: 'At most 100, as a JSON number.' },
        ],
      },
    },
  },
  policyDoes: flowing(`
    Rules that list what is allowed leave two readers nothing to disagree about: small letters, one kind of slash, no
    dots. Types are never converted, so the text "100" is not the number 100 and the call is refused.
  `),
  examples: [
    { tool: 'read_file', arguments: { path: 'notes/monday.md' }, verdict: 'allowed' },
    { tool: 'read_file', arguments: { path: 'notes/..\\..\\secrets.txt' }, verdict: 'refused' },
    { tool: 'transfer', arguments: { amount: 100 }, verdict: 'allowed' },
    { tool: 'transfer', arguments: { amount: '1e9' }, verdict: 'refused' },
  ],
  gateway: {
    effect: 'stops',
    why: flowing(`
      Messages that could be read in two ways are refused before anything is decided: equal keys, keys of the protocol in
      other case, bad UTF-8, headers that disagree with the body. What passes is sent on byte for byte. Inside arguments
      it is the policy’s task, for only the server knows how it reads them.
    `),
  },
  helps: [
    'SDKs that are up to date on both sides.',
    'Rules that require a narrow form, not rules that look for bad parts.',
    'Servers that resolve paths and addresses first and check the result.',
  ],
  related: ['argument-injection', 'ssrf-by-tool-argument'],
  scenario: 'test/attacks/protocol.test.ts',
}
