/** What people ask about a tool, and the answers. */
import type { ToolRecommendation } from '../recommend/recommend.ts'
import { BASE_RISK, type Category, type RiskLevel } from '../risk.ts'
import { howToEnforce } from './enforce.ts'
import { findingOf, type Page } from './page.ts'
import { counted, paragraph, parametersListed, toolsListed } from './phrases.ts'
import { code, link, percentOf, say, shown, unquoted } from './plain.ts'
import { rateLimit } from './rate-limit.ts'
import type { Prose, QuestionReport, Span } from './report.ts'

function gist({ S, T, said, turn, label }: Page): Prose | undefined {
  return turn(31, [
    said.third !== undefined && say`It ${said.third} on ${S}.`,
    said.base !== undefined && say`It lets an agent ${said.base} on ${S}.`,
    said.ing !== undefined && say`On ${S} it stands for ${said.ing}.`,
    said.base !== undefined && say`${S} uses it to ${said.base} for an agent.`,
    said.third !== undefined && say`In one line, ${T} ${said.third}.`,
    said.ing !== undefined && say`Its business is ${said.ing}, through ${S}.`,
    said.base !== undefined && say`An agent calls it to ${said.base}.`,
    said.third === undefined &&
      say`Its name does not say; the catalogue takes it for a tool of the kind ${label.category}.`,
    said.third === undefined && say`That is not plain from its name, which is read as ${label.category}.`,
  ])
}

/** A second sentence where nothing about its arguments is known, or where they say little. */
function around(page: Page): Prose | undefined {
  const { T, S, turn, label, kin, server, study, core } = page
  const reads = label.category === 'Read'
  return turn(32, [
    !reads && say`${KINDS[label.category]}`,
    reads && say`It returns data and leaves ${S} as it was.`,
    reads && say`Nothing on ${S} is different afterwards.`,
    reads && say`Data comes back, and no more happens.`,
    page.parameters.length === 0 && say`${T} may do more than its name says.`,
    study.counts[label.category] > 1 &&
      say`It is one of ${counted(study.counts[label.category], `${label.category} tool`)} there.`,
    kin.all.length > 0 && say`Related work is done by ${toolsListed(page, kin.all, 2)}.`,
    !kin.loose && core !== undefined && say`${toolsListed(page, kin.all, 1)} is about ${core.several} too.`,
    study.counts[label.category] === 1 &&
      server.tools.length > 1 &&
      say`No other tool there is of the kind ${label.category}.`,
    server.tools.length > 1 && say`${S} has ${counted(server.tools.length - 1, 'tool')} besides.`,
    kin.all.length === 0 && say`No other tool of ${S} does anything like it.`,
    server.tools.length === 1 && say`It is all that ${S} is known to do.`,
    CALLS[label.risk],
    page.parameters.length === 0 && say`Its arguments are not known.`,
    page.parameters.length === 0 && say`With which arguments, the catalogue cannot say.`,
  ])
}

const KINDS: Readonly<Record<Category, string>> = {
  Read: 'It returns data and changes nothing.',
  Write: 'By its kind it changes something, in a way that can be changed back.',
  Execute: 'By its kind it runs something, and its arguments decide what happens.',
  Destructive: 'By its kind it does away with something for good.',
  Financial: 'By its kind it moves money, or commits to moving it.',
}

const CALLS: Readonly<Record<RiskLevel, Prose>> = {
  Low: ['One call of it does no harm by itself.'],
  Medium: ['One call is soon forgiven, many are not.'],
  High: ['One call can be one too many.'],
  Critical: ['One call is enough to regret.'],
}

function more(page: Page): Prose | undefined {
  const { turn, parameters } = page
  const needs = parameters.filter(({ required }) => required)
  const optional = counted(parameters.length, 'optional one')
  return turn(30, [
    needs.length > 0 && say`A call carries ${parametersListed(needs, 3)}.`,
    needs.length > 0 && say`To do so it is given ${parametersListed(needs, 3)}.`,
    needs.length === 0 && parameters.length > 0 && say`It works without arguments, and knows ${optional}.`,
    ...[1, 2, 3].map(() => around(page)),
  ])
}

function whatItDoes(page: Page): Prose | undefined {
  return paragraph(gist(page), more(page))
}

/** `an Execute tool`. */
function articled(span: Span): Span {
  return typeof span === 'string' ? span.replace(/\ba (?=Execute)/, 'an ') : span
}

function riskLevel(page: Page): Prose | undefined {
  const { label, turn } = page
  const level = link(label.risk, { page: 'risk', level: label.risk })
  const base = BASE_RISK[label.category]
  const [found] = label.reasons
  const reason = found === undefined ? undefined : unquoted(found)
  const percent = percentOf(label)
  if (base !== label.risk)
    return turn(34, [
      say`${level}: ${label.category === 'Execute' ? 'an' : 'a'} ${label.category} tool starts at ${base}; it moved because ${reason ?? 'more of its definition weighed in'}.`,
      say`${level}, although ${label.category} tools usually are ${base}: ${reason ?? 'the rest of its definition says so'}.`,
      reason !== undefined && say`It counts as ${level} rather than ${base}, since ${reason}.`,
      say`${level}: more than its category alone (${base}) would make it. The label is ${percent} certain.`,
    ])
  return turn(34, [
    say`${level}, which is where ${label.category} tools start; nothing that was found moved it.`,
    say`${level}, as its category, ${label.category}, alone decides, with a confidence of ${percent}.`,
    say`It is ${label.category}, and so ${level}; the classifier is ${percent} sure of the category.`,
    say`The catalogue says ${level}, as for any ${label.category} tool without further traits.`,
    say`By its category it is ${level}, and there it stays: the rest of its definition adds no reason.`,
    say`${level} (${label.category}, ${percent} sure).`,
    say`For a ${label.category} tool ${level} is the rule, and this is no exception.`.map(articled),
    say`${level}: no trait was found that would raise it above other ${label.category} tools.`,
    say`As an ordinary ${label.category} tool it counts as ${level}, with a confidence of ${percent}.`,
  ])
}

function howToBlock(page: Page, advice: ToolRecommendation): Prose | undefined {
  const { T, S, turn, tool, kin, label, study } = page
  const name = code(JSON.stringify(shown(tool.name)))
  const [hide, deny] = [code('hide'), code('"action": "deny"')]
  const alike = study.counts[label.category] - 1
  if (advice.rule === 'hide')
    return turn(36, [
      say`The policy of this page does it: ${name} stands under ${hide}, and the agent never sees it.`,
      say`Paste what is above. ${hide} holds ${name}, and a call is answered as if there were no such tool.`,
      say`It is blocked by the recommended rule already; keep ${name} in ${hide} when you edit the document.`,
      say`As recommended, by ${hide}. If agents should be told why, use ${deny} with a reason instead.`,
      say`With ${name} in ${hide}. Agents that ask for ${T} by name get the same answer as for a misspelt one.`,
      say`${hide} is the whole answer here; a rule under ${code('tools')} is not needed for ${T}.`,
      say`The recommended policy hides it. ${deny} would do as well, and would tell the model that ${T} exists.`,
      alike > 0 &&
        say`By ${hide}, as above; for the other ${counted(alike, `${label.category} tool`)} of ${S} put their names beside it.`,
      kin.milder.length > 0 &&
        say`Hide ${name} as above, and let agents use ${toolsListed(page, kin.milder, 1)} instead.`,
      kin.readers.length > 0 &&
        say`Keep ${toolsListed(page, kin.readers, 1)} under ${code('tools')} and ${name} under ${hide}: looking stays possible.`,
    ])
  return turn(36, [
    say`Put ${name} under ${hide}: the tool leaves the list, and a call by name is answered as if there were none.`,
    say`Leave it out of a policy whose default is ${code('deny')}, or name it under ${hide} so that it is not even seen.`,
    say`With ${hide}, or with ${deny} and a reason in its entry, which keeps it visible.`,
    say`A policy with ${name} in ${hide} does, whatever the rest of the document allows.`,
    say`Refuse ${T} by ${deny}, which agents are told, or by ${hide}, which they never notice.`,
    say`Delete its entry: with a default of ${code('deny')} that is enough.`,
    say`Give its entry ${deny}; the model then reads your reason and can choose another way.`,
    say`${hide} with ${name} in it makes ${T} unknown on ${S}, to this grant and no other.`,
    kin.all.length > 0 &&
      say`Write ${name} under ${hide}, and think of ${toolsListed(page, kin.all, 1)}, which is near it.`,
    say`By one line, ${code(`"hide": [${JSON.stringify(shown(tool.name, 40))}]`)}, in the policy of the grant.`,
    say`Move ${name} from ${code('tools')} to ${hide}, and it is gone at the next list.`,
    say`${deny} in its entry refuses each call; ${hide} takes it out of the list as well.`,
    say`Name what agents may use and leave ${T} out: with a default of ${code('deny')} the rest is shut.`,
    alike > 0 &&
      say`${T} alone by ${hide}; all ${counted(alike + 1, `${label.category} tool`)} of ${S} by an entry under ${code('classes')}.`,
  ])
}

function provider(page: Page): Prose | undefined {
  const { server, turn, study } = page
  const to = { page: 'server', server: server.slug } as const
  const S = { code: shown(server.name), to }
  const pkg = server.package
  const grade = study.grade
  const by = server.official ? ', listed as the vendor’s own' : ''
  const count = server.tools.length
  const source = server.repository?.replace(/^https?:\/\//, '')
  return turn(37, [
    pkg !== undefined && say`It comes with ${S}${by}, installed as ${code(pkg.name)} from ${code(pkg.registry)}.`,
    server.remote !== undefined && say`${S}${by}, which is reached at ${code(server.remote)}.`,
    source !== undefined && say`${S}${by}; its source is at ${code(source)}.`,
    source !== undefined && say`The one at ${code(source)}, called ${S}${by}.`,
    source !== undefined &&
      count > 1 &&
      say`${S}${by}, where it is one of ${counted(count, 'tool')}; the source is at ${code(source)}.`,
    say`${S}${by}, with ${counted(count, 'known tool')} in all.`,
    say`It is a tool of ${S}${by}; other servers may use the same name for something else.`,
    grade !== undefined && say`${S}${by}; without a policy it is graded ${grade.grade}.`,
    grade !== undefined && say`It belongs to ${S}${by}; the server has ${String(grade.points)} of 100 points.`,
    server.license !== undefined && say`${S}${by}, under the licence ${code(server.license)}.`,
    server.remote !== undefined &&
      server.package === undefined &&
      say`${S}${by}; it runs at its operator’s, and not on your machine.`,
    study.counts[page.label.category] > 1 &&
      say`${S}${by}, which has ${counted(study.counts[page.label.category], `${page.label.category} tool`)} in all.`,
    count > 1 && say`${S}${by}; ${counted(count - 1, 'more tool')} of it can be looked up here.`,
    count > 1 && say`${S}${by} lists it among ${counted(count, 'tool')}.`,
    say`You get it from ${S}${by}.`,
  ])
}

function remember(page: Page): Prose | undefined {
  return findingOf(page, 'instructions') === undefined
    ? undefined
    : say`Its definition gives orders to the model, so read it before you allow anything.`
}

/** The six questions, in the page's order. */
export function questionsOf(page: Page, advice: ToolRecommendation): readonly QuestionReport[] {
  const name = shown(page.tool.name)
  const asked: readonly (readonly [string, Prose | undefined])[] = [
    [`What does ${name} do?`, whatItDoes(page)],
    [`How do I enforce a policy on ${name}?`, howToEnforce(page, advice)],
    [`What risk level is ${name}?`, paragraph(riskLevel(page), remember(page))],
    [`Can I rate-limit ${name}?`, rateLimit(page, advice)],
    [`How do I block ${name}?`, howToBlock(page, advice)],
    [`Which MCP server provides ${name}?`, provider(page)],
  ]
  return asked.flatMap(([question, answer]) => (answer === undefined ? [] : [{ question, answer }]))
}
