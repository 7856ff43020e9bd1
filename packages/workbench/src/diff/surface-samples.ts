/** Names of resources and prompts, and questions of servers, by which policies can be told apart. */
import type { JsonObject, Policy } from '@portcullis/engine'
import { wildcard } from './values/text-tree.ts'
import { automatonOf } from './words/automaton.ts'
import { EVERY, pairs } from './words/char-set.ts'
import { findWords } from './words/find-words.ts'

/** Names that fit each pattern, and each combination of them as far as they are found. */
export function itemsLike(surface: 'resources' | 'prompts', patterns: readonly string[]): readonly string[] {
  if (surface === 'prompts') {
    const automata = patterns.flatMap((text) => automatonOf(wildcard(text, false)) ?? [])
    return [...findWords({ automata, alphabet: EVERY, lengths: 0 }).words, 'x'].filter((name) => name !== '')
  }
  const filled = patterns.flatMap((text) => FILLINGS.map(([one, many]) => fill(text, one, many)))
  const automata = patterns.flatMap((text) => automatonOf(wildcard(text.replaceAll('**', '*'), false)) ?? [])
  const words = automata.length > 12 ? [] : findWords({ automata, alphabet: pairs('az09..//::--__'), lengths: 0 }).words
  return ['file:///x', 'https://x.invalid/x', ...filled, ...words.filter((word) => word.includes(':'))]
}

/** What stands for `*` and for `**`. */
const FILLINGS = [
  ['x', 'x'],
  ['y', 'x/y'],
  ['x', 'x/y/z'],
  ['', ''],
] as const

function fill(pattern: string, one: string, many: string): string {
  return pattern.replaceAll('**', '\u0000').replaceAll('*', one).replaceAll('?', 'x').replaceAll('\u0000', many)
}

/** A question of a server. */
export interface SampleQuestion {
  readonly method: string
  readonly params: JsonObject
  readonly subject: string
}

/** Questions at every point at which an answer can change. */
export function questionsFor(policies: readonly Policy[]): readonly SampleQuestion[] {
  const urls = policies.flatMap(({ elicitation }) => {
    const url = typeof elicitation === 'object' ? elicitation.url : undefined
    return typeof url === 'object' ? url.hosts.flatMap(urlsLike) : []
  })
  const tokens = policies.flatMap(({ sampling }) =>
    typeof sampling === 'object' ? [sampling.max_tokens, sampling.max_tokens + 1] : [],
  )
  return [
    question(
      'elicitation/create',
      { mode: 'form', message: 'x', requestedSchema: {} },
      'a form that the server asks to be filled in',
    ),
    ...[...new Set([...urls, 'https://x.invalid/'])].map((url) =>
      question(
        'elicitation/create',
        { mode: 'url', message: 'x', url },
        `a page that the server asks to open (${url})`,
      ),
    ),
    ...[...new Set([...tokens, 1, 1_000_000_000])].map((maxTokens) =>
      question(
        'sampling/createMessage',
        { messages: [], maxTokens },
        `a model’s answer of ${maxTokens} tokens for the server`,
      ),
    ),
    question('roots/list', {}, 'the list of roots'),
  ]
}

const question = (method: string, params: JsonObject, subject: string): SampleQuestion => ({ method, params, subject })

function urlsLike(pattern: string): readonly string[] {
  const [, star = '', host = '', port] = /^(\*\.)?(.*?)(?::(\d+))?$/.exec(pattern) ?? []
  const hosts = star === '' ? [host, `a.${host}`] : [`a.${host}`, host]
  return hosts.flatMap((each) => [
    `https://${each}${port === undefined ? '' : `:${port}`}/`,
    `https://${each}/`,
    `https://${each}:8/`,
  ])
}
