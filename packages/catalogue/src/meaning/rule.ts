/** What a verb means together with its object. */
import type { Category } from '../risk.ts'
import { quote } from '../text.ts'
import type { Domain } from '../words/domains.ts'

/** A clause in the sense of a name or of a description's first words: a verb and the nouns around it. */
export interface Clause {
  /** Lemma of the verb. */
  readonly verb: string
  /** The other words, in the singular, without prepositions. */
  readonly nouns: readonly string[]
  /** The words of the direct object, in the singular; all nouns where no object can be told. */
  readonly object: readonly string[]
  /** The last word of the verb's direct object, where one can be told: `tag` in `add tag to resource`. */
  readonly head: string | undefined
  /** Whether a preposition `from` follows the object. */
  readonly from: boolean
  readonly domains: ReadonlySet<Domain>
}

/** One line of the tables: the first that fits a clause decides it. */
export interface Rule {
  readonly verbs: ReadonlySet<string>
  /** One of the nouns has to be in it. */
  readonly nouns?: ReadonlySet<string>
  /** One word of the direct object has to be in it. */
  readonly object?: ReadonlySet<string>
  /** The direct object's last word has to be in it. */
  readonly head?: ReadonlySet<string>
  /** None of the nouns may be in it. */
  readonly without?: ReadonlySet<string>
  /** The direct object's last word may not be in it. */
  readonly headNot?: ReadonlySet<string>
  /** The server or the tool has to be about one of these. */
  readonly domains?: readonly Domain[]
  /** The clause has no nouns at all. */
  readonly alone?: boolean
  /** A `from` has to follow. */
  readonly from?: boolean
  readonly category: Category
  /** In log-odds, as `Evidence.weight`. */
  readonly weight: number
  /** Our words; `%v` stands for the verb, `%n` for the noun that fitted. */
  readonly because: string
}

/** What a rule says about a clause. */
export interface Meaning {
  /** Whether the verb alone says it, whatever its object. */
  readonly plain: boolean
  readonly category: Category
  readonly weight: number
  readonly because: string
}

/** A set of words out of a text. */
export function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

function first(nouns: readonly string[], set: ReadonlySet<string>): string | undefined {
  return nouns.find((noun) => set.has(noun))
}

function surroundingsFit(rule: Rule, clause: Clause): boolean {
  if (rule.alone === true && clause.nouns.length > 0) return false
  if (rule.from === true && !clause.from) return false
  if (rule.domains !== undefined && !rule.domains.some((domain) => clause.domains.has(domain))) return false
  return rule.without === undefined || first(clause.nouns, rule.without) === undefined
}

/** The noun that makes the rule fit, `''` where it fits without one, undefined where it does not fit. */
function fit(rule: Rule, clause: Clause): string | undefined {
  if (!rule.verbs.has(clause.verb) || !surroundingsFit(rule, clause)) return undefined
  if (rule.headNot !== undefined && clause.head !== undefined && rule.headNot.has(clause.head)) return undefined
  if (rule.head !== undefined && (clause.head === undefined || !rule.head.has(clause.head))) return undefined
  if (rule.object !== undefined) return first(clause.object, rule.object)
  return rule.nouns === undefined ? (clause.head ?? '') : first(clause.nouns, rule.nouns)
}

/** A table prepared for look-ups by verb. */
export function tabulate(rules: readonly Rule[]): (clause: Clause) => Meaning | undefined {
  const byVerb = new Map<string, Rule[]>()
  for (const rule of rules) {
    for (const verb of rule.verbs) {
      const list = byVerb.get(verb)
      if (list === undefined) byVerb.set(verb, [rule])
      else list.push(rule)
    }
  }
  return (clause) => {
    for (const rule of byVerb.get(clause.verb) ?? []) {
      const noun = fit(rule, clause)
      if (noun === undefined) continue
      const because = rule.because
        .replace('%v', `“${clause.verb}”`)
        .replace('%n', () => (noun === '' ? 'it' : quote(noun)))
      return { plain: false, category: rule.category, weight: rule.weight, because }
    }
    return undefined
  }
}
