/** A name in plain words → the clauses it holds: which word is the verb, and what it is done to. */
import { singular } from '../tokens.ts'
import type { Domain } from '../words/domains.ts'
import { FOREIGN_NOUNS } from '../words/foreign.ts'
import { unglue } from '../words/glue.ts'
import { joinPhrases } from '../words/phrases.ts'
import { contents } from './contents.ts'
import { type Candidate, candidatesOf, JOINTS, mainVerb, type NameWords, PREPOSITIONS } from './main-verb.ts'
import type { Clause } from './rule.ts'

/** A clause of a name, and how sure it is that its verb is one. */
interface NameClause {
  readonly clause: Clause
  /** 0 … 1. */
  readonly certainty: number
}

/** What a name says. */
export interface NameReading {
  /** Lower case, phrases joined, the vendor's prefix left out. */
  readonly words: readonly string[]
  /** The main clause first; more where the name joins several: `search_and_delete`. */
  readonly clauses: readonly NameClause[]
}

function clauseAt({ words, domains }: NameWords, { at, verb }: Candidate): Clause {
  const after = contents(words.slice(at + 1))
  const stop = after.findIndex((word) => PREPOSITIONS.has(word))
  const object = stop < 0 ? after : after.slice(0, stop)
  const before = words.slice(0, at)
  const head = object[object.length - 1] ?? (after.length === 0 ? before[before.length - 1] : undefined)
  const nouns = [...before, ...after].filter((word) => !PREPOSITIONS.has(word)).map(singular)
  return {
    verb: verb.lemma,
    nouns,
    object: object.length > 0 ? object.map(singular) : nouns,
    head: head === undefined ? undefined : singular(head),
    from: after.includes('from'),
    domains,
  }
}

/** Verbs that `and`, `or` or `then` joins to the main one. */
function joined({ candidates, words }: NameWords, after: number): readonly Candidate[] {
  return candidates.filter(
    ({ at, verb }) => at > after && JOINTS.has(words[at - 1] ?? '') && (verb.noun !== 'often' || at < words.length - 1),
  )
}

/**
 * Reads a tokenised name. `prefix` words at its front (the vendor's, as siblings or the server's name show) are passed
 * over as long as something is left.
 */
export function readName(
  tokens: readonly string[],
  prefix: ReadonlySet<string>,
  domains: ReadonlySet<Domain>,
): NameReading {
  let start = 0
  while (start < tokens.length - 1 && prefix.has(tokens[start] ?? '')) start++
  const words = joinPhrases(unglue(tokens.slice(start))).map((word) => FOREIGN_NOUNS.get(word) ?? word)
  const name: NameWords = { words, candidates: candidatesOf(words), domains }
  const main = mainVerb(name)
  if (main === undefined) return { words, clauses: [] }
  const others = joined(name, main.at).map((one) => ({ clause: clauseAt(name, one), certainty: 0.9 }))
  return { words, clauses: [{ clause: clauseAt(name, main), certainty: main.certainty }, ...others] }
}
