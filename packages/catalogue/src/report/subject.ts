/** A tool's name as a sentence would say it: what is done to what. */

import { canBeTool } from '../import/names.ts'
import { PREPOSITIONS } from '../meaning/main-verb.ts'
import { type NameReading, readName } from '../meaning/reading.ts'
import type { Category } from '../risk.ts'
import type { Surroundings } from '../surroundings.ts'
import { singular, tokenize } from '../tokens.ts'
import { FOREIGN } from '../words/foreign.ts'
import { VERB_FORMS } from '../words/inflect.ts'
import { VERBS } from '../words/verbs.ts'
import { aboutOf, formsOf, nounsOf, type Thing, thingOf, type VerbForms } from './language.ts'
import { APART, PROGRAMS, SILENT, UNSAID } from './lexicon.ts'

/** What a name says, ready for sentences. */
export interface Said {
  /** Lemma of the verb; undefined where the name names a thing. */
  readonly lemma: string | undefined
  readonly forms: VerbForms | undefined
  /** What is handled. */
  readonly thing: Thing | undefined
  /** `delete a profile`; undefined where the name makes no sentence. */
  readonly base: string | undefined
  readonly third: string | undefined
  readonly ing: string | undefined
  /** Whether the name is read with certainty. */
  readonly sure: boolean
}

/** Prepositions that a sentence can keep. */
const KEPT = new Set('for to from by with in on of at into as using via per without within'.split(' '))

interface Cut {
  readonly object: readonly string[]
  readonly tail: readonly string[]
}

/** Small words that belong to what follows them. */
const INSIDE = new Set(['all', 'a', 'an', 'the', 'my', 'your', 'this', 'that', 'these', 'it', 'its'])

function cutAt(words: readonly string[]): Cut {
  const stop = words.findIndex((word) => PREPOSITIONS.has(word) && !INSIDE.has(word))
  return stop < 0 ? { object: words, tail: [] } : { object: words.slice(0, stop), tail: words.slice(stop) }
}

/** `from a list`, `by ID`; empty where it makes no phrase. */
function tailOf(words: readonly string[], vendor: ReadonlySet<string>): string {
  const [preposition = '', ...rest] = words
  if (!KEPT.has(preposition)) return ''
  const { object, tail } = cutAt(rest)
  const thing = object.every((word) => vendor.has(word)) ? undefined : thingOf(object)
  if (thing === undefined) return ''
  const more = tailOf(tail, vendor)
  const some = object[0] === 'the' ? thing.the : thing.some
  const said = /^(?:by|via|per|as|using)$/.test(preposition) ? thing.words : some
  return ` ${preposition} ${said}${more}`
}

function lemmaOf(word: string): string | undefined {
  return VERB_FORMS.get(word)?.verb.lemma ?? FOREIGN.get(word)
}

interface Parts {
  readonly lemma: string
  /** A second verb that `or` or `and` joins to the first: `create_or_update_secret`. */
  readonly joined?: { readonly by: string; readonly lemma: string }
  readonly before: readonly string[]
  readonly after: readonly string[]
}

function partsOf({ words, clauses }: NameReading): Parts | undefined {
  const lemma = clauses[0]?.clause.verb
  if (lemma === undefined) return undefined
  const at = words.findIndex((word) => lemmaOf(word) === lemma)
  if (at < 0) return { lemma, before: [], after: words.slice(1) }
  const [by = '', second = '', ...rest] = words.slice(at + 1)
  const other = /^(?:or|and)$/.test(by) ? VERB_FORMS.get(second) : undefined
  const before = words.slice(0, at)
  if (other === undefined || other.form !== 'base' || UNSAID.has(other.verb.lemma))
    return { lemma, before, after: words.slice(at + 1) }
  return { lemma, joined: { by, lemma: other.verb.lemma }, before, after: rest }
}

/** Verbs that by themselves mean many: `dataset_search` searches datasets. */
const MANY = new Set(['search', 'list', 'query', 'find', 'count', 'browse'])

interface ObjectWords {
  /** With what stands before the verb: `issue comment` of `issue_add_comment`. */
  readonly whole: readonly string[]
  readonly object: readonly string[]
  readonly tail: readonly string[]
}

function objectWords({ before, after }: Parts): ObjectWords {
  const { object, tail } = cutAt(after)
  const own = new Set(object.map(singular))
  const front = before
    .slice(before.indexOf('api') + 1)
    .filter((word) => !PREPOSITIONS.has(word) && !SILENT.has(word) && !own.has(singular(word)))
  return { whole: object.length > 0 ? [...front.map(singular), ...object] : front, object, tail }
}

function objectOf(parts: Parts, vendor: ReadonlySet<string>): { thing: Thing | undefined; tail: string } {
  const { whole, object, tail: words } = objectWords(parts)
  const thing =
    object.length === 0 && Object.hasOwn(ONLY, parts.lemma) ? undefined : (thingOf(whole) ?? thingOf(object))
  const tail = tailOf(words, vendor)
  const led = object.length === 0 && tail.startsWith(' to ') && formsOf(parts.lemma).base.endsWith(' to')
  if (led) return { thing: undefined, tail }
  const many = object.length === 0 && MANY.has(parts.lemma) && thing?.plural === false
  return { thing: many ? { ...thing, some: thing.several } : thing, tail }
}

/** Verbs that need nothing to be done to: `whoami`, `goback`. */
const ALONE = new Set([
  'whoami',
  'goback',
  'login',
  'logout',
  'signin',
  'signout',
  'wait',
  'think',
  'ping',
  'search',
  'undo',
  'redo',
])

const ALONE_SAID: Readonly<Record<string, string>> = {
  login: 'log in',
  logout: 'log out',
  signin: 'sign in',
  signout: 'sign out',
  wait: 'wait',
  think: 'think',
}

/** What a verb without an object is said to be done to. */
const TOLD = 'what it is told to'

/** Verbs that say nothing without an object. */
const EMPTY = new Set(['get', 'fetch', 'obtain', 'retrieve', 'return', 'provide', 'give', 'show', 'new', 'access'])

/** What such a verb can only be done to. */
const ONLY: Readonly<Record<string, string>> = {
  click: 'an element of a page',
  doubleclick: 'an element of a page',
  hover: 'an element of a page',
  drag: 'an element of a page',
  type: 'text',
  fill: 'a field of a form',
  tap: 'a point of the screen',
  scroll: 'a page',
  navigate: 'a page',
  goto: 'a page',
  screenshot: 'what is on the screen',
  ps: 'processes',
  sql: 'a query',
  shell: 'a command',
  eval: 'an expression',
}

function sentencesOf(
  parts: Parts,
  thing: Thing | undefined,
  tail: string,
): Pick<Said, 'forms' | 'base' | 'third' | 'ing'> {
  const program = PROGRAMS.has(parts.lemma)
  const own = Object.hasOwn(ALONE_SAID, parts.lemma) && thing === undefined ? ALONE_SAID[parts.lemma] : undefined
  const forms = formsOf(program ? 'run' : (own ?? parts.lemma))
  const bare = thing === undefined && tail === '' && EMPTY.has(parts.lemma)
  if (bare || UNSAID.has(parts.lemma)) return { forms, base: undefined, third: undefined, ing: undefined }
  const done = parts.lemma === 'whoami' ? undefined : thing
  const told = Object.hasOwn(ONLY, parts.lemma) ? ONLY[parts.lemma] : TOLD
  const object = done?.some ?? (tail === '' && !ALONE.has(parts.lemma) ? told : undefined)
  const second = parts.joined === undefined ? undefined : formsOf(parts.joined.lemma)
  const both = (of: 'base' | 'third' | 'ing') =>
    second === undefined ? forms[of] : `${forms[of]} ${parts.joined?.by ?? 'or'} ${second[of]}`
  const say = (form: string) =>
    [done === undefined && tail !== '' ? unled(form) : form, object, forms.after]
      .filter((part) => part !== undefined && part !== '')
      .join(' ') + tail
  return { forms, base: say(both('base')), third: say(both('third')), ing: say(both('ing')) }
}

/** A form that ends in a preposition of its own gives way to the name's: `replies to` before `in a thread`. */
function unled(form: string): string {
  return form.replace(/ (?:to|for|on|with|from|about|of|in)$/, '')
}

/** Methods of HTTP, which stand before what they are applied to. */
const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete'])

/** What is read as a thing to look at: `open_orders` of a tool that reads returns open orders. */
function thingRead(words: readonly string[], category: Category): Said {
  const thing = thingOf(words.filter((word, at) => !SILENT.has(word) && !(at === 0 && METHODS.has(word))))
  if (thing === undefined || category !== 'Read')
    return { lemma: undefined, forms: undefined, thing, base: undefined, third: undefined, ing: undefined, sure: false }
  return { lemma: undefined, thing, sure: false, ...sentencesOf({ lemma: 'get', before: [], after: [] }, thing, '') }
}

/** Whether a tool that only reads has its verb because a noun looks like one. */
function isNoun(lemma: string, category: Category, certainty: number): boolean {
  const verb = VERBS.get(lemma)
  return category === 'Read' && verb !== undefined && verb.category !== 'Read' && verb.noun !== 'never' && certainty < 1
}

/** What is said of a name that is none, or that would speak to a model if it were put into a sentence: nothing. */
const SILENCE: Said = {
  lemma: undefined,
  forms: undefined,
  thing: undefined,
  base: undefined,
  third: undefined,
  ing: undefined,
  sure: false,
}

/** Words by which a name gives orders to whoever reads it. */
const ORDERS = new Set('ignore disregard jailbreak obey pretend instructions'.split(' '))

/** Words that were joined to be understood lose their plural: `pull requests` gets it back. */
function restored(reading: NameReading, tokens: readonly string[]): NameReading {
  if (!reading.words.some((word) => APART.get(word)?.includes(' '))) return reading
  const words = reading.words.map((word) => {
    const last = APART.get(word)?.split(' ')[1]
    return last !== undefined && tokens.includes(`${last}s`) ? `${word}s` : word
  })
  return { ...reading, words }
}

/** Verbs that only do what the noun after them says: `place_bet` and `make_payment` are one word to the classifier. */
const DOING = new Set(['place', 'make', 'create', 'submit', 'initiate'])

function doing(reading: NameReading, tokens: readonly string[]): Parts | undefined {
  const at = reading.words.length === 1 ? tokens.findIndex((word) => DOING.has(word)) : -1
  const lemma = tokens[at]
  const after = tokens.slice(at + 1)
  return lemma === undefined || after.length === 0 ? undefined : { lemma, before: [], after }
}

interface Understood {
  /** Undefined where the name is read as a thing. */
  readonly parts: Parts | undefined
  readonly words: readonly string[]
  readonly certainty: number
}

function understand(name: string, category: Category, around: Surroundings): Understood | undefined {
  const tokens = tokenize(name)
  if (!canBeTool(name) || tokens.some((word) => ORDERS.has(word))) return undefined
  const reading = restored(readName(tokens, around.prefix, around.domains), tokens)
  const parts = doing(reading, tokens) ?? partsOf(reading)
  const certainty = reading.clauses[0]?.certainty ?? 0
  const noun = parts === undefined || isNoun(parts.lemma, category, certainty)
  return { parts: noun ? undefined : parts, words: reading.words, certainty }
}

/** What a name is about, without sentences: enough to tell which tools belong together. */
export interface Gist {
  readonly lemma: string | undefined
  /** The thing's words in the singular, without what is only an aspect; empty where there is none. */
  readonly about: readonly string[]
}

/** The gist of a name: the same lemma and thing as `saidOf`, for a part of the work. */
export function gistOf(name: string, category: Category, around: Surroundings): Gist {
  const understood = understand(name, category, around)
  if (understood === undefined) return { lemma: undefined, about: [] }
  const { parts, words } = understood
  if (parts === undefined)
    return { lemma: undefined, about: aboutOf(nounsOf(words.filter((word) => !SILENT.has(word))) ?? []) }
  const { whole, object } = objectWords(parts)
  return { lemma: parts.lemma, about: aboutOf(nounsOf(whole) ?? nounsOf(object) ?? []) }
}

/** Reads a name for sentences; what the tool is known to do tells verbs from nouns. */
export function saidOf(name: string, category: Category, around: Surroundings): Said {
  const understood = understand(name, category, around)
  if (understood === undefined) return SILENCE
  const { parts, words, certainty } = understood
  if (parts === undefined) return thingRead(words, category)
  const { thing, tail } = objectOf(parts, around.prefix)
  return { lemma: parts.lemma, thing, sure: certainty >= 0.6, ...sentencesOf(parts, thing, tail) }
}
