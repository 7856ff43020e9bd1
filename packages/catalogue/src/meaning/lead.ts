/** The first words of a description → what it says the tool does. */
import { singular } from '../tokens.ts'
import type { Domain } from '../words/domains.ts'
import { FOREIGN, ideographicNouns, ideographicVerb, isIdeographic } from '../words/foreign.ts'
import { type Form, VERB_FORMS } from '../words/inflect.ts'
import { joinPhrases } from '../words/phrases.ts'
import { VERBS, type Verb } from '../words/verbs.ts'
import { contents } from './contents.ts'
import type { Clause } from './rule.ts'

/** Words that come before the point: `This tool allows you to …`. */
const PREAMBLE = new Set(
  `this tool tools the a an it that which will can could be is are used use using allows allow allowing lets let
  enables enable enabling helps help helping provides provide providing you your user users agent agents to for of
  api endpoint function method operation action command service utility please quickly easily automatically simply
  securely safely and or deprecated beta experimental new important note primary main useful call called when if mcp
  server client purpose capability ability designed intended us me them one ai llm model required scopes scope rpc
  free private also just directly programmatically intelligently effectively efficiently dynamically asynchronously
  synchronously permanently irreversibly immediately instantly forcibly forcefully irrevocably first always only recursively completely manually batch bulk force auto multi quick advanced simple
  powerful comprehensive perform performs performing make makes making take takes do does initiate`.split(/\s+/),
)

const STOP = new Set(
  'that which when where if before after so because while until unless once how what who whether'.split(' '),
)
const SMALL = new Set(
  'a an the all any one or more new existing specific given specified single multiple your my its this these of in on at with to for by and'.split(
    ' ',
  ),
)

const LEADING_NOISE = /^(?:\[[^\]]{0,40}\]|\([^)]{0,80}\)|[^\p{L}\p{N}])+/u
const SENTENCE = /[.!?。！？\n;](?:\s|$)|[。！？\n]/u

/** A clause that a description states. */
export interface LeadClause {
  readonly clause: Clause
  /** 0 … 1: less for a verb that is met late. */
  readonly certainty: number
}

/** The first sentence, at most 240 characters, without brackets and bullets before it. */
export function firstSentence(description: string): string {
  const text = description.slice(0, 600).replace(LEADING_NOISE, '').slice(0, 240)
  const end = text.search(SENTENCE)
  return end < 0 ? text : text.slice(0, end + 1)
}

function asVerb(word: string, early: boolean): Verb | undefined {
  const form = VERB_FORMS.get(word)
  if (form !== undefined) {
    if (form.form === 'past') return undefined
    if (!early && form.verb.noun !== 'never' && form.form !== 'ing') return undefined
    return form.verb
  }
  const lemma = FOREIGN.get(word)
  return lemma === undefined ? undefined : VERBS.get(lemma)
}

function clauseOf(verb: Verb, after: readonly string[], domains: ReadonlySet<Domain>): Clause {
  const stop = after.findIndex((word) => STOP.has(word))
  const near = contents(stop < 0 ? after : after.slice(0, stop)).slice(0, 8)
  const from = near.indexOf('from')
  const boundary = near.findIndex((word) =>
    ['from', 'to', 'for', 'in', 'on', 'by', 'with', 'using', 'of', 'into', 'at'].includes(word),
  )
  const object = (boundary < 0 ? near : near.slice(0, boundary)).filter((word) => !SMALL.has(word))
  const head = object[object.length - 1]
  const nouns = near.filter((word) => !SMALL.has(word) && word !== 'from').map(singular)
  return {
    verb: verb.lemma,
    nouns,
    object: object.length > 0 ? object.map(singular) : nouns,
    head: head === undefined ? undefined : singular(head),
    from: from >= 0,
    domains,
  }
}

function wordsOf(sentence: string): readonly string[] {
  return joinPhrases(
    (
      sentence
        .toLowerCase()
        .replace(/['’]s\b/g, '')
        .match(/[\p{L}\p{N}]+/gu) ?? []
    ).slice(0, 40),
  )
}

function formOf(word: string): Form | undefined {
  return VERB_FORMS.get(word)?.form
}

/** Whether `and` can join the two: `creates or deletes`, not `creates … and trading`. */
function alike(main: string, word: string): boolean {
  return formOf(main) === formOf(word) && asVerb(word, false) !== undefined
}

function joinedVerbs(words: readonly string[], at: number): readonly number[] {
  const found: number[] = []
  for (let next = at + 1; next < Math.min(words.length, at + 10); next++) {
    const word = words[next] ?? ''
    if (STOP.has(word)) break
    if ((words[next - 1] === 'or' || words[next - 1] === 'and') && alike(words[at] ?? '', word)) found.push(next)
  }
  return found
}

/**
 * What a sentence says: the first verb within its first words, in whatever form (`Deletes`, `Used to delete`, `Deleting`),
 * then the verbs that `and` or `or` joins to it. Chinese, Japanese and Korean by their own tables.
 */
export function readLead(sentence: string, domains: ReadonlySet<Domain>): readonly LeadClause[] {
  if (isIdeographic(sentence)) {
    const verb = VERBS.get(ideographicVerb(sentence) ?? '')
    return verb === undefined ? [] : [{ clause: clauseOf(verb, ideographicNouns(sentence), domains), certainty: 0.8 }]
  }
  const words = wordsOf(sentence)
  let early = true
  for (let at = 0; at < Math.min(words.length, 14); at++) {
    const word = words[at] ?? ''
    if (STOP.has(word) && at > 0) break
    if (PREAMBLE.has(word)) continue
    const verb = asVerb(word, early)
    if (verb === undefined) {
      early = false
      continue
    }
    const main = { clause: clauseOf(verb, words.slice(at + 1), domains), certainty: early ? 1 : 0.5 }
    const more = joinedVerbs(words, at).map((next) => ({
      clause: clauseOf(asVerb(words[next] ?? '', false) ?? verb, words.slice(next + 1), domains),
      certainty: 0.7,
    }))
    return [main, ...more]
  }
  return []
}
