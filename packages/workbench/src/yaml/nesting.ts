/** A bound for the nesting of a YAML text, before it is parsed: the parser recurses, and a stack that overflows ends the process. */
import { Lexer } from 'yaml'

const maxFlow = 64
const maxIndicators = 64
const maxIndent = 256

/** What was too deep, and the offset at which it became so. */
export interface TooDeep {
  readonly offset: number
  readonly what: string
}

const isOpening = (token: string): boolean => token === '[' || token === '{'
const isClosing = (token: string): boolean => token === ']' || token === '}'
const isIndicator = (token: string): boolean => token === '-' || token === '?' || token === ':'
/** Control characters that the lexer puts into its stream as marks: they stand for no text. */
const isMark = (token: string): boolean => token === '\u0002' || token === '\u0018' || token === '\u001f'

/** Where a text nests deeper than a configuration ever does: brackets, indicators on one line, or indentation. */
export function tooDeep(text: string): TooDeep | undefined {
  const depth = { flow: 0, indicators: 0, lineStart: true }
  let offset = 0
  for (const token of new Lexer().lex(text)) {
    if (isMark(token)) continue
    const what = enter(depth, token)
    if (what !== undefined) return { offset, what }
    offset += token.length
  }
  return undefined
}

function enter(depth: { flow: number; indicators: number; lineStart: boolean }, token: string): string | undefined {
  const indented = depth.lineStart && token.length > maxIndent && token.trim() === ''
  if (isOpening(token)) depth.flow++
  else if (isClosing(token)) depth.flow = Math.max(0, depth.flow - 1)
  else if (depth.flow === 0 && isIndicator(token)) depth.indicators++
  depth.lineStart = token.includes('\n')
  if (depth.lineStart) depth.indicators = 0
  if (depth.flow > maxFlow) return `more than ${maxFlow} brackets within each other`
  if (depth.indicators > maxIndicators) return `more than ${maxIndicators} levels on one line`
  return indented ? `an indentation of more than ${maxIndent} columns` : undefined
}
