/**
 * JSON as people write it in settings: comments and commas at the end are allowed (RFC 8259 otherwise). A reader of our
 * own, because the pages run it in the browser as it is, and because every value must know its line.
 */
import { bracketed, type ConfigNode, type Cursor, type Member, type ReadTree, reading, SyntaxProblem } from './node.ts'

/** Deeper nesting is refused. */
const DEPTH = 64

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

/** Moves past white space and comments. */
function skip(cursor: Cursor): void {
  for (;;) {
    const letter = cursor.text.charAt(cursor.at)
    if (letter !== '' && ' \t\r\n\uFEFF'.includes(letter)) cursor.at++
    else if (letter === '/') skipComment(cursor)
    else return
  }
}

function skipComment(cursor: Cursor): void {
  const second = cursor.text.charAt(cursor.at + 1)
  if (second !== '/' && second !== '*') throw new SyntaxProblem('A single / stands here.', cursor.at)
  const end = second === '/' ? cursor.text.indexOf('\n', cursor.at) : cursor.text.indexOf('*/', cursor.at + 2)
  if (second === '*' && end < 0) throw new SyntaxProblem('This comment has no end.', cursor.at)
  cursor.at = end < 0 ? cursor.text.length : end + (second === '*' ? 2 : 1)
}

function escapeAt(cursor: Cursor): string {
  const letter = cursor.text.charAt(cursor.at++)
  if (letter === 'u') {
    const digits = cursor.text.slice(cursor.at, cursor.at + 4)
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new SyntaxProblem('\\u needs four hexadecimal digits.', cursor.at)
    cursor.at += 4
    return String.fromCharCode(Number.parseInt(digits, 16))
  }
  const meant = ESCAPES.get(letter)
  if (meant === undefined) throw new SyntaxProblem('No such escape. Write a backslash as \\\\.', cursor.at - 2)
  return meant
}

function string(cursor: Cursor): string {
  const from = cursor.at++
  const parts: string[] = []
  let start = cursor.at
  for (;;) {
    const letter = cursor.text.charAt(cursor.at)
    if (letter === '' || letter === '\n') throw new SyntaxProblem('This text has no closing quote.', from)
    if (letter === '"') break
    cursor.at++
    if (letter !== '\\') continue
    parts.push(cursor.text.slice(start, cursor.at - 1), escapeAt(cursor))
    start = cursor.at
  }
  parts.push(cursor.text.slice(start, cursor.at++))
  return parts.join('')
}

const LITERAL = /(?:true|false|null|-?\d[\d.eE+-]*)(?![A-Za-z0-9_])/y

function literal(cursor: Cursor): ConfigNode {
  LITERAL.lastIndex = cursor.at
  const [word] = LITERAL.exec(cursor.text) ?? []
  const at = cursor.at
  if (word === undefined) throw new SyntaxProblem('Here a value is missing, or a text has no quotes.', at)
  cursor.at += word.length
  if (word === 'true' || word === 'false') return { kind: 'scalar', at, value: word === 'true' }
  if (word === 'null') return { kind: 'scalar', at, value: null }
  const value = Number(word)
  if (Number.isNaN(value)) throw new SyntaxProblem('This is no number.', at)
  return { kind: 'scalar', at, value }
}

function object(cursor: Cursor, depth: number): ConfigNode {
  const { at } = cursor
  const members = new Map<string, Member>()
  bracketed(cursor, '}', skip, () => {
    const keyAt = cursor.at
    if (cursor.text.charAt(keyAt) !== '"') throw new SyntaxProblem('Here a key in double quotes is missing.', keyAt)
    const key = string(cursor)
    skip(cursor)
    if (cursor.text.charAt(cursor.at) !== ':') throw new SyntaxProblem('A colon is missing after the key.', cursor.at)
    cursor.at++
    members.set(key, { at: keyAt, value: value(cursor, depth + 1) })
  })
  return { kind: 'object', at, members }
}

function array(cursor: Cursor, depth: number): ConfigNode {
  const { at } = cursor
  const list: ConfigNode[] = []
  bracketed(cursor, ']', skip, () => list.push(value(cursor, depth + 1)))
  return { kind: 'array', at, items: list }
}

function value(cursor: Cursor, depth: number): ConfigNode {
  skip(cursor)
  if (depth > DEPTH) throw new SyntaxProblem(`Nesting is deeper than ${DEPTH}.`, cursor.at)
  const letter = cursor.text.charAt(cursor.at)
  if (letter === '{') return object(cursor, depth)
  if (letter === '[') return array(cursor, depth)
  if (letter === '"') return { kind: 'scalar', at: cursor.at, value: string(cursor) }
  return literal(cursor)
}

/** Reads a whole text. Of two members with one key the later counts, as clients read it. Linear. */
export function readJsonc(text: string): ReadTree {
  return reading(() => {
    const cursor = { text, at: 0 }
    const root = value(cursor, 0)
    skip(cursor)
    if (cursor.at < text.length) throw new SyntaxProblem('Something follows after the end.', cursor.at)
    return root
  })
}
