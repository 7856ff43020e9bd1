/** What is said of a tool or a server, as lines of a terminal: the page's content in the page's order. */
import {
  CATEGORIES,
  type ParameterReport,
  plain,
  type ServerReport,
  type ToolLink,
  type ToolReport,
} from '@portcullis/catalogue'
import { safeLine, visibleJson } from '../ports/safe-text.ts'
import type { TextWriter } from './catalogue-paint.ts'

type Line = string | false

function joined(lines: readonly Line[]): string {
  return `${lines.filter((line) => line !== false).join('\n')}\n`
}

function toolLine(to: TextWriter, { name, category, risk, serverName }: ToolLink, elsewhere = false): string {
  return `  ${to.risk(risk, risk.padEnd(8))} ${category.padEnd(11)} ${name}${elsewhere ? to.faint(` on ${serverName}`) : ''}`
}

function parameterLine(to: TextWriter, { name, type, required, remark }: ParameterReport): string {
  const head = `  ${name}${required ? to.faint(' (required)') : ''} ${to.faint(type)}`
  return remark === undefined ? head : `${head}\n${to.prose(plain(remark), 6)}`
}

function definition(to: TextWriter, { evidence, parameters }: ToolReport): readonly Line[] {
  return [
    to.title('From its definition'),
    ...evidence.map(({ source, category, because }) => to.item(`${category}, by the ${source}: ${because}`)),
    to.title('Parameters'),
    ...(parameters.length === 0 ? ['  None are known.'] : parameters.map((row) => parameterLine(to, row))),
  ]
}

function control(to: TextWriter, { control: how, relatedPolicies }: ToolReport): readonly Line[] {
  return [
    to.title(`How to control it: ${how.button}`),
    to.prose(how.means),
    '',
    to.block(visibleJson(how.policy, 2)),
    ...how.steps.flatMap(({ title, text, code }, at): readonly Line[] => [
      `\n  ${at + 1}. ${to.strong(title)}`,
      to.prose(text, 5),
      code !== undefined && `\n${to.block(code)}`,
    ]),
    relatedPolicies.length > 0 && to.title('Related policies'),
    ...relatedPolicies.map(({ title }) => to.item(title)),
  ]
}

/** A tool's page. */
export function toolText(to: TextWriter, report: ToolReport): string {
  const { tool, server, label, described } = report
  const sure = `${Math.round(label.confidence * 100)} % sure${described ? ', its description included' : ''}`
  return joined([
    `${to.strong(tool.name)} on ${server.name}`,
    `${to.badge(label.category, label.risk)} ${to.faint(`(${sure})`)}`,
    to.title('What it does'),
    ...report.does.map((prose) => to.prose(prose)),
    to.title('Why it needs a policy'),
    ...report.why.map((prose) => to.prose(prose)),
    ...definition(to, report),
    report.exposures.length > 0 && to.title('Attacks that abuse this kind of access'),
    ...report.exposures.map(({ name, why }) => to.item(`${name}: ${plain(why)}`)),
    ...control(to, report),
    report.siblings.length > 0 && to.title('On the same server'),
    ...report.siblings.map((one) => toolLine(to, one)),
    report.elsewhere.length > 0 && to.title('Of the same kind elsewhere'),
    ...report.elsewhere.map((one) => toolLine(to, one, true)),
    to.title('Questions'),
    ...report.questions.flatMap(({ question, answer }) => [`  ${to.strong(question)}`, to.prose(answer)]),
  ])
}

function facts(to: TextWriter, { facts: known, counts, server, grade }: ServerReport): readonly Line[] {
  const { package: pkg, repository, remote, license, transports, official, firstSeen, lastChanged } = known
  const counted = CATEGORIES.filter((category) => counts[category] > 0).map((one) => `${counts[one]} ${one}`)
  return [
    `${to.strong(server.name)}${official ? ' (listed as official)' : ''} ${to.faint(safeLine(known.id))}`,
    grade === undefined
      ? 'None of its tools is known.'
      : `Grade ${to.strong(grade.grade)}, ${grade.points} of 100 points`,
    server.tools > 0 && `${server.tools} tools: ${counted.join(', ')}`,
    transports.length > 0 && `Transport: ${transports.join(', ')}`,
    pkg !== undefined &&
      `Package: ${safeLine(`${pkg.registry}:${pkg.name}${pkg.version === undefined ? '' : `@${pkg.version}`}`)}`,
    repository !== undefined && `Repository: ${safeLine(repository)}`,
    remote !== undefined && `Address: ${safeLine(remote)}`,
    license !== undefined && `Licence: ${safeLine(license)}`,
    `First seen ${firstSeen}, last changed ${lastChanged}`,
  ]
}

/** A server's page. */
export function serverText(to: TextWriter, report: ServerReport): string {
  const { dangerous, tools, policy, changes, related, gradeSays } = report
  return joined([
    ...facts(to, report),
    to.title('About'),
    ...report.about.map((prose) => to.prose(prose)),
    gradeSays.length > 0 && to.title('Grade'),
    ...gradeSays.map((prose) => to.item(prose)),
    dangerous.length > 0 && to.title('Most dangerous'),
    ...dangerous.flatMap((tool) => [toolLine(to, tool), to.prose(tool.why, 4)]),
    policy !== undefined && to.title('Recommended policy'),
    ...report.policyMeans.map((prose) => to.prose(prose)),
    policy !== undefined && `\n${to.block(visibleJson(policy, 2))}`,
    tools.length > 0 && to.title('All tools'),
    ...tools.map((tool) => toolLine(to, tool)),
    changes.length > 0 && to.title('Changes since it was first seen'),
    ...changes.map(({ day, says }) => to.item(`${day} ${plain(says)}`)),
    related.length > 0 && to.title('Related servers'),
    ...related.map(({ name, slug, tools: count }) => `  ${name} ${to.faint(`${slug}, ${count} tools`)}`),
  ])
}
