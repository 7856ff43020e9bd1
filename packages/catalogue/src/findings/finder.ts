/** A finder: looks for traits of one kind in a definition whose category is known. */
import type { Facts } from '../facts.ts'
import type { Parameter } from '../parameters.ts'
import type { Category, EvidenceSource, Finding, Trait } from '../risk.ts'
import { singular } from '../tokens.ts'

/** What a finder looks at. */
export interface Subject {
  readonly facts: Facts
  readonly category: Category
  /** Nouns of the name and of the description’s first clause, in the singular. */
  readonly nouns: ReadonlySet<string>
  /** Verbs of the name and of the description’s first clause. */
  readonly verbs: ReadonlySet<string>
}

/** Looks for traits. Pure, bounded, never throws. */
export type Finder = (subject: Subject) => readonly Finding[]

/** A set of words out of a text. */
export function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

/** One finding. */
export function found(trait: Trait, source: EvidenceSource, because: string): Finding {
  return { trait, source, because }
}

/** A finding that a parameter shows. */
export function foundIn(trait: Trait, parameter: Parameter, because: string): Finding {
  return { trait, source: 'schema', because, parameter: parameter.name }
}

/** The first of the words that is in the set. */
export function firstOf(candidates: Iterable<string>, set: ReadonlySet<string>): string | undefined {
  for (const word of candidates) if (set.has(word)) return word
  return undefined
}

/** Prepares a definition for the finders. */
export function subjectOf(facts: Facts, category: Category): Subject {
  const nouns = new Set(facts.reading.words.map(singular))
  const verbs = new Set(facts.reading.clauses.map(({ clause }) => clause.verb))
  for (const { clause } of facts.lead) {
    for (const noun of clause.object) nouns.add(noun)
    verbs.add(clause.verb)
  }
  return { facts, category, nouns, verbs }
}
