/** Names and queries → the words that are searched. */
import { cut, visible } from '../text.ts'
import { tokenize } from '../tokens.ts'

/** Most words of a query that are read: one bit each. */
const QUERY_WORDS = 8

/** Longer words are cut: nobody types them. */
const WORD = 24

/** Parts that are one word as they stand: nearly all. */
const SIMPLE = /^[a-z0-9]{1,24}$/

/**
 * The words of a name as it is searched: `GitHub-MCP` is `git hub mcp`, and `github`, since people write compounds
 * together. Each once.
 */
export function indexWords(text: string): readonly string[] {
  const words = new Set<string>()
  for (const part of text.split(/[\s/_.:#@-]+/)) {
    if (SIMPLE.test(part)) words.add(part)
    else for (const word of wordsOfPart(part)) words.add(word)
  }
  return [...words]
}

function wordsOfPart(part: string): readonly string[] {
  const tokens = tokenize(part).map((token) => cut(token, WORD))
  return tokens.length > 1 ? [...tokens, cut(tokens.join(''), WORD)] : tokens
}

/** The words of a query, at most 8, in order. */
export function queryWords(query: string): readonly string[] {
  const plain = visible(cut(query, 200)).toLowerCase()
  return [...new Set(tokenize(plain).map((word) => cut(word, WORD)))].slice(0, QUERY_WORDS)
}
