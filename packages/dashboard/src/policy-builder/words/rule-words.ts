/** Rules as people say them: a sentence for each part, with its place. */
import { isArray, isObject, type JsonObject, type JsonValue, own } from '@portcullis/engine'
import { listAt, type Place } from '../model/place.ts'
import { allWords, type Setting } from './condition-words.ts'
import { limitWords, rateWords } from './limit-words.ts'

/** What one part of a rule says. */
export interface Sentence {
  /** Where the part stands, from the rule on. */
  readonly place: Place
  readonly text: string
}

/** All that a rule says, in the order in which it is judged. */
export function ruleSentences(rule: JsonObject): readonly Sentence[] {
  const said = [
    ...shadowSentences(rule),
    ...actionSentences(rule),
    ...predicates(rule, 'deny_if'),
    ...predicates(rule, 'require'),
    ...listAt(rule, ['approve_if']).map((each, index) => asking(each, index)),
    ...counting(rule),
    ...resultSentences(own(rule, 'results'), ['results']),
  ]
  if (said.length === 0) return [{ place: [], text: 'Every call is allowed.' }]
  return said.map(({ place, text }) => ({ place, text: visible(text) }))
}

/** What cannot be seen, or turns the writing around, is made visible: names and paths come from strangers. */
const visible = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{FFFD}')

/** One line for a list: the first sentences, and how many more there are. */
export function ruleLine(rule: JsonObject): string {
  const sentences = ruleSentences(rule).map(({ text }) => text)
  const rest = sentences.length - 2
  return sentences.slice(0, 2).join(' ') + (rest > 0 ? ` And ${rest} more.` : '')
}

function shadowSentences(rule: JsonObject): readonly Sentence[] {
  if (own(rule, 'mode') !== 'shadow') return []
  const until = own(rule, 'until')
  const end = typeof until === 'string' ? ` until ${until}` : ''
  return [{ place: ['mode'], text: `Only recorded${end}: nothing below is enforced.` }]
}

const ACTIONS: Readonly<Record<string, string>> = {
  deny: 'Every call is refused',
  hide: 'Not in lists, and refused as if it did not exist',
  require_approval: 'A person answers before every call',
}

function actionSentences(rule: JsonObject): readonly Sentence[] {
  const action = own(rule, 'action')
  if (typeof action !== 'string' || !Object.hasOwn(ACTIONS, action)) return []
  const terms = own(rule, 'approval')
  const how = action === 'require_approval' && terms !== undefined && isObject(terms) ? termsWords(terms) : ''
  return [{ place: ['action'], text: `${ACTIONS[action]}${how}${told(own(rule, 'reason'))}` }]
}

function predicates(rule: JsonObject, key: 'require' | 'deny_if'): readonly Sentence[] {
  return listAt(rule, [key]).map((predicate, index) => ({
    place: [key, index],
    text: predicateWords(predicate, key),
  }))
}

/** A predicate of `require` or `deny_if`. */
export function predicateWords(predicate: JsonValue, key: Setting, what: 'call' | 'result' = 'call'): string {
  const verb = what === 'call' ? 'refused' : 'withheld'
  const { conditions, said } = partsOf(predicate, 'on_deny')
  if (conditions.length === 0) return key === 'deny_if' ? `Every ${what} is ${verb}${said}` : 'Asks nothing of calls.'
  const words = allWords(conditions, key)
  return `A ${what} is ${verb} ${key === 'deny_if' ? 'where' : 'unless'} ${words}${said}`
}

function asking(rule: JsonValue, index: number): Sentence {
  const { conditions, said } = partsOf(rule, 'reason')
  const when = conditions.length === 0 ? 'before every call' : `where ${allWords(conditions, 'approve_if')}`
  const terms = isObject(rule) ? termsWords(rule) : ''
  return { place: ['approve_if', index], text: `A person answers first ${when}${terms}${said}` }
}

/** How a person is asked. */
function termsWords(terms: JsonObject): string {
  const quorum = own(terms, 'quorum')
  const approvers = own(terms, 'approvers')
  const reuse = own(terms, 'reuse')
  const parts = [
    ...(typeof quorum === 'number' && quorum > 1 ? [`${quorum} people have to approve`] : []),
    ...(approvers !== undefined && isArray(approvers) ? [`asked: ${approvers.join(', ')}`] : []),
    ...(own(terms, 'four_eyes') === true ? ['never the grant’s own owner'] : []),
    ...(typeof own(terms, 'timeout') === 'string' ? [`waits ${own(terms, 'timeout')}`] : []),
    ...(reuse !== undefined && isObject(reuse) ? [`one answer serves for ${own(reuse, 'for')}`] : []),
  ]
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`
}

function counting(rule: JsonObject): readonly Sentence[] {
  const rate = own(rule, 'rate_limit')
  return [
    ...listAt(rule, ['limits']).map((limit, index) => ({
      place: ['limits', index],
      text: isObject(limit) ? sentence(limitWords(limit)) : 'This limit cannot be read.',
    })),
    ...(rate === undefined ? [] : [{ place: ['rate_limit'], text: sentence(rateWords(rate)) }]),
  ]
}

/** What holds for results. @param place of `results` */
export function resultSentences(results: JsonValue | undefined, place: Place): readonly Sentence[] {
  if (results === undefined || !isObject(results)) return []
  const bytes = own(results, 'max_bytes')
  const redacted = listAt(results, ['redact']).filter(isObject).map(redactedWords)
  return [
    ...(typeof bytes === 'number'
      ? [
          {
            place: [...place, 'max_bytes'],
            text: `A result of more than ${bytes.toLocaleString('en')} bytes is withheld.`,
          },
        ]
      : []),
    ...(redacted.length > 0
      ? [{ place: [...place, 'redact'], text: `In results these are replaced: ${redacted.join(', ')}.` }]
      : []),
    ...listAt(results, ['deny_if']).map((predicate, index) => ({
      place: [...place, 'deny_if', index],
      text: predicateWords(predicate, 'deny_if', 'result'),
    })),
  ]
}

const redactedWords = (redaction: JsonObject): string => {
  const detector = own(redaction, 'detector')
  return typeof detector === 'string'
    ? detector.replaceAll('_', ' ')
    : `what matches ${String(own(redaction, 'regex'))}`
}

function partsOf(value: JsonValue, key: string): { conditions: readonly JsonValue[]; said: string } {
  return {
    conditions: listAt(value, ['conditions']),
    said: told(isObject(value) ? own(value, key) : undefined),
  }
}

const told = (text: JsonValue | undefined): string => (typeof text === 'string' ? `: “${text}”` : '.')

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
