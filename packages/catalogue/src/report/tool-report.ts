/** All that is said of one tool. */
import type { ServerFacts, ToolFacts } from '../import/server-facts.ts'
import { recommendTool } from '../recommend/recommend.ts'
import type { CatalogueIndex } from '../search/open-index.ts'
import { controlOf } from './control.ts'
import { does } from './does.ts'
import { exposuresOf } from './exposures.ts'
import { type Page, pageOf } from './page.ts'
import { shown } from './plain.ts'
import { questionsOf } from './questions.ts'
import { elsewhere, relatedPolicies, siblingsOf } from './related.ts'
import { parameterRows } from './remarks.ts'
import type { ReportOptions, ToolReport } from './report.ts'
import { GATEWAY } from './steps.ts'
import { summaryOf } from './summary.ts'
import { why } from './why.ts'

function deeper({ server, label, study }: Page): ToolReport['deeper'] {
  const [attack] = label.attacks
  return [
    { text: `What ${label.risk} risk means`, to: { page: 'risk', level: label.risk } },
    ...(attack === undefined
      ? []
      : [{ text: 'How the first of these attacks works', to: { page: 'attack', attack } } as const]),
    {
      text: `The whole policy for ${shown(server.name, 40)}: ${String(study.link.tools)} ${study.link.tools === 1 ? 'tool' : 'tools'}`,
      to: { page: 'server', server: server.slug },
    },
    { text: 'All your servers together: what your agents can do', to: { page: 'stack' } },
  ]
}

/**
 * The report on one tool of a server. The server's other tools are read once for all of its reports, as long as the same
 * object is given.
 */
export function toolReport(
  index: CatalogueIndex,
  server: ServerFacts,
  tool: ToolFacts,
  options: ReportOptions = {},
): ToolReport {
  const page = pageOf(server, tool)
  const { label, study } = page
  const advice = recommendTool({ name: tool.name, parameters: tool.parameters, label })
  return {
    server: study.link,
    tool: study.linkTo(tool),
    label,
    described: page.described,
    summary: summaryOf(page, advice.rule),
    does: does(page),
    why: why(page),
    evidence: label.evidence.flatMap(({ source, category, because, weight }) =>
      weight > 0 ? [{ source, category, because }] : [],
    ),
    parameters: parameterRows(page),
    exposures: exposuresOf(page),
    control: controlOf(page, advice, options.gateway ?? GATEWAY),
    siblings: siblingsOf(page),
    elsewhere: elsewhere(index, page),
    relatedPolicies: relatedPolicies(page, advice.rule === 'hide'),
    deeper: deeper(page),
    questions: questionsOf(page, advice),
  }
}
