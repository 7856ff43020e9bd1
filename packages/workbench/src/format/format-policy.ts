/** A policy in canonical form: one order of keys, one way to break lines; the meaning stays. */
import { type Problem, parsePolicy } from '@portcullis/engine'
import { type Node, parseTree } from 'jsonc-parser'
import { below, DOCUMENT, elementOf, isMap, keysOf, type Shapes } from './key-order.ts'

/** What came of formatting. A document that is refused is not touched. */
export type Formatted =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** A line has so many characters at most, where that can be helped: as many as formatters of JSON are often set to. */
export const WIDTH = 120
const INDENT = '  '

/**
 * Formats a document that `parsePolicy` accepts. Keys stand in the order of the reference; members that the author names
 * (tools, classes) keep theirs; numbers stay as they were written. Formatting twice changes nothing more.
 */
export function formatPolicy(text: string): Formatted {
  const parsed = parsePolicy(text)
  if (!parsed.ok) return { ok: false, problems: parsed.problems }
  const tree = parseTree(text)
  // Whatever is accepted is JSON and has a tree.
  return { ok: true, text: tree === undefined ? text : `${laidOut(pieceOf(tree, text, DOCUMENT), 0, 0)}\n` }
}

/** A value and its parts, in their order. */
interface Piece {
  /** All of it on one line; undefined where that is longer than any line may be. */
  readonly flat: string | undefined
  readonly brackets: Brackets
  readonly parts: readonly Part[]
  /** A map whose members the author names: it always gets lines. */
  readonly named: boolean
}

/** A part of an object or a list: its key, with colon and space, and its value. */
interface Part {
  readonly key: string
  readonly value: Piece
}

type Brackets = readonly [open: string, close: string]

function pieceOf(node: Node, text: string, shapes: Shapes): Piece {
  if (node.type === 'object') return group(membersOf(node, text, shapes), ['{ ', ' }'], isMap(shapes))
  if (node.type === 'array') return group(elementsOf(node, text, shapes), ['[', ']'], false)
  // A number keeps its digits: `1.50` may mean something to its reader.
  const flat = node.type === 'string' ? quoted(String(node.value)) : text.slice(node.offset, node.offset + node.length)
  return { flat, brackets: ['', ''], parts: [], named: false }
}

function membersOf(node: Node, text: string, shapes: Shapes): readonly Part[] {
  const order = new Map(keysOf(shapes).map((name, index) => [name, index]))
  const rank = (name: string): number => order.get(name) ?? order.size
  return (node.children ?? [])
    .flatMap(({ children = [] }) => {
      const [key, value] = children
      return key === undefined || value === undefined ? [] : [{ name: String(key.value), value }]
    })
    .sort((left, right) => rank(left.name) - rank(right.name))
    .map(({ name, value }) => ({ key: `${quoted(name)}: `, value: pieceOf(value, text, below(shapes, name)) }))
}

function elementsOf(node: Node, text: string, shapes: Shapes): readonly Part[] {
  const element = elementOf(shapes)
  return (node.children ?? []).map((value) => ({ key: '', value: pieceOf(value, text, element) }))
}

function group(parts: readonly Part[], brackets: Brackets, isNamed: boolean): Piece {
  const [open, close] = brackets
  if (parts.length === 0) return { flat: open.trim() + close.trim(), brackets, parts, named: false }
  return { flat: isNamed ? undefined : flatOf(parts, brackets), brackets, parts, named: isNamed }
}

function flatOf(parts: readonly Part[], [open, close]: Brackets): string | undefined {
  let flat = open
  for (const [index, { key, value }] of parts.entries()) {
    if (value.flat === undefined || flat.length > WIDTH) return undefined
    flat += `${index === 0 ? '' : ', '}${key}${value.flat}`
  }
  return flat.length + close.length > WIDTH ? undefined : flat + close
}

/**
 * On one line where it fits, else a line for each part. The document, and what the author names in it, always get lines.
 * @param used columns that are taken on its first line besides the indent: by its key, and by what follows
 */
function laidOut(piece: Piece, depth: number, used: number): string {
  const { flat, brackets, parts } = piece
  const fits = flat !== undefined && depth * INDENT.length + used + flat.length <= WIDTH
  if (flat !== undefined && (parts.length === 0 || (depth > 0 && fits))) return flat
  const indent = INDENT.repeat(depth + 1)
  const lines = parts.map(({ key, value }, index) => {
    const comma = index === parts.length - 1 ? '' : ','
    return `${indent}${key}${laidOut(value, depth + 1, key.length + comma.length)}${comma}`
  })
  return `${brackets[0].trim()}\n${lines.join('\n')}\n${INDENT.repeat(depth)}${brackets[1].trim()}`
}

/** Escapes what cannot be seen, so that a reader sees all that is there. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}
