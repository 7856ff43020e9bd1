/** Tools and policies near a tool. */
import type { Policy, Rule } from '@portcullis/engine'
import type { ToolFacts } from '../import/server-facts.ts'
import { counterStems, patternOf } from '../recommend/names.ts'
import type { CatalogueIndex } from '../search/open-index.ts'
import { singular, tokenize } from '../tokens.ts'
import type { Page } from './page.ts'
import { shown } from './plain.ts'
import type { ToolLink, ToolReport } from './report.ts'

type Related = ToolReport['relatedPolicies'][number]

/** Most siblings on a page. */
const SIBLINGS = 12
/** Most tools of other servers. */
const ELSEWHERE = 6
/** With so many no wider search is made. */
const ENOUGH = 3
/** Most entries of a related policy: a page is no place for more. */
const ENTRIES = 12

/** The tools that handle the same first, then those of the same category, then its neighbours in the list. */
export function siblingsOf({ study, kin, tool, server, label }: Page): readonly ToolLink[] {
  const at = server.tools.indexOf(tool)
  const near = server.tools.slice(Math.max(0, at - SIBLINGS), at + SIBLINGS + 1)
  const alike = near.filter(({ mark }) => mark.category === label.category)
  const all = [...new Set<ToolFacts>([...kin.all.slice(0, SIBLINGS), ...alike, ...near])]
  return all
    .filter((one) => one !== tool)
    .slice(0, SIBLINGS)
    .map(study.linkTo)
}

/** Words of the name to look for elsewhere, from the whole to the last noun. */
function searches({ tool, said, thing }: Page): readonly (readonly string[])[] {
  const words = [...new Set(tokenize(tool.name))]
  const verb = words.find((word) => word === said.lemma) ?? words[0] ?? ''
  const nouns = words.filter((word) => word !== verb)
  const head = nouns.find((word) => singular(word) === thing?.key) ?? nouns.at(-1)
  if (head === undefined) return [[verb]]
  return [words, [verb, ...nouns.slice(-2)], [verb, head], [verb, singular(head)], [head]]
}

/** Tools of other servers that do the same kind of thing. */
export function elsewhere(index: CatalogueIndex, page: Page): readonly ToolLink[] {
  const found = new Map<string, ToolLink>()
  for (const words of searches(page)) {
    for (const link of index.namesakes(words, { category: page.label.category }, ELSEWHERE + 1))
      if (link.server !== page.server.slug && !found.has(link.server)) found.set(link.server, link)
    if (found.size >= ENOUGH) break
  }
  return [...found.values()].slice(0, ELSEWHERE)
}

function policyOf(tools: readonly ToolFacts[], rule: (stem: string) => Rule): Policy | undefined {
  const stemOf = counterStems()
  const entries = tools.flatMap(({ name }): [string, Rule][] => {
    const pattern = patternOf(name)
    return pattern === undefined ? [] : [[pattern, rule(stemOf(name))]]
  })
  return entries.length === 0 ? undefined : { version: '1', default: 'deny', tools: Object.fromEntries(entries) }
}

const ask = (reason: string) => (): Rule => ({ action: 'require_approval', reason })
const perHour =
  (max: number) =>
  (stem: string): Rule => ({
    limits: [{ counter: `${stem}_hour`, window: 'hour', max, scope: 'grant' }],
  })

/** Another rule for the tool itself. */
function variant({ tool, label }: Page, hidden: boolean): Related | undefined {
  const name = shown(tool.name)
  if (hidden) {
    const policy = policyOf([tool], ask('This cannot be undone: a person answers first.'))
    return policy && { title: `${name} with a person’s yes instead of hidden`, policy }
  }
  if (label.category === 'Financial') {
    const policy = policyOf([tool], perHour(1))
    return policy && { title: `${name} at most once an hour`, policy }
  }
  if (label.risk === 'Low') {
    const policy = policyOf([tool], perHour(600))
    return policy && { title: `${name} at most 600 times an hour`, policy }
  }
  const policy = policyOf([tool], ask('A person looks at each of these calls.'))
  return policy && { title: `${name} only with a person’s yes`, policy }
}

/** Policies for neighbouring needs: another rule for the tool, only reading, everything of the kind asked for. */
export function relatedPolicies(page: Page, hidden: boolean): readonly Related[] {
  const { server, label, kin, core } = page
  const reads = server.tools.filter(({ mark }) => mark.category === 'Read')
  const alike = server.tools.filter(({ mark }) => mark.category === label.category)
  const own = kin.readers.filter((one) => one !== page.tool)
  const onlyReading = reads.length > 0 && reads.length <= ENTRIES ? policyOf(reads, () => ({})) : undefined
  const looking = onlyReading === undefined && own.length > 0 ? policyOf(own.slice(0, ENTRIES), () => ({})) : undefined
  const asking =
    label.category !== 'Read' && alike.length > 1 && alike.length <= ENTRIES
      ? policyOf(alike, ask(`Every ${label.category} tool is put before a person.`))
      : undefined
  const found: (Related | undefined)[] = [
    variant(page, hidden),
    onlyReading && { title: `Only reading on ${shown(server.name, 40)}`, policy: onlyReading },
    looking && { title: `Only looking at ${core?.several ?? 'the same'}`, policy: looking },
    asking && { title: `Ask before all ${String(alike.length)} ${label.category} tools of the server`, policy: asking },
  ]
  return found.filter((one) => one !== undefined)
}
