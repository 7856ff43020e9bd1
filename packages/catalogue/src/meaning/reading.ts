/** A name in plain words → the clauses it holds: which word is the verb, and what it is done to. */
import { singular } from '../tokens.ts'
import type { Domain } from '../words/domains.ts'
import { FOREIGN, FOREIGN_NOUNS, ideographicVerb, isIdeographic } from '../words/foreign.ts'
import { VERB_FORMS } from '../words/inflect.ts'
import { COINS, SHOWN } from '../words/nouns.ts'
import { joinPhrases } from '../words/phrases.ts'
import { VERBS, type Verb } from '../words/verbs.ts'
import type { Clause } from './rule.ts'

/** A clause of a name, and how sure it is that its verb is one. */
export interface NameClause {
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

const PREPOSITIONS = new Set(
  'for to from by with in on of at into as using via per without within and or then the a an all my your this that these it its'.split(' '),
)

const JOINTS = new Set(['and', 'or', 'then'])

/** Leading nouns-or-verbs after which `list` means the noun: `share_list`, `copy_list`. */
const BEFORE_LIST = new Set('set move copy share pin unpin clone duplicate rename search subscribe follow switch change toggle star'.split(' '))

/** Reading verbs that keep the lead before another verb: `check_delete_permission`. */
const QUESTIONS = new Set('list search check query count view preview export download scan filter select explain'.split(' '))

/** Verbs that stay verbs in the middle of a name that ends in what is shown: `profile_set_name`. */
const SETS = new Set(['set', 'change', 'toggle', 'switch', 'upload', 'list', 'query', 'search', 'check', 'count', 'view'])

interface Candidate {
  readonly at: number
  readonly verb: Verb
}

const GLUED = /^(get|list|create|delete|update|send|search|fetch|remove|execute|query|download|upload|generate|publish|cancel)([a-z]{4,})$/
const NOT_GLUED = /^(?:getaway|getting|listen|listing|deletion|updater|sender|sending|searches|searching|fetching|removed|removal|executor|execution|publisher|cancell|querying|generator|generated|listener|created|creates|creation|creator)/

/** Splits words that were written together in lower case: `gettokenpairs`. */
function unglue(words: readonly string[]): readonly string[] {
  if (!words.some((word) => word.length > 7 && GLUED.test(word))) return words
  return words.flatMap((word) => {
    if (VERB_FORMS.has(word) || NOT_GLUED.test(word)) return [word]
    const match = GLUED.exec(word)
    return match === null ? [word] : [match[1] ?? '', match[2] ?? '']
  })
}

function verbAt(words: readonly string[], at: number): Verb | undefined {
  const word = words[at] ?? ''
  const form = VERB_FORMS.get(word)
  if (form !== undefined) {
    if (form.form === 'base') return form.verb
    const leads = at === 0 && form.form === 'third' && form.verb.noun === 'never'
    return leads ? form.verb : undefined
  }
  const lemma = FOREIGN.get(word) ?? (isIdeographic(word) ? ideographicVerb(word) : undefined)
  return lemma === undefined ? undefined : VERBS.get(lemma)
}

function candidates(words: readonly string[]): readonly Candidate[] {
  const found: Candidate[] = []
  for (let at = 0; at < words.length; at++) {
    const verb = verbAt(words, at)
    if (verb !== undefined) found.push({ at, verb })
  }
  return found
}

/** Which of two verbs leads: an unsure one that comes first, or the sure one after it. */
function leader(first: Candidate, sure: Candidate, words: readonly string[]): Candidate {
  if (JOINTS.has(words[first.at + 1] ?? '')) return first
  const last = sure.at === words.length - 1
  if (first.verb.noun !== 'inner' || first.at > 0 || (last && sure.verb.lemma !== 'read')) return sure
  if (first.verb.category !== 'Read') return first
  return QUESTIONS.has(first.verb.lemma) && sure.at < words.length - 1 ? first : sure
}

/** Picks the main verb among nouns that could be one. */
function unsure(found: readonly Candidate[], words: readonly string[], domains: ReadonlySet<Domain>): { pick: Candidate; certainty: number } | undefined {
  const market = domains.has('crypto') || domains.has('trading')
  const end = words.length - 1
  const first = found.find((one) => one.verb.noun === 'inner' && one.at < end && found[0]?.verb.noun === 'often') ?? found[0]
  const last = found[found.length - 1]
  if (first === undefined || last === undefined) return undefined
  const shown = SHOWN.has(words[end] ?? '')
  if (words.length === 1) return { pick: first, certainty: first.verb.noun === 'inner' ? 0.9 : 0.6 }
  if (last.at === end && last.verb.lemma === 'list' && !BEFORE_LIST.has(first.verb.lemma)) {
    return { pick: last, certainty: 0.8 }
  }
  if (first.at < end) {
    const names = shown && (first.verb.category === 'Financial' || (first.at > 0 && !SETS.has(first.verb.lemma)))
    if (names) return undefined
    if (first.verb.noun === 'inner') return { pick: first, certainty: first.at === 0 ? 0.9 : 0.7 }
    if (PREPOSITIONS.has(words[first.at + 1] ?? '') && first.at > 0) return { pick: first, certainty: 0.6 }
    const money = first.verb.category === 'Financial' || first.verb.lemma === 'transfer'
    if (!shown) return { pick: first, certainty: first.at > 0 ? 0.35 : money ? 0.85 : 0.6 }
    return undefined
  }
  const coins = market || words.some((word) => COINS.has(singular(word)))
  const pays = coins && (last.verb.category === 'Financial' || last.verb.lemma === 'transfer')
  const acts = domains.has('browser') && last.verb.category === 'Execute'
  return { pick: last, certainty: last.verb.noun === 'inner' || pays || acts ? 0.75 : 0.35 }
}

function clauseAt(words: readonly string[], at: number, verb: Verb, domains: ReadonlySet<Domain>): Clause {
  const after = words.slice(at + 1)
  const stop = after.findIndex((word) => PREPOSITIONS.has(word))
  const object = stop < 0 ? after : after.slice(0, stop)
  const before = words.slice(0, at)
  const head = object[object.length - 1] ?? (after.length === 0 ? before[before.length - 1] : undefined)
  const nouns = [...before, ...after].filter((word) => !PREPOSITIONS.has(word)).map(singular)
  const direct = object.length > 0 ? object.map(singular) : nouns
  return {
    verb: verb.lemma,
    nouns,
    object: direct,
    head: head === undefined ? undefined : singular(head),
    from: after.includes('from'),
    domains,
  }
}

function main(found: readonly Candidate[], words: readonly string[], domains: ReadonlySet<Domain>): { pick: Candidate; certainty: number } | undefined {
  const sure = found.find((candidate) => candidate.verb.noun === 'never')
  const first = found[0]
  if (sure === undefined || first === undefined) return unsure(found, words, domains)
  const pick = first === sure ? sure : leader(first, sure, words)
  return { pick, certainty: pick.verb.noun === 'never' ? 1 : 0.9 }
}

/** Verbs that `and`, `or` or `then` joins to the main one. */
function joined(found: readonly Candidate[], pick: Candidate, words: readonly string[]): readonly Candidate[] {
  return found.filter(
    (candidate) =>
      candidate.at > pick.at &&
      JOINTS.has(words[candidate.at - 1] ?? '') &&
      (candidate.verb.noun !== 'often' || candidate.at < words.length - 1),
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
  const found = candidates(words)
  const chosen = main(found, words, domains)
  if (chosen === undefined) return { words, clauses: [] }
  const clauses: NameClause[] = [
    { clause: clauseAt(words, chosen.pick.at, chosen.pick.verb, domains), certainty: chosen.certainty },
  ]
  for (const { at, verb } of joined(found, chosen.pick, words)) {
    clauses.push({ clause: clauseAt(words, at, verb, domains), certainty: 0.9 })
  }
  return { words, clauses }
}
