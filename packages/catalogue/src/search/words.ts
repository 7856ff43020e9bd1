/** Names and queries → the words that are searched. */
import { cut, visible } from '../text.ts'
import { tokenize } from '../tokens.ts'

/** Most words of a query that are read: one bit each. */
const QUERY_WORDS = 8

/** Longer words are cut: nobody types them. */
const WORD = 24

/**
 * The words of a name as it is searched: `GitHub-MCP` is `git hub mcp`, and `github`, since people write compounds
 * together. Each once.
 */
export function indexWords(text: string): readonly string[] {
  const words = new Set<string>()
  for (const part of text.split(/[\s/_.:#@-]+/)) {
    const tokens = tokenize(part)
    for (const token of tokens) words.add(cut(token, WORD))
    if (tokens.length > 1) words.add(cut(tokens.join(''), WORD))
  }
  return [...words]
}

/** The words of a query, at most 8, in order. */
export function queryWords(query: string): readonly string[] {
  const plain = visible(cut(query, 200)).toLowerCase()
  return [...new Set(tokenize(plain).map((word) => cut(word, WORD)))].slice(0, QUERY_WORDS)
}
