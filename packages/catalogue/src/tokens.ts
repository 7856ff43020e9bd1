/** Names of tools and parameters, in whatever style, as plain words. */
import { cut, NAME_LIMIT, visible } from './text.ts'

/** Most words of one name that are read. */
const WORD_LIMIT = 32

const ASCII = /^[\x20-\x7e]*$/
const ACCENTS = /\p{M}+/gu

/** Where a name is cut: between words, before a capital, and before the last capital of a row that begins a word. */
interface Cuts {
  readonly between: RegExp
  readonly humps: RegExp
  readonly acronyms: RegExp
}

const ASCII_CUTS: Cuts = { between: /[^A-Za-z0-9]+/, humps: /([a-z\d])([A-Z])/g, acronyms: /([A-Z]+)([A-Z][a-z])/g }
const ALL_CUTS: Cuts = {
  between: /[^\p{L}\p{M}\p{N}]+/u,
  humps: /([\p{Ll}\d])(\p{Lu})/gu,
  acronyms: /(\p{Lu}+)(\p{Lu}\p{Ll})/gu,
}

/** Names that only have to be cut: snake, kebab or dotted case, at most 32 words. */
const PLAIN = /^[a-z0-9]+(?:[_.-][a-z0-9]+){0,31}$/

/**
 * The words of a name in lower case, without accents: `AirtableApi_AddBaseCollaborator` is `airtable api add base
 * collaborator`. Knows snake, kebab, dotted, camel and Pascal case, shouting, and acronyms (`getHTTPStatus`). Linear;
 * reads at most 256 characters and 32 words.
 */
export function tokenize(name: string): readonly string[] {
  if (name.length > NAME_LIMIT || !ASCII.test(name)) return split(unify(name), ALL_CUTS)
  return PLAIN.test(name) ? name.split(/[_.-]+/) : split(name, ASCII_CUTS)
}

function split(name: string, { between, humps, acronyms }: Cuts): readonly string[] {
  const words = name.replace(humps, '$1 $2').replace(acronyms, '$1 $2').toLowerCase().split(between)
  return words.filter((word) => word !== '').slice(0, WORD_LIMIT)
}

function unify(name: string): string {
  return visible(cut(name, NAME_LIMIT)).normalize('NFKD').replace(ACCENTS, '').normalize('NFC')
}

/** The singular of an English noun, well enough to look it up: `replies` is `reply`, `boxes` is `box`, `status` stays. */
export function singular(word: string): string {
  if (word.length < 4 || !word.endsWith('s') || /(?:ss|us|is)$/.test(word)) return word
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(?:ch|sh|x|ss|zz)es$/.test(word)) return word.slice(0, -2)
  return word.slice(0, -1)
}
