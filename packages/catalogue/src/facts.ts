/** A definition prepared for the signals: everything that more than one of them reads, read once. */
import type { ToolAnnotations, ToolDefinition } from './entry.ts'
import { firstSentence, type LeadClause, readLead } from './meaning/lead.ts'
import { type NameReading, readName } from './meaning/reading.ts'
import { type Parameter, parametersOf } from './parameters.ts'
import type { Surroundings } from './surroundings.ts'
import { cut, DESCRIPTION_LIMIT, hidesText, visible } from './text.ts'
import { tokenize } from './tokens.ts'
import { type Domain, domainOf } from './words/domains.ts'

/** A definition as the signals see it. */
export interface Facts {
  readonly name: string
  readonly reading: NameReading
  /** Visible text, cut. */
  readonly description: string
  /** Whether it hides characters, or is too long for anybody to read. */
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

/** A longer description is read by nobody but a model. */
const READABLE = 65_536

function hides(description: string): boolean {
  return description.length > READABLE || hidesText(description)
}

function allDomains(
  known: ReadonlySet<Domain>,
  tokens: readonly string[],
  parameters: readonly Parameter[],
): ReadonlySet<Domain> {
  const own = new Set<Domain>()
  const add = (word: string) => {
    const domain = domainOf(word)
    if (domain !== undefined) own.add(domain)
  }
  for (const token of tokens) add(token)
  for (const { words, key } of parameters) {
    add(key)
    if (words.length > 1) for (const word of words) add(word)
  }
  return own.size === 0 ? known : new Set([...known, ...own])
}

/** Prepares one definition. Linear in the part of it that is read, which is bounded. */
export function factsOf(tool: ToolDefinition, around: Surroundings): Facts {
  const parameters = parametersOf(tool.inputSchema)
  const tokens = tokenize(tool.name)
  const domains = allDomains(around.domains, tokens, parameters)
  const title = tool.title ?? tool.annotations?.title ?? ''
  const description = visible(cut(tool.description ?? '', DESCRIPTION_LIMIT))
  const text = description.trim() === '' ? visible(cut(title, 200)) : description
  return {
    name: tool.name,
    reading: readName(tokens, around.prefix, domains),
    description,
    hidden: hides(tool.description ?? ''),
    lower: description.toLowerCase(),
    lead: text === '' ? [] : readLead(firstSentence(text), domains),
    parameters,
    hasSchema: typeof tool.inputSchema === 'object' && tool.inputSchema !== null,
    annotations: tool.annotations ?? {},
    domains,
    around,
  }
}
