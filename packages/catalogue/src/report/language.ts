/** A little English: verbs inflected, names' words made into noun phrases. */
import { singular } from '../tokens.ts'
import { APART, ASPECTS, CAPITALS, DESCRIBING, MASS, MASS_ALONE, SAID, SILENT, SINGULAR_IN_S } from './lexicon.ts'

/** A thing as sentences name it. */
export interface Thing {
  /** `profile`, `catalog items`, as the name has it. */
  readonly words: string
  /** With an article where it needs one: `a profile`, `catalog items`, `weather`. */
  readonly some: string
  /** `the profile`. */
  readonly the: string
  /** `profiles`; the same for a mass. */
  readonly several: string
  readonly plural: boolean
  /** The word in the singular that two tools have to share to be about the same: `flow` of `flow status`. */
  readonly key: string
  /** All words in the singular, without what is only an aspect: `flow` of `flow statuses`. */
  readonly about: string
}

/** A verb's forms. */
export interface VerbForms {
  readonly base: string
  readonly third: string
  readonly ing: string
  readonly past: string
  /** What stands after the object: `to the trash`. */
  readonly after: string
}

/** Verbs of more than one syllable that double their last letter; those of one, also after `un`, go by the rule. */
const DOUBLES = new Set(
  'submit resubmit commit permit transfer defer infer prefer occur begin forget control enrol unenrol fulfil expel format reformat debug embed airdrop bootstrap equip concat program label relabel cancel reset rerun remap remit emit refer retag'.split(
    ' ',
  ),
)

/** One vowel, then one consonant, and nothing before but consonants. */
const SHORT = /^(?:un)?(?:qu|[^aeiou]*)[aeiou][bdgklmnprt]$/

function doubles(base: string): boolean {
  return DOUBLES.has(base) || SHORT.test(base)
}

const IRREGULAR: Readonly<Record<string, string>> = {
  get: 'got',
  set: 'set',
  put: 'put',
  run: 'run',
  cut: 'cut',
  send: 'sent',
  write: 'written',
  sell: 'sold',
  buy: 'bought',
  pay: 'paid',
  find: 'found',
  build: 'built',
  rebuild: 'rebuilt',
  make: 'made',
  take: 'taken',
  give: 'given',
  say: 'said',
  hide: 'hidden',
  draw: 'drawn',
  withdraw: 'withdrawn',
  undo: 'undone',
  redo: 'redone',
  go: 'gone',
  roll: 'rolled',
  tear: 'torn',
  read: 'read',
  speak: 'spoken',
  hang: 'hung',
  freeze: 'frozen',
  begin: 'begun',
  forget: 'forgotten',
  overwrite: 'overwritten',
  rewrite: 'rewritten',
  know: 'known',
  see: 'seen',
  hold: 'held',
  split: 'split',
  reset: 'reset',
  bid: 'bid',
  bet: 'bet',
  think: 'thought',
  teach: 'taught',
  unset: 'unset',
  forecast: 'forecast',
  broadcast: 'broadcast',
  cast: 'cast',
  proofread: 'proofread',
  unhide: 'unhidden',
  unhold: 'unheld',
  resend: 'resent',
  unsend: 'unsent',
  override: 'overridden',
  rewind: 'rewound',
  sleep: 'slept',
  bind: 'bound',
  unbind: 'unbound',
  unfreeze: 'unfrozen',
  rerun: 'rerun',
  feed: 'fed',
  leave: 'left',
  expel: 'expelled',
  lend: 'lent',
  shrink: 'shrunk',
  grow: 'grown',
  sing: 'sung',
  spin: 'spun',
  ring: 'rung',
  choose: 'chosen',
  wake: 'woken',
  shut: 'shut',
  quit: 'quit',
  seek: 'sought',
  hit: 'hit',
}

function third(base: string): string {
  if (/(?:s|x|z|ch|sh|[^o]o)$/.test(base)) return `${base}es`
  return /[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}ies` : `${base}s`
}

function ing(base: string): string {
  if (doubles(base)) return `${base}${base.slice(-1)}ing`
  return /[^eoy]e$/.test(base) ? `${base.slice(0, -1)}ing` : `${base}ing`
}

function past(base: string): string {
  const own = Object.hasOwn(IRREGULAR, base) ? IRREGULAR[base] : undefined
  if (own !== undefined) return own
  if (doubles(base)) return `${base}${base.slice(-1)}ed`
  if (base.endsWith('e')) return `${base}d`
  return /[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}ied` : `${base}ed`
}

const known = new Map<string, VerbForms>()

/** The forms of a verb's lemma; of the few hundred there are, each is made once. */
export function formsOf(lemma: string): VerbForms {
  const before = known.get(lemma)
  if (before !== undefined) return before
  const made = inflected(lemma)
  known.set(lemma, made)
  return made
}

function inflected(lemma: string): VerbForms {
  const said = SAID.get(lemma) ?? lemma
  const [before = '', after = ''] = said.split('~').map((part) => part.trim())
  const [verb = '', ...rest] = before.split(' ')
  const inflect = (form: string) => [form, ...rest].join(' ')
  return {
    base: inflect(verb),
    third: inflect(third(verb)),
    ing: inflect(ing(verb)),
    past: inflect(past(verb)),
    after,
  }
}

/** `a` or `an`, by how the word is spoken. */
export function article(word: string): string {
  const first = word.split(/[\s-]/)[0] ?? ''
  if (/^[A-Z][A-Z0-9]+s?$/.test(first))
    return /^[AEFHILMNORSX]/.test(first) && !/^(?:SAML|RAM|LAN|NAT|ROI|MAC|NFT)/.test(first) ? 'an' : 'a'
  if (/^(?:uni(?![nm])|use|user|usa|uti|url|eu|one\b|once)/i.test(first)) return 'a'
  return /^(?:[aeiou]|hour|honest|heir|8|11\b|18\b)/i.test(first) ? 'an' : 'a'
}

function isPlural(word: string): boolean {
  if (MASS.has(word) || SINGULAR_IN_S.has(word)) return /^(?:people|media|children|criteria|staff)$/.test(word)
  return word.length > 3 ? singular(word) !== word : /^(?:ids|ips|prs|vms|dms|txs|pos|dbs)$/.test(word)
}

function several(word: string): string {
  if (word.endsWith('s') && word.length > 3) return word === singular(word) ? `${word}es` : word
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : third(word).replace(/oes$/, 'os')
}

/** Short words without a vowel are spoken letter by letter. */
const ACRONYM = /^[b-df-hj-np-tv-xz]{2,5}$/

function written(word: string): string {
  const apart = APART.get(word)
  if (apart !== undefined) return apart
  const one = word.endsWith('s') ? APART.get(word.slice(0, -1)) : undefined
  if (one?.includes(' ') === true) return `${one}s`
  if (!CAPITALS.has(word)) return ACRONYM.test(word) ? word.toUpperCase() : word
  return /[^s]s$/.test(word) && CAPITALS.has(word.slice(0, -1)) && word.length > 2
    ? `${word.slice(0, -1).toUpperCase()}s`
    : word.toUpperCase()
}

const PLAIN = /^[a-z0-9]{1,24}$/

/** Puts what describes before what it describes, and leaves out what says nothing. */
function ordered(words: readonly string[]): readonly string[] {
  const left = words.filter((word) => !/^(?:the|a|an|this|that|these|it|its)$/.test(word))
  while (left.length > 1 && SILENT.has(left[left.length - 1] ?? '')) left.pop()
  const last = left[left.length - 1] ?? ''
  if (left.length > 1 && DESCRIBING.has(last)) return [last, ...left.slice(0, -1)]
  return left
}

/** What the words are about: `flow` of `flow status`. */
export function aboutOf(words: readonly string[]): readonly string[] {
  const about = words.map(singular)
  while (about.length > 1 && ASPECTS.has(about.at(-1) ?? '')) about.pop()
  return about
}

/** The words in the order of a noun phrase; undefined where they make none that a sentence could hold. */
export function nounsOf(tokens: readonly string[]): readonly string[] | undefined {
  const words = ordered(tokens)
  const last = words[words.length - 1]
  if (last === undefined || words.length > 5 || !words.every((word) => PLAIN.test(word))) return undefined
  return SILENT.has(last) || DESCRIBING.has(last) || /^\d+$/.test(last) ? undefined : words
}

/** The words of a name as a noun phrase; undefined where they make none that a sentence could hold. */
export function thingOf(tokens: readonly string[]): Thing | undefined {
  const words = nounsOf(tokens)
  const last = words?.[words.length - 1]
  if (words === undefined || last === undefined) return undefined
  const head = APART.get(last)?.split(' ').at(-1) ?? last
  const before = words
    .slice(0, -1)
    .map((word) => (DESCRIBING.has(word) ? word : written(isPlural(word) ? singular(word) : word)))
  const text = [...before, written(last)].join(' ')
  if (text.length > 48) return undefined
  const plural = isPlural(head)
  const mass = MASS.has(head) || (MASS_ALONE.has(head) && (words.length === 1 || words[0] === 'source'))
  const bare = plural || mass || /^(?:all|many|multiple|my|your|everything)\b/.test(text)
  const about = aboutOf(words)
  const many = plural || mass ? text : text.replace(/[\w-]+$/, (word) => several(word))
  return {
    words: text,
    some: bare ? text : `${article(text)} ${text}`,
    the: /^(?:my|your|all)\b/.test(text) ? text : `the ${text}`,
    several: many,
    plural,
    key: about.at(-1) ?? '',
    about: about.join(' '),
  }
}

/** Whether several of a thing take a plural verb: profiles are, weather is. */
export function areMany({ words, several, plural }: Thing): boolean {
  return plural || several !== words
}
