/** What programs read before anything else: `robots.txt` and `llms.txt`. */
import { ATTACK_ENTRIES, RISK_LEVELS } from '@portcullis/catalogue'
import type { SiteOptions } from '../options.ts'
import { markdownPathOf, pathOf } from '../paths.ts'

/** Where things are asked besides pages; absent on a site of files. */
export interface Interfaces {
  readonly mcp: string
  readonly json: string
  readonly openapi: string
  /** The registry API over the same index. */
  readonly registry: string
}

/** The addresses under which the product serves them. */
export const INTERFACES: Interfaces = {
  mcp: '/mcp',
  json: '/api/catalogue/search?q=refund',
  openapi: '/api/catalogue/openapi.json',
  registry: '/v0.1/servers',
}

/** `robots.txt` (RFC 9309): all pages may be read; what is computed for each question may not be crawled. */
export function robotsText(origin: string): string {
  return [
    'User-agent: *',
    'Disallow: /api/',
    'Disallow: /v0.1/',
    'Disallow: /mcp',
    'Disallow: /catalogue?',
    'Allow: /',
    '',
    `Sitemap: ${origin}/sitemap.xml`,
    '',
  ].join('\n')
}

function asking(origin: string, { mcp, json, openapi, registry }: Interfaces): readonly string[] {
  return [
    '## Ask',
    '',
    `- MCP (streamable HTTP): ${origin}${mcp} with the tools \`check_tool\`, \`check_server\`, \`check_stack\` and \`search\``,
    `- JSON: ${origin}${json}; described by ${origin}${openapi}`,
    `- Registry API: ${origin}${registry}`,
    `- Search for people: ${origin}/catalogue?q=refund`,
    '',
  ]
}

/** `llms.txt`: what the catalogue is, and how a program asks it. */
export function llmsText({ index, origin }: SiteOptions, interfaces?: Interfaces): string {
  const { servers, tools } = index.counts
  const link = (text: string, path: string) => `[${text}](${origin}${path})`
  return [
    '# Portcullis catalogue',
    '',
    `> What ${servers} MCP servers and ${tools} tools can do, how dangerous each tool is and why, the attacks it is open to, and the policy that controls it.`,
    '',
    'Before an agent is given a tool, look at its page: risk level, evidence, and a policy to paste. Labels are derived from names, parameters and annotations, and say how sure they are. Words of a server’s author are never repeated here: names in code spans are theirs, everything else is ours.',
    '',
    '## Read',
    '',
    `- ${link('Start', markdownPathOf({ page: 'home' }))}: every page has a twin in Markdown at its address and \`.md\``,
    `- A server: \`${origin}/catalogue/<server>.md\`; a tool: \`${origin}/catalogue/<server>/<tool>.md\``,
    `- ${link('Risk', markdownPathOf({ page: 'risks' }))}: ${RISK_LEVELS.join(', ')}, and what each means`,
    `- ${link('Attacks', markdownPathOf({ page: 'attacks' }))}: ${ATTACK_ENTRIES.length} patterns, with the policy against each`,
    `- ${link('Sitemap', '/sitemap.xml')}: every page`,
    '',
    ...(interfaces === undefined ? [] : asking(origin, interfaces)),
    '## Optional',
    '',
    `- ${link('Stack', pathOf({ page: 'stack' }))}: paste a client’s configuration, see what its agents can call`,
    '',
  ].join('\n')
}
