/** The remaining pages as Markdown: home, stack, contact. */
import { ATTACK_ENTRIES, CATEGORIES, type CatalogueIndex, RISK_LEVELS, study } from '@portcullis/catalogue'
import type { SiteOptions } from '../options.ts'
import { blocks, items, section, table, type Writer } from './blocks.ts'
import { codeSpan, words } from './inert.ts'

/** How many servers are named. */
const RISKIEST = 12

/** Tools by category and by level, and the servers with the most Critical ones. */
function overviewOf(to: Writer, { overview, entry }: CatalogueIndex): string {
  const { categories, risks, riskiest } = overview()
  return blocks([
    section('Tools by category', table(CATEGORIES, [CATEGORIES.map((category) => String(categories[category]))])),
    section('Tools by risk', table(RISK_LEVELS, [RISK_LEVELS.map((level) => String(risks[level]))])),
    section(
      'Servers with the most Critical tools',
      items(
        riskiest.slice(0, RISKIEST).flatMap(({ server, critical, tools }) => {
          const known = entry(server)
          if (known === undefined) return []
          return [
            `${to.link(codeSpan(study(known).link.name), { page: 'server', server: known.slug })}: ${critical} of ${tools}`,
          ]
        }),
      ),
    ),
  ])
}

/** The first page. */
export function homeMarkdown(to: Writer, { index, here, origin }: SiteOptions): string {
  const { servers, tools } = index.counts
  const own = here()
  return blocks([
    '# The Portcullis catalogue',
    `What ${servers} MCP servers and ${tools} tools can do, how dangerous that is, and the policy that controls each.`,
    section(
      'Servers of this gateway',
      items(
        own.map(
          (server) =>
            `${to.link(codeSpan(study(server).link.name), { page: 'server', server: server.slug })}: ${server.tools.length} tools`,
        ),
      ),
    ),
    overviewOf(to, index),
    section(
      'Where to look',
      items([
        `${to.link('How risk is told', { page: 'risks' })}: ${RISK_LEVELS.join(', ')}`,
        `${to.link('Attacks', { page: 'attacks' })}: ${ATTACK_ENTRIES.length} patterns, and what stops each`,
        `${to.link('Your stack', { page: 'stack' })}: everything that your agents can call`,
      ]),
    ),
    section(
      'Addresses',
      `A server is at ${codeSpan(`${origin}/catalogue/<server>.md`)}, a tool at ${codeSpan(`${origin}/catalogue/<server>/<tool>.md`)}. ` +
        `How programs search is told in ${codeSpan(`${origin}/llms.txt`)}.`,
    ),
  ])
}

/** The page of the stack: what it does; it works in a browser. */
export function stackMarkdown(to: Writer): string {
  return blocks([
    '# Your stack',
    words(
      'Paste the configuration of an MCP client, or pick servers: the page shows everything that your agents can call, riskiest first, the combinations that are worse than their parts, and one policy for each server.',
    ),
    words('Environment variables and headers are taken out in the browser before anything else looks at the text.'),
    `The same on a machine: ${codeSpan('npx portcullis scan')}. Its parts: ${to.link('how risk is told', { page: 'risks' })}, ${to.link('attacks', { page: 'attacks' })}.`,
  ])
}

/** The page to write to us. */
export function contactMarkdown({ contact, origin }: SiteOptions): string {
  return blocks([
    '# Contact',
    contact === undefined
      ? 'These pages are written out as files and take no messages.'
      : `The form is at ${codeSpan(`${origin}/contact`)}.`,
  ])
}
