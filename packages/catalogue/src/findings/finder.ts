/** A finder: looks for traits of one kind in a definition whose category is known. */
import type { Facts } from '../facts.ts'
import type { Clause } from '../meaning/rule.ts'
import type { Parameter } from '../parameters.ts'
import type { Category, EvidenceSource, Finding, Trait } from '../risk.ts'
import { singular } from '../tokens.ts'
import { SHOWN } from '../words/nouns.ts'

/** What a finder looks at. All words in the singular, out of the name and of the description’s first clause. */
export interface Subject {
  readonly facts: Facts
  readonly category: Category
  /** Every noun of the name. */
  readonly nouns: ReadonlySet<string>
  /** Words of the verbs’ direct objects. */
  readonly objects: ReadonlySet<string>
  /** Last words of the direct objects. */
  readonly heads: ReadonlySet<string>
  /** What a reading tool gives back: the heads, or what their information is about. */
  readonly returned: ReadonlySet<string>
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

/** Adds what one clause gives back. */
function addReturned(clause: Clause, into: Set<string>): void {
  if (clause.head === undefined) return
  into.add(clause.head)
  if (SHOWN.has(clause.head)) for (const word of clause.object) into.add(word)
}

/** Prepares a definition for the finders. */
export function subjectOf(facts: Facts, category: Category): Subject {
  const clauses = [...facts.reading.clauses, ...facts.lead].map(({ clause }) => clause)
  const words = facts.reading.words.map(singular)
  const returned = new Set<string>(facts.reading.clauses.length === 0 ? words : [])
  for (const clause of clauses) addReturned(clause, returned)
  return {
    facts,
    category,
    nouns: new Set(words),
    objects: new Set(clauses.length === 0 ? words : clauses.flatMap(({ object }) => object)),
    heads: new Set(clauses.flatMap(({ head }) => head ?? [])),
    returned,
    verbs: new Set(clauses.map(({ verb }) => verb)),
  }
}
