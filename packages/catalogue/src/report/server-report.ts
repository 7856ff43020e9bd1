/** All that is said of one server. */
import type { ServerFacts, ToolFacts } from '../import/server-facts.ts'
import { recommendServer, type ServerRecommendation } from '../recommend/recommend.ts'
import { CATEGORIES } from '../risk.ts'
import type { CatalogueIndex } from '../search/open-index.ts'
import { aboutServer, serverSummary } from './about-server.ts'
import { gradeSays } from './grade-says.ts'
import { dangerOf, oneLiner } from './one-liner.ts'
import { pageOf } from './page.ts'
import { code, say } from './plain.ts'
import { policyMeans } from './policy-means.ts'
import { relatedServers } from './related-servers.ts'
import type { Prose, ReportOptions, ServerReport } from './report.ts'
import { serverQuestions } from './server-questions.ts'
import { type Study, study, worstFirst } from './study.ts'

/** Most of the dangerous tools that are explained. */
const DANGEROUS = 6

function changeSays(
  server: ServerFacts,
  what: ServerFacts['changes'][number]['what'],
  tool: string | undefined,
): Prose {
  if (what === 'moved' || tool === undefined) return say`Its package, repository or address became another.`
  const name = code(tool)
  const there = server.tools.some((one) => one.name === tool)
  if (what === 'tool added') return there ? say`${name} was added.` : say`${name} was added, and is no longer listed.`
  return say`The definition of ${name} changed; what was approved before was another one.`
}

const recommendations = new WeakMap<ServerFacts, ServerRecommendation>()

/** The whole policy, made once for the same facts. */
function recommended({ server, advised }: Study): ServerRecommendation | undefined {
  if (server.tools.length === 0) return undefined
  const before = recommendations.get(server)
  if (before !== undefined) return before
  const made = recommendServer(
    server.name,
    server.tools.map((tool) => ({ name: tool.name, parameters: tool.parameters, label: advised(tool) })),
  )
  recommendations.set(server, made)
  return made
}

function dangerous(about: Study): ServerReport['dangerous'] {
  const severe = about.server.tools.filter(({ mark }) => mark.risk === 'High' || mark.risk === 'Critical')
  return worstFirst(severe, CATEGORIES.toReversed())
    .slice(0, DANGEROUS)
    .map((tool: ToolFacts) => ({ ...about.linkTo(tool), why: dangerOf(pageOf(about.server, tool)) }))
}

/** A tool in the list; its sentence is made when it is read, since a page shows only some of many. */
function lined(about: Study, tool: ToolFacts): ServerReport['tools'][number] {
  return {
    ...about.linkTo(tool),
    get says() {
      return oneLiner(about, tool)
    },
  }
}

/** The report on a whole server. Linear in its tools; the same object of facts is prepared only once. */
export function serverReport(index: CatalogueIndex, server: ServerFacts, options: ReportOptions = {}): ServerReport {
  const about = study(server)
  const recommendation = recommended(about)
  return {
    server: about.link,
    facts: server,
    summary: serverSummary(about),
    about: aboutServer(about),
    counts: about.counts,
    grade: about.grade,
    gradeSays: gradeSays(about),
    dangerous: dangerous(about),
    policy: recommendation?.policy,
    policyMeans: recommendation === undefined ? [] : policyMeans(about, recommendation),
    tools: server.tools.map((tool) => lined(about, tool)),
    changes: server.changes.toReversed().map(({ day, what, tool }) => ({ day, says: changeSays(server, what, tool) })),
    related: relatedServers(index, server),
    questions: serverQuestions(about, recommendation, options),
  }
}
