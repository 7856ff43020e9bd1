/** Names of tools and parameters, in whatever style, as plain words. */
import { cut, NAME_LIMIT, visible } from './text.ts'

/** Most words of one name that are read. */
const WORD_LIMIT = 32

const LOWER_UPPER = /([\p{Ll}\d])(\p{Lu})/gu
const ACRONYM_WORD = /(\p{Lu}+)(\p{Lu}\p{Ll})/gu
const BETWEEN = /[^\p{L}\p{M}\p{N}]+/u
const ACCENTS = /\p{M}+/gu
const ASCII = /^[\x20-\x7e]*$/

/** Names that only have to be cut: snake, kebab or dotted case, at most 32 words. */
const PLAIN = /^[a-z0-9]+(?:[_.-][a-z0-9]+){0,31}$/

/**
 * The words of a name in lower case, without accents: `AirtableApi_AddBaseCollaborator` is `airtable api add base
 * collaborator`. Knows snake, kebab, dotted, camel and Pascal case, shouting, and acronyms (`getHTTPStatus`). Linear;
 * reads at most 256 characters and 32 words.
 */
export function tokenize(name: string): readonly string[] {
  return name.length <= NAME_LIMIT && PLAIN.test(name) ? name.split(/[_.-]+/) : split(unify(name))
}

function split(name: string): readonly string[] {
  const words: string[] = []
  for (const part of name.split(BETWEEN)) {
    if (part === '') continue
    for (const word of part.replace(LOWER_UPPER, '$1 $2').replace(ACRONYM_WORD, '$1 $2').split(' ')) {
      if (words.length < WORD_LIMIT) words.push(word.toLowerCase())
    }
  }
  return words
}

function unify(name: string): string {
  if (name.length <= NAME_LIMIT && ASCII.test(name)) return name
  return visible(cut(name, NAME_LIMIT)).normalize('NFKD').replace(ACCENTS, '').normalize('NFC')
}

/** The singular of an English noun, well enough to look it up: `replies` is `reply`, `boxes` is `box`, `status` stays. */
export function singular(word: string): string {
  if (word.length < 4 || !word.endsWith('s') || /(?:ss|us|is)$/.test(word)) return word
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(?:ch|sh|x|ss|zz)es$/.test(word)) return word.slice(0, -2)
  return word.slice(0, -1)
}
