/** The server's page as Markdown. */
import { CATEGORIES, type ServerReport } from '@portcullis/catalogue'
import { blocks, items, policyBlock, section, table, type Writer } from './blocks.ts'
import { codeSpan, quoting, words } from './inert.ts'
import { toolLine } from './tool.ts'

function facts({ facts: { id, transports, package: packed, repository, remote, license, official } }: ServerReport) {
  return items(
    [
      `Identity: ${codeSpan(id)}`,
      transports.length > 0 && `Transport: ${transports.join(', ')}`,
      packed !== undefined && `Package: ${codeSpan(`${packed.registry}:${packed.name}`)}`,
      repository !== undefined && `Repository: ${codeSpan(repository)}`,
      remote !== undefined && `Address: ${codeSpan(remote)}`,
      license !== undefined && `Licence: ${codeSpan(license)}`,
      official && 'Listed as official',
    ].filter((line) => line !== false),
  )
}

function grade(to: Writer, { grade: given, gradeSays }: ServerReport): string {
  if (given === undefined) return ''
  return section('Grade', `**${given.grade}**, ${given.points} of 100 points.`, to.list(gradeSays))
}

/** The page of one server. */
export function serverMarkdown(to: Writer, report: ServerReport): string {
  const { server, counts, dangerous, tools } = report
  return blocks([
    `# ${codeSpan(server.name)}`,
    to.prose(report.summary),
    facts(report),
    section('About', to.paragraphs(report.about)),
    server.tools > 0 &&
      section('Tools by category', table(CATEGORIES, [CATEGORIES.map((category) => String(counts[category]))])),
    grade(to, report),
    section('Most dangerous', items(dangerous.map((tool) => `${toolLine(to, tool)}. ${to.prose(tool.why)}`))),
    section(
      'Recommended policy',
      to.paragraphs(report.policyMeans),
      report.policy !== undefined && policyBlock(report.policy),
    ),
    section('All tools', items(tools.map((tool) => `${toolLine(to, tool)}. ${to.prose(tool.says)}`))),
    section('Changes', items(report.changes.map(({ day, says }) => `${words(day)}: ${to.prose(says)}`))),
    section(
      'Related servers',
      items(report.related.map(({ slug, name }) => to.link(codeSpan(name), { page: 'server', server: slug }))),
    ),
    section(
      'Questions',
      ...report.questions.map(({ question, answer }) => blocks([`### ${quoting(question)}`, to.prose(answer)])),
    ),
  ])
}
