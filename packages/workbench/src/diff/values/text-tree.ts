/** What an operator on texts looks for, as one pattern of whole texts. */
import type { Comparison } from '@portcullis/engine'
import { EVERY, only, withoutCase } from '../words/char-set.ts'
import { ANYTHING, NOTHING, readRegex, type Tree } from '../words/regex-tree.ts'

const sequence = (...parts: readonly Tree[]): Tree => ({ kind: 'sequence', parts })

/** @returns `no text` for a literal that no text is equal to; undefined for a pattern that cannot be read here */
export function treeOf({ op, value, ignore_case: folded = false }: Comparison): Tree | 'no text' | undefined {
  if (op === 'in' || op === 'not_in') {
    const texts = Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
    if (texts.length === 0) return 'no text'
    return { kind: 'choice', parts: texts.map((each) => literal(each, folded)) }
  }
  if (typeof value !== 'string') return 'no text'
  switch (op) {
    case 'regex': {
      const tree = readRegex(value, folded)
      return tree && sequence(ANYTHING, tree, ANYTHING)
    }
    case 'glob':
      return wildcard(value, folded)
    case 'contains':
    case 'not_contains':
      return sequence(ANYTHING, literal(value, folded), ANYTHING)
    case 'starts_with':
      return sequence(literal(value, folded), ANYTHING)
    case 'ends_with':
      return sequence(ANYTHING, literal(value, folded))
    default:
      return literal(value, folded)
  }
}

function literal(text: string, folded: boolean): Tree {
  return sequence(...Array.from(text, (each) => character(each, folded)))
}

function character(text: string, folded: boolean): Tree {
  const set = only(text.codePointAt(0) ?? 0)
  return { kind: 'set', set: folded ? withoutCase(set) : set }
}

/** `*` for any run of characters, `?` for one, a backslash before either: names of tools are matched so, too. */
export function wildcard(text: string, folded: boolean): Tree {
  const characters = Array.from(text)
  const parts: Tree[] = []
  for (let at = 0; at < characters.length; at++) {
    const each = characters[at] ?? ''
    if (each === '*') parts.push(ANYTHING)
    else if (each === '?') parts.push({ kind: 'set', set: EVERY })
    else parts.push(character(each === '\\' ? (characters[++at] ?? '') : each, folded))
  }
  return parts.length === 0 ? NOTHING : sequence(...parts)
}
