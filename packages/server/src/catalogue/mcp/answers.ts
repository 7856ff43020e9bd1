/** Reports → what agents are told: our labels and facts, with the names of strangers apart. */
import {
  ATTACK_ENTRIES,
  CATEGORY_TEXTS,
  findAttack,
  type ServerFacts,
  type StackReport,
  type StackTool,
  serverReport,
  study,
  type ToolFacts,
  toolReport,
} from '@portcullis/catalogue'
import { linksBelow } from '../api/links.ts'
import type { FoundFact, Knowledge } from '../knowledge.ts'
import { namesOf, ownWords, UPSTREAM_NOTE, withoutQuotations } from './own-words.ts'
import type { CheckServerOutput, CheckStackOutput, CheckToolOutput, SearchOutput } from './shapes.ts'

/** How many of the riskiest are told. */
const RISKIEST = 20

const upstream = (names: readonly string[]): { note: typeof UPSTREAM_NOTE; names: string[] } => ({
  note: UPSTREAM_NOTE,
  names: namesOf(names),
})

/** What is said of a tool. */
export function checkedTool(
  { index, origin, gateway }: Knowledge,
  server: ServerFacts,
  tool: ToolFacts,
): CheckToolOutput {
  const { label, control, tool: link, evidence } = toolReport(index, server, tool, { gateway })
  const about = CATEGORY_TEXTS[label.category]
  return {
    server: link.server,
    tool: link.slug,
    category: label.category,
    risk: label.risk,
    confidence: label.confidence,
    source: label.source,
    meaning: about.summary,
    undo: about.back,
    reasons: label.reasons.map(withoutQuotations),
    traits: [...new Set(label.findings.map(({ trait }) => trait))],
    evidence: evidence.map(({ source, category, because }) => ({
      source,
      category,
      because: withoutQuotations(because),
    })),
    attacks: label.attacks.flatMap((slug) => {
      const attack = findAttack(slug)
      return attack === undefined ? [] : [{ slug, name: attack.name, gateway: attack.gateway.effect }]
    }),
    control: { button: control.button, means: ownWords(control.means), policy: { ...control.policy } },
    page: linksBelow(origin).page({ page: 'tool', server: link.server, tool: link.slug }),
    upstream: upstream([server.name, tool.name, ...tool.parameters.map(({ name }) => name)]),
  }
}

/** What is said of a server. */
export function checkedServer({ index, origin, gateway }: Knowledge, server: ServerFacts): CheckServerOutput {
  const links = linksBelow(origin)
  const { grade, counts, dangerous, policy } = serverReport(index, server, { gateway })
  return {
    server: server.slug,
    official: server.official,
    transports: [...server.transports],
    tools: server.tools.length,
    ...(grade !== undefined && { grade: grade.grade, points: grade.points }),
    deductions: (grade?.deductions ?? []).map(
      ({ points, because }) => `${points} points: ${withoutQuotations(because)}`,
    ),
    categories: counts,
    dangerous: dangerous.map(({ slug, category, risk }) => ({
      ...{ tool: slug, category, risk },
      page: links.page({ page: 'tool', server: server.slug, tool: slug }),
    })),
    ...(policy !== undefined && { policy: { ...policy } }),
    page: links.page({ page: 'server', server: server.slug }),
    upstream: upstream([server.name]),
  }
}

/** What is said of a stack. Members are named by their place among the names of strangers. */
export function checkedStack(report: StackReport): CheckStackOutput {
  const { verdict, risk, counts, combinations, findings, policies, members, tools } = report
  const names = members.map(({ name }) => name)
  return {
    verdict: ownWords(verdict),
    ...(risk !== undefined && { risk }),
    counts: { ...counts },
    riskiest: tools.slice(0, RISKIEST).map(stackToolOf),
    combinations: combinations.map(({ id, title, risk: level, legs, breaks, attacks }) => ({
      ...{ id, title, risk: level },
      legs: legs.map(({ role, count, tools: some }) => ({ role, count, tools: some.map(stackToolOf) })),
      breaks: ownWords(breaks),
      attacks: attacks.filter((slug) => ATTACK_ENTRIES.some((attack) => attack.slug === slug)),
    })),
    findings: findings.map(({ id, risk: level, says, remedy }) => ({
      ...{ id, risk: level },
      says: ownWords(says),
      remedy: ownWords(remedy),
    })),
    policies: policies.map(({ member, policy }) => ({
      server: Math.max(0, names.indexOf(member)),
      policy: { ...policy },
    })),
    upstream: upstream(names),
  }
}

const stackToolOf = ({ server, slug, category, risk }: StackTool): CheckStackOutput['riskiest'][number] => ({
  ...{ server, tool: slug },
  category,
  risk,
})

/** What was found. */
export function foundFacts({ origin }: Knowledge, found: readonly FoundFact[]): SearchOutput {
  const links = linksBelow(origin)
  return {
    hits: found.map((one): SearchOutput['hits'][number] => {
      const { link, linkTo } = study(one.server)
      if (one.kind === 'server') {
        const { slug, tools, grade } = link
        const page = links.page({ page: 'server', server: slug })
        return { kind: 'server', server: slug, tools, ...(grade !== undefined && { grade }), page }
      }
      const { slug, category, risk } = linkTo(one.tool)
      const page = links.page({ page: 'tool', server: link.slug, tool: slug })
      return { kind: 'tool', server: link.slug, tool: slug, category, risk, page }
    }),
    upstream: upstream(found.map((one) => (one.kind === 'tool' ? one.tool.name : one.server.name))),
  }
}
