/** What stands around a tool: its server and the tools beside it, read once for all of them. */
import type { ServerContext } from './entry.ts'
import { cut } from './text.ts'
import { tokenize } from './tokens.ts'
import { type Domain, domainsBeside, domainsOf } from './words/domains.ts'
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

/** Most siblings that are read. */
const SIBLINGS = 2_000

/** Words of servers' names that say nothing. */
const GENERIC = new Set(
  'mcp server servers api github com gitlab http https remote npm pypi src packages package tools tool the app io ai client www org net dev'.split(
    ' ',
  ),
)

type Names = readonly (readonly string[])[]

function isVerb(word: string | undefined): boolean {
  return VERB_FORMS.get(word ?? '')?.form === 'base'
}

/** The word that most names have at a place, if it is a vendor's: no verb, or a verb before other verbs. */
function commonAt(depth: number, names: Names): string | undefined {
  const counts = new Map<string, { all: number; beforeVerb: number }>()
  for (const words of names) {
    const word = words[depth]
    if (word === undefined || words.length <= depth + 1) continue
    const count = counts.get(word) ?? { all: 0, beforeVerb: 0 }
    count.all++
    if (isVerb(words[depth + 1])) count.beforeVerb++
    counts.set(word, count)
  }
  for (const [word, { all, beforeVerb }] of counts) {
    const common = all >= 3 && all >= names.length * 0.6
    if (common && (!VERB_FORMS.has(word) || beforeVerb >= all * 0.6)) return word
  }
  return undefined
}

function prefixOf(names: Names, server: readonly string[]): ReadonlySet<string> {
  const prefix = new Set(server.filter((word) => !VERB_FORMS.has(word)))
  for (let depth = 0; depth < 3; depth++) {
    const word = commonAt(depth, names)
    if (word === undefined) break
    prefix.add(word)
  }
  return prefix
}

function readersOf(names: Names, prefix: ReadonlySet<string>): number | undefined {
  const clear = names.flatMap((words) => {
    const word = words.find((one) => !prefix.has(one) && VERB_FORMS.get(one)?.verb.noun === 'never')
    return word === undefined ? [] : [VERB_FORMS.get(word)?.verb.category]
  })
  return clear.length < 4 ? undefined : clear.filter((category) => category === 'Read').length / clear.length
}

/** Prepares what is known around the tools of one server. Linear in its names; reads at most 2,000 of them. */
export function surroundingsOf(context: ServerContext): Surroundings {
  const names = (context.siblings ?? []).slice(0, SIBLINGS).map(tokenize)
  const server = tokenize(context.name ?? '').filter((word) => !GENERIC.has(word))
  const prefix = prefixOf(names, server)
  const about = tokenize(cut(context.description ?? '', 240))
  return {
    prefix,
    domains: new Set([...domainsOf([...server, ...about]), ...domainsBeside(names)]),
    readers: readersOf(names, prefix),
    siblings: new Set(names.map((words) => words.join(' '))),
    trusted: context.trusted === true,
  }
}
