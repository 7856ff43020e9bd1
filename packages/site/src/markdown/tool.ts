/** The tool's page as Markdown. */
import type { CatalogueIndex, ToolLink, ToolReport } from '@portcullis/catalogue'
import { blocks, items, policyBlock, section, table, type Writer } from './blocks.ts'
import { cell, codeSpan, fenced, inCell, quoting, words } from './inert.ts'

/** A tool in a list: its name leading to its page, its category and its risk. */
export function toolLine(to: Writer, tool: ToolLink, elsewhere = false): string {
  const link = to.link(codeSpan(tool.name), { page: 'tool', server: tool.server, tool: tool.slug })
  return `${link}${elsewhere ? ` on ${codeSpan(tool.serverName)}` : ''}: ${tool.category}, ${tool.risk} risk`
}

function badge({ label, described, server, tool }: ToolReport, to: Writer): string {
  return items([
    `Risk: ${to.link(`**${label.risk}**`, { page: 'risk', level: label.risk })}`,
    `Category: **${label.category}**`,
    `Confidence: ${Math.round(label.confidence * 100)} %`,
    `Label: ${label.source === 'reviewed' ? 'reviewed by an operator' : 'derived from the definition'}${described ? ', its description included' : ''}`,
    `Server: ${to.link(codeSpan(server.name), { page: 'server', server: tool.server })}`,
  ])
}

function definition(to: Writer, { evidence, parameters }: ToolReport): string {
  return section(
    'From its definition',
    items(
      evidence.map(({ source, category, because }) => `${words(source)}, speaks for ${category}: ${quoting(because)}`),
    ),
    table(
      ['Parameter', 'Type', 'Required', 'What it means for the risk'],
      parameters.map(({ name, type, required, remark }) => [
        cell(name),
        cell(type),
        required ? 'yes' : 'no',
        remark === undefined ? '' : inCell(to.prose(remark)),
      ]),
    ),
    parameters.length === 0 && 'No parameters are known.',
  )
}

function control(to: Writer, { control: how }: ToolReport): string {
  return section(
    'How to control it',
    `${how.button}: ${to.prose(how.means)}`,
    policyBlock(how.policy),
    ...how.steps.map(({ title, text, code }, at) =>
      blocks([`### ${at + 1}. ${words(title)}`, to.prose(text), code !== undefined && fenced(code)]),
    ),
  )
}

function related(to: Writer, { siblings, elsewhere, relatedPolicies }: ToolReport): string {
  return section(
    'Related tools and policies',
    items(siblings.map((tool) => toolLine(to, tool))),
    elsewhere.length > 0 && 'Of the same kind on other servers:',
    items(elsewhere.map((tool) => toolLine(to, tool, true))),
    ...relatedPolicies.map(({ title, policy }) => blocks([`### ${quoting(title)}`, policyBlock(policy)])),
  )
}

/** The page of one tool. */
export function toolMarkdown(to: Writer, report: ToolReport, { counts }: Pick<CatalogueIndex, 'counts'>): string {
  const { tool, server } = report
  return blocks([
    `# ${codeSpan(tool.name)} on ${codeSpan(server.name)}`,
    to.prose(report.summary),
    badge(report, to),
    section('What it does', to.paragraphs(report.does)),
    section('Why it needs a policy', to.paragraphs(report.why)),
    definition(to, report),
    section(
      'Attacks that abuse this kind of access',
      items(
        report.exposures.map(
          ({ attack, name, why }) => `${to.link(words(name), { page: 'attack', attack })}: ${to.prose(why)}`,
        ),
      ),
    ),
    control(to, report),
    related(to, report),
    section('Go deeper', items(report.deeper.map(({ text, to: page }) => to.link(quoting(text), page)))),
    section(
      'Questions',
      ...report.questions.map(({ question, answer }) => blocks([`### ${quoting(question)}`, to.prose(answer)])),
    ),
    section(
      `Enforce policy on every call of ${codeSpan(server.name)}`,
      `${to.link('The policy for the whole server', { page: 'server', server: tool.server })}: ${server.tools} known ${server.tools === 1 ? 'tool' : 'tools'}. The index holds ${counts.servers} servers and ${counts.tools} tools.`,
    ),
  ])
}
