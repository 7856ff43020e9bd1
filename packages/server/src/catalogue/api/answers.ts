/** Reports → answers of the JSON API: prose as plain text, links with addresses. */
import {
  ATTACK_ENTRIES,
  type Attack,
  attackOf,
  CATEGORIES,
  CATEGORY_TEXTS,
  plain,
  RISK_LEVELS,
  RISK_PAGES,
  type ServerFacts,
  serverReport,
  study,
  type ToolFacts,
  toolReport,
} from '@portcullis/catalogue'
import type { FoundFact, Knowledge } from '../knowledge.ts'
import { type Links, linksBelow } from './links.ts'
import type {
  AttackAnswer,
  AttackLink,
  RisksAnswer,
  SearchAnswer,
  ServerAnswer,
  StatsAnswer,
  ToolAnswer,
} from './shapes.ts'

/** Hits as they are answered. */
export function searchOf({ origin }: Knowledge, query: string, found: readonly FoundFact[]): SearchAnswer {
  const links = linksBelow(origin)
  const hits = found.map((one): SearchAnswer['hits'][number] => {
    const about = study(one.server)
    return one.kind === 'server'
      ? { kind: 'server', server: links.server(about.link) }
      : { kind: 'tool', tool: links.tool(about.linkTo(one.tool)) }
  })
  return { query, hits }
}

/** A server as it is answered. */
export function serverOf({ index, origin, gateway }: Knowledge, server: ServerFacts): ServerAnswer {
  const links = linksBelow(origin)
  const report = serverReport(index, server, { gateway })
  const { id, transports, official, sources, firstSeen, lastChanged } = server
  return {
    server: links.server(report.server),
    ...{ id, official, firstSeen, lastChanged },
    transports: [...transports],
    sources: sources.map(({ source, license }) => ({ source, license })),
    ...whereItIs(server),
    summary: plain(report.summary),
    about: report.about.map(plain),
    categories: report.counts,
    ...(report.grade !== undefined && {
      grade: {
        grade: report.grade.grade,
        points: report.grade.points,
        deductions: report.grade.deductions.map(({ points, because }) => ({ points, because })),
      },
    }),
    dangerous: report.dangerous.map((tool) => ({ ...links.tool(tool), why: plain(tool.why) })),
    ...(report.policy !== undefined && { policy: { ...report.policy } }),
    policyMeans: report.policyMeans.map(plain),
    tools: report.tools.map((tool) => ({ ...links.tool(tool), says: plain(tool.says) })),
    changes: report.changes.map(({ day, says }) => ({ day, says: plain(says) })),
    related: report.related.map(links.server),
    questions: report.questions.map(({ question, answer }) => ({ question, answer: plain(answer) })),
  }
}

/** What is known only of some. */
function whereItIs(server: ServerFacts): Partial<ServerAnswer> {
  const { repository, package: pkg, remote, homepage, license } = server
  return {
    ...(repository !== undefined && { repository }),
    ...(pkg !== undefined && { package: { ...pkg } }),
    ...(remote !== undefined && { remote }),
    ...(homepage !== undefined && { homepage }),
    ...(license !== undefined && { license }),
  }
}

/** A tool as it is answered. */
export function toolOf({ index, origin, gateway }: Knowledge, server: ServerFacts, tool: ToolFacts): ToolAnswer {
  const links = linksBelow(origin)
  const report = toolReport(index, server, tool, { gateway })
  const { label, control } = report
  return {
    server: links.server(report.server),
    tool: links.tool(report.tool),
    confidence: label.confidence,
    source: label.source,
    traits: [...new Set(label.findings.map(({ trait }) => trait))],
    summary: plain(report.summary),
    does: report.does.map(plain),
    why: report.why.map(plain),
    reasons: [...label.reasons],
    evidence: report.evidence.map(({ source, category, because }) => ({ source, category, because })),
    parameters: report.parameters.map(({ name, type, required, remark }) => ({
      ...{ name, type, required },
      ...(remark !== undefined && { remark: plain(remark) }),
    })),
    attacks: report.exposures.map(({ attack, name, why }) => ({
      ...{ slug: attack, name, why: plain(why) },
      url: links.page({ page: 'attack', attack }),
    })),
    control: {
      button: control.button,
      policy: { ...control.policy },
      means: plain(control.means),
      steps: control.steps.map(({ title, text, code }) => ({
        title,
        text: plain(text),
        ...(code !== undefined && { code }),
      })),
    },
    siblings: report.siblings.map(links.tool),
    elsewhere: report.elsewhere.map(links.tool),
    relatedPolicies: report.relatedPolicies.map(({ title, policy }) => ({ title, policy: { ...policy } })),
    questions: report.questions.map(({ question, answer }) => ({ question, answer: plain(answer) })),
  }
}

/** Levels and categories as they are answered. */
export function risksOf({ index, origin }: Knowledge): RisksAnswer {
  const links = linksBelow(origin)
  const counts = index.overview()
  return {
    levels: RISK_LEVELS.map((level) => {
      const { summary, means, moves, advice } = RISK_PAGES[level]
      return {
        ...{ level, summary, means: means.map(plain), moves: moves.map(plain), advice: advice.map(plain) },
        tools: counts.risks[level],
        url: links.page({ page: 'risk', level }),
      }
    }),
    categories: CATEGORIES.map((category) => {
      const { base, summary, back, rule } = CATEGORY_TEXTS[category]
      return { category, base, summary, back, rule, tools: counts.categories[category] }
    }),
  }
}

const attackLinkOf = ({ slug, name, kind, gateway }: Attack, links: Links): AttackLink => ({
  ...{ slug, name, kind, gateway: gateway.effect },
  url: links.page({ page: 'attack', attack: slug }),
})

/** All attack patterns as they are answered. */
export function attacksOf({ origin }: Knowledge): { attacks: AttackLink[] } {
  const links = linksBelow(origin)
  return { attacks: ATTACK_ENTRIES.map((attack) => attackLinkOf(attack, links)) }
}

/** An attack pattern as it is answered. */
export function attackAnswerOf({ origin }: Knowledge, attack: Attack): AttackAnswer {
  const links = linksBelow(origin)
  return {
    attack: attackLinkOf(attack, links),
    how: [...attack.how],
    incidents: attack.incidents.map((incident) => ({ ...incident })),
    categories: [...attack.categories],
    traits: [...attack.findings],
    policy: { ...attack.policy },
    policyDoes: attack.policyDoes,
    why: attack.gateway.why,
    helps: [...attack.helps],
    related: attack.related.map((slug) => attackLinkOf(attackOf(slug), links)),
  }
}

/** The numbers of the index as they are answered. */
export function statsOf({ index, here, origin }: Knowledge): StatsAnswer {
  const links = linksBelow(origin)
  const { servers, tools, known, official, categories, risks, transports, riskiest } = index.overview()
  return {
    ...{ servers, tools, known, official, categories, risks, transports },
    here: here().length,
    riskiest: riskiest.flatMap(({ server, critical }) => {
      const entry = index.entry(server)
      return entry === undefined ? [] : [{ server: links.server(study(entry).link), critical }]
    }),
  }
}
