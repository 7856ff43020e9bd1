/** Which word of a name is its verb, where several could be one. */
import { singular } from '../tokens.ts'
import type { Domain } from '../words/domains.ts'
import { FOREIGN, ideographicVerb, isIdeographic } from '../words/foreign.ts'
import { VERB_FORMS } from '../words/inflect.ts'
import { COINS, SHOWN } from '../words/nouns.ts'
import { VERBS, type Verb } from '../words/verbs.ts'

/** A word that may be a verb. */
export interface Candidate {
  readonly at: number
  readonly verb: Verb
}

/** The main verb, and how sure that is, 0 … 1. */
export interface MainVerb extends Candidate {
  readonly certainty: number
}

/** A name as the choice sees it. */
export interface NameWords {
  readonly words: readonly string[]
  readonly candidates: readonly Candidate[]
  readonly domains: ReadonlySet<Domain>
}

function set(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

/** Small words that are neither verbs nor nouns. */
export const PREPOSITIONS: ReadonlySet<string> = set(
  'for to from by with in on of at into as using via per without within and or then the a an all my your this that these it its',
)

/** Words that join two verbs. */
export const JOINTS: ReadonlySet<string> = set('and or then')

/** Verbs after which `list` is the noun: `share_list`, `copy_list`. */
const BEFORE_LIST = set(
  'set move copy share pin unpin clone duplicate rename search subscribe follow switch change toggle star',
)

/** Reading verbs that keep the lead before another verb: `check_delete_permission`. */
const QUESTIONS = set('list search check query count view preview export download scan filter select explain')

/** Verbs that stay verbs in the middle of a name that ends in what is shown: `profile_set_name`. */
const SETS = set('set change toggle switch upload list query search check count view')

function verbAt(words: readonly string[], at: number): Verb | undefined {
  const word = words[at] ?? ''
  const form = VERB_FORMS.get(word)
  if (form !== undefined) {
    const leads = at === 0 && form.form === 'third' && form.verb.noun === 'never'
    return form.form === 'base' || leads ? form.verb : undefined
  }
  const lemma = FOREIGN.get(word) ?? (isIdeographic(word) ? ideographicVerb(word) : undefined)
  return lemma === undefined ? undefined : VERBS.get(lemma)
}

/** Every word that may be a verb, in order. */
export function candidatesOf(words: readonly string[]): readonly Candidate[] {
  return words.flatMap((_, at) => {
    const verb = verbAt(words, at)
    return verb === undefined ? [] : [{ at, verb }]
  })
}

function movesMoney({ category, lemma }: Verb): boolean {
  return category === 'Financial' || lemma === 'transfer' || lemma === 'sign'
}

/** What at the end of a name is rather done than shown: `ach_transfer`. */
const PAYMENTS = set('transfer refund payout withdraw deposit donate wiretransfer')

/** Words that make a `deposit` at the end of a name the verb. */
const ACCOUNTS = set('saving bank wallet balance escrow vault')

/** A word that may be a noun comes first, a sure verb after it: which of them leads. */
function leader(first: Candidate, sure: Candidate, words: readonly string[]): Candidate {
  if (JOINTS.has(words[first.at + 1] ?? '')) return first
  const last = sure.at === words.length - 1
  if (first.verb.noun !== 'inner' || first.at > 0 || (last && sure.verb.lemma !== 'read')) return sure
  if (first.verb.category !== 'Read') return first
  return QUESTIONS.has(first.verb.lemma) && !last ? first : sure
}

/** How sure it is that a word with others after it is the verb: 0 where it is not. */
function certaintyInFront({ at, verb }: Candidate, words: readonly string[]): number {
  const shown = SHOWN.has(words[words.length - 1] ?? '')
  if (shown && (verb.category === 'Financial' || (at > 0 && !SETS.has(verb.lemma)))) return 0
  if (verb.noun === 'inner') return at === 0 ? 0.9 : 0.7
  if (at > 0 && PREPOSITIONS.has(words[at + 1] ?? '')) return 0.6
  if (shown) return 0
  if (at > 0) return 0.35
  return movesMoney(verb) ? 0.85 : 0.6
}

function isMoney(noun: string): boolean {
  return COINS.has(noun) || ACCOUNTS.has(noun)
}

/** How sure it is that the last word is the verb. */
function certaintyAtEnd({ verb }: Candidate, { words, domains }: NameWords): number {
  if (verb.noun === 'inner') return 0.75
  const market = domains.has('crypto') || domains.has('trading') || words.some((word) => isMoney(singular(word)))
  const acts = domains.has('browser') && verb.category === 'Execute'
  if (acts || (market && movesMoney(verb))) return 0.75
  return PAYMENTS.has(verb.lemma) ? 0.5 : 0.35
}

/** Picks among words that could all be nouns. */
function unsure(name: NameWords): MainVerb | undefined {
  const { candidates, words } = name
  const end = words.length - 1
  const inner = candidates.find(({ verb, at }) => verb.noun === 'inner' && at < end)
  const first = candidates[0]?.verb.noun === 'often' ? (inner ?? candidates[0]) : candidates[0]
  const last = candidates[candidates.length - 1]
  if (first === undefined || last === undefined) return undefined
  if (end === 0)
    return { ...first, certainty: first.verb.noun === 'inner' ? 0.9 : Math.max(0.6, certaintyAtEnd(first, name)) }
  const lists = last.at === end && last.verb.lemma === 'list' && !BEFORE_LIST.has(first.verb.lemma)
  if (lists) return { ...last, certainty: 0.8 }
  if (first.at === end) return { ...last, certainty: certaintyAtEnd(last, name) }
  const certainty = certaintyInFront(first, words)
  return certainty === 0 ? undefined : { ...first, certainty }
}

/** The main verb of a name; undefined where it names a thing. */
export function mainVerb(name: NameWords): MainVerb | undefined {
  const sure = name.candidates.find(({ verb }) => verb.noun === 'never')
  const first = name.candidates[0]
  if (sure === undefined || first === undefined) return unsure(name)
  const pick = first === sure ? sure : leader(first, sure, name.words)
  return { ...pick, certainty: pick.verb.noun === 'never' ? 1 : 0.9 }
}
