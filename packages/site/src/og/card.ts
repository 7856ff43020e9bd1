/** What a picture says. */
import {
  ATTACK_ENTRIES,
  type Attack,
  CATEGORY_TEXTS,
  type CatalogueIndex,
  findAttack,
  type PageRef,
  RISK_PAGES,
  type RiskLevel,
  type ServerFacts,
  study,
} from '@portcullis/catalogue'
import type { Lookup } from '../lookup.ts'

/** A picture's content. Only `name` and `under` are foreign. */
export interface Card {
  /** What kind of page it is: `MCP tool`. */
  readonly kind: string
  /** The heading in our words, or else `name`. */
  readonly title?: string
  /** The heading in a stranger's words. */
  readonly name?: string
  /** A stranger's words beneath: the server of a tool. */
  readonly under?: string
  /** One or two of our sentences. */
  readonly says: string
  readonly risk?: RiskLevel
  /** `A` … `F` */
  readonly grade?: string
  /** What stands beside the badge: the category. */
  readonly beside?: string
}

function serverCard(server: ServerFacts): Card {
  const { grade, counts } = study(server)
  const known = server.tools.length
  const parts = Object.entries(counts).flatMap(([category, number]) => (number > 0 ? [`${number} ${category}`] : []))
  return {
    kind: 'MCP server',
    name: server.name,
    says:
      known === 0
        ? 'None of its tools is known yet.'
        : `${known} known ${known === 1 ? 'tool' : 'tools'}: ${parts.join(', ')}.`,
    ...(grade !== undefined && { grade: grade.grade }),
  }
}

function attackCard({ name, policyDoes, kind }: Attack): Card {
  return { kind: `Attack: ${kind}`, title: name, says: policyDoes }
}

function catalogueCard({ counts }: CatalogueIndex): Card {
  return {
    kind: 'The catalogue',
    title: 'Is this tool safe to give my agent?',
    says: `${counts.servers.toLocaleString('en')} MCP servers, ${counts.tools.toLocaleString('en')} tools, ${ATTACK_ENTRIES.length} attack patterns, and the rule to paste.`,
  }
}

function toolCard(server: ServerFacts, slug: string, lookup: Lookup): Card | undefined {
  const tool = lookup.tool(server, slug)
  if (tool === undefined || study(server).linkTo(tool).slug !== slug) return undefined
  const { category, risk } = tool.mark
  return {
    kind: 'MCP tool',
    name: tool.name,
    under: server.name,
    says: CATEGORY_TEXTS[category].summary,
    risk,
    beside: category,
  }
}

/** The card of a page; undefined where there is no such server, tool or attack. */
export function cardOf(ref: PageRef, index: CatalogueIndex, lookup: Lookup): Card | undefined {
  if (ref.page === 'risk') {
    const { level, summary } = RISK_PAGES[ref.level]
    return { kind: 'Levels of risk', title: `${level} risk`, says: summary, risk: level }
  }
  if (ref.page === 'attack') {
    const attack = findAttack(ref.attack)
    return attack === undefined ? undefined : attackCard(attack)
  }
  if (ref.page !== 'server' && ref.page !== 'tool') return catalogueCard(index)
  const server = lookup.server(ref.server)
  if (server === undefined || server.slug !== ref.server) return undefined
  return ref.page === 'server' ? serverCard(server) : toolCard(server, ref.tool, lookup)
}
