/** What people ask about a server, and the answers. */
import type { ServerRecommendation } from '../recommend/recommend.ts'
import { counted, listed, paragraph, toolsOf } from './phrases.ts'
import { code, link, say, shown } from './plain.ts'
import type { Prose, QuestionReport, ReportOptions } from './report.ts'
import { GATEWAY, keyOf } from './steps.ts'
import type { Study } from './study.ts'

function isSafe({ grade, risks, counts, server }: Study): Prose {
  if (grade === undefined)
    return say`Nobody can tell from here: its tools are not known. Behind a policy that denies by default it can do nothing that you have not named.`
  const severe = risks.Critical + risks.High
  const stack = link('your other servers', { page: 'stack' })
  if (severe === 0)
    return say`${server.tools.length === 1 ? 'Its one known tool is not' : `None of its ${counted(server.tools.length, 'known tool')} is`} of High or Critical risk (grade ${grade.grade}). Look at it together with ${stack} all the same: what it reads, another one may send.`
  const cannot = counts.Destructive + counts.Financial
  const worst = cannot > 0 ? `, and ${counted(cannot, 'of them cannot', 'of them cannot')} be taken back` : ''
  return say`As it is, it gets the grade ${grade.grade}: ${counted(severe, 'tool')} ${severe === 1 ? 'is' : 'are'} of High or Critical risk${worst}. With the policy of this page those are capped, asked about or hidden.`
}

function whatItCanDo(about: Study): Prose {
  const { server } = about
  if (server.tools.length === 0) return say`The catalogue does not know its tools.`
  const worst = server.tools.filter(({ mark }) => mark.risk === 'Critical').slice(0, 3)
  const some = worst.length > 0 ? worst : server.tools.slice(0, 3)
  return worst.length > 0
    ? say`Among its ${counted(server.tools.length, 'tool')} the most dangerous ${worst.length === 1 ? 'is' : 'are'} ${toolsOf(about, some)}.`
    : say`It has ${counted(server.tools.length, 'tool')}${server.tools.length === 1 ? ',' : server.tools.length <= 3 ? ':' : ', such as'} ${toolsOf(about, some)}.`
}

function onlyRead({ counts, server }: Study): Prose {
  const rest = server.tools.length - counts.Read
  if (server.tools.length === 0) return say`Yes: name the tools that read, and leave the default at ${code('deny')}.`
  if (rest === 0)
    return say`It is read-only already, as far as its known tools go; a policy keeps it so when it changes.`
  if (counts.Read === 0) return say`It has no tool that only reads, so there would be nothing left.`
  return say`Yes: keep the ${counted(counts.Read, 'entry', 'entries')} that only ${counts.Read === 1 ? 'reads' : 'read'} and delete the rest of ${code('tools')}; the default denies the other ${rest === 1 ? 'tool' : counted(rest, 'tool')}.`
}

function howToConnect({ server }: Study, { gateway = GATEWAY }: ReportOptions): Prose {
  const key = keyOf(server)
  return say`Register it as ${code(key)}, give a grant the policy, and let clients use ${code(`${gateway}/mcp/${key}`)} instead of the server’s own address or command.`
}

/** Questions about a whole server. */
export function serverQuestions(
  about: Study,
  recommendation: ServerRecommendation | undefined,
  options: ReportOptions,
): readonly QuestionReport[] {
  const name = shown(about.server.name)
  const left = recommendation?.leftOut ?? []
  const leftOut = left.length === 0 ? undefined : say`Not in any policy: ${listed(left.slice(0, 3).map(code), 3)}.`
  return [
    { question: `Is ${name} safe to give to an agent?`, answer: paragraph(isSafe(about), leftOut) },
    { question: `What can an agent do with ${name}?`, answer: whatItCanDo(about) },
    { question: `Can I make ${name} read-only?`, answer: onlyRead(about) },
    { question: `How do I put a policy in front of ${name}?`, answer: howToConnect(about, options) },
  ]
}
