/** A definition prepared for the signals: everything that more than one of them reads, read once. */
import type { ServerContext, ToolAnnotations, ToolDefinition } from './entry.ts'
import { firstSentence, type LeadClause, readLead } from './meaning/lead.ts'
import { type NameReading, readName } from './meaning/reading.ts'
import { type Parameter, parametersOf } from './parameters.ts'
import { cut, DESCRIPTION_LIMIT, hidesText, visible } from './text.ts'
import { tokenize } from './tokens.ts'
import { type Domain, domainsOf } from './words/domains.ts'
import { VERB_FORMS } from './words/inflect.ts'

/** What is known around a tool, prepared once for a whole server. */
export interface Surroundings {
  /** Words that start names without meaning anything: the vendor's. */
  readonly prefix: ReadonlySet<string>
  readonly domains: ReadonlySet<Domain>
  /** Share of the siblings with a clear verb that only read; undefined where fewer than four are clear. */
  readonly readers: number | undefined
  /** Names of the siblings, in lower case. */
  readonly siblings: ReadonlySet<string>
  readonly trusted: boolean
}

/** A definition as the signals see it. */
export interface Facts {
  readonly name: string
  readonly reading: NameReading
  /** Visible text, cut. */
  readonly description: string
  /** Whether its text hides characters. */
  readonly hidden: boolean
  /** The same in lower case. */
  readonly lower: string
  readonly lead: readonly LeadClause[]
  readonly parameters: readonly Parameter[]
  readonly hasSchema: boolean
  readonly annotations: ToolAnnotations
  readonly domains: ReadonlySet<Domain>
  readonly around: Surroundings
}

/** How much of a description is searched for hidden characters. */
const HIDDEN_LIMIT = 65_536

const GENERIC = new Set('mcp server servers api github com gitlab http https remote npm pypi src packages package tools tool the app io ai client http www org net dev'.split(' '))

function prefixOf(names: readonly (readonly string[])[], server: readonly string[]): ReadonlySet<string> {
  const prefix = new Set(server.filter((word) => !VERB_FORMS.has(word)))
  for (let depth = 0; depth < 3; depth++) {
    const counts = new Map<string, { all: number; verb: number }>()
    for (const words of names) {
      const word = words[depth]
      if (word === undefined || words.length <= depth + 1) continue
      const count = counts.get(word) ?? { all: 0, verb: 0 }
      count.all++
      if (VERB_FORMS.get(words[depth + 1] ?? '')?.form === 'base') count.verb++
      counts.set(word, count)
    }
    let common: string | undefined
    for (const [word, { all, verb }] of counts) {
      if (all < 3 || all < names.length * 0.6) continue
      if (!VERB_FORMS.has(word) || verb >= all * 0.6) common = word
    }
    if (common === undefined) break
    prefix.add(common)
  }
  return prefix
}

function readersOf(names: readonly (readonly string[])[], prefix: ReadonlySet<string>): number | undefined {
  let clear = 0
  let reading = 0
  for (const words of names) {
    const verb = words.find((word) => !prefix.has(word) && VERB_FORMS.get(word)?.verb.noun === 'never')
    if (verb === undefined) continue
    clear++
    if (VERB_FORMS.get(verb)?.verb.category === 'Read') reading++
  }
  return clear < 4 ? undefined : reading / clear
}

/** Prepares what is known around the tools of one server. Linear in its names; reads at most 2,000 of them. */
export function surroundingsOf(context: ServerContext): Surroundings {
  const names = (context.siblings ?? []).slice(0, 2000).map(tokenize)
  const server = tokenize(context.name ?? '').filter((word) => !GENERIC.has(word))
  const prefix = prefixOf(names, server)
  const about = tokenize(cut(context.description ?? '', 240))
  return {
    prefix,
    domains: domainsOf([...server, ...about]),
    readers: readersOf(names, prefix),
    siblings: new Set(names.map((words) => words.join(' '))),
    trusted: context.trusted === true,
  }
}

/** Prepares one definition. Linear in the part of it that is read, which is bounded. */
export function factsOf(tool: ToolDefinition, around: Surroundings): Facts {
  const parameters = parametersOf(tool.inputSchema)
  const tokens = tokenize(tool.name)
  const own = domainsOf([...tokens, ...parameters.flatMap((one) => [...one.words, one.key])])
  const domains = own.size === 0 ? around.domains : new Set([...around.domains, ...own])
  const title = tool.title ?? tool.annotations?.title ?? ''
  const description = visible(cut(tool.description ?? '', DESCRIPTION_LIMIT))
  const text = description.trim() === '' ? visible(cut(title, 200)) : description
  return {
    name: tool.name,
    reading: readName(tokens, around.prefix, domains),
    description,
    hidden: hidesText(cut(tool.description ?? '', HIDDEN_LIMIT)),
    lower: description.toLowerCase(),
    lead: text === '' ? [] : readLead(firstSentence(text), domains),
    parameters,
    hasSchema: typeof tool.inputSchema === 'object' && tool.inputSchema !== null,
    annotations: tool.annotations ?? {},
    domains,
    around,
  }
}
