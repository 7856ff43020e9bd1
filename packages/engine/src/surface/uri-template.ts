/** Templates of addresses (RFC 6570), as patterns: each expression stands for whatever it may become. */
import { ACROSS, type UriToken, uriTokens, WITHIN } from './uri-pattern.ts'

const EXPRESSION = /\{([^{}]*)\}/g
/** Operators whose expansion may hold a slash, or begin a query or a fragment (RFC 6570, section 3.2). */
const WIDE = /^[+#/?]/

/** A template longer than this is looked at up to here, in UTF-16 code units; the rest stands for anything. */
const MAX_LENGTH = 2_048

/** Never fails: what is no template is a text. */
export function templateTokens(template: string): readonly UriToken[] {
  const text = template.slice(0, MAX_LENGTH)
  const tokens: UriToken[] = []
  let end = 0
  for (const { 0: whole, 1: expression = '', index } of text.matchAll(EXPRESSION)) {
    tokens.push(...uriTokens(text.slice(end, index)), WIDE.test(expression) ? ACROSS : WITHIN)
    end = index + whole.length
  }
  tokens.push(...uriTokens(text.slice(end)))
  return template.length > MAX_LENGTH ? [...tokens, ACROSS] : tokens
}
