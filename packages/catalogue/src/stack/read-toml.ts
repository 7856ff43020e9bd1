/**
 * TOML 1.0 as far as settings of clients use it: tables, dotted keys, arrays of tables, all four kinds of texts, arrays,
 * inline tables; dates and numbers of every style are kept as text or number. Of our own for the same reasons as JSON's.
 */
import { bracketed, type ConfigNode, type Cursor, type Member, type ReadTree, reading, SyntaxProblem } from './node.ts'

/** Deeper nesting is refused. */
const DEPTH = 32

interface OpenTable {
  readonly kind: 'object'
  readonly at: number
  readonly members: Map<string, Member>
}

interface OpenList {
  readonly kind: 'array'
  readonly at: number
  readonly items: ConfigNode[]
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['f', '\f'],
  ['r', '\r'],
  ['"', '"'],
  ['\\', '\\'],
])

const BARE_KEY = /[A-Za-z0-9_-]+/y
const BARE_VALUE = /[A-Za-z0-9_+:.-]+/y

function take(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at
  const [word] = pattern.exec(cursor.text) ?? []
  cursor.at += word?.length ?? 0
  return word
}

function blanks(cursor: Cursor): void {
  while (cursor.text.charAt(cursor.at) === ' ' || cursor.text.charAt(cursor.at) === '\t') cursor.at++
}

/** Moves past white space, line ends and comments. */
function skip(cursor: Cursor): void {
  for (;;) {
    const letter = cursor.text.charAt(cursor.at)
    if (letter === '#') {
      const end = cursor.text.indexOf('\n', cursor.at)
      cursor.at = end < 0 ? cursor.text.length : end
    } else if (letter !== '' && ' \t\r\n\uFEFF'.includes(letter)) cursor.at++
    else return
  }
}

function escapeAt(cursor: Cursor): string {
  const letter = cursor.text.charAt(cursor.at++)
  if (letter === 'u' || letter === 'U') {
    const digits = cursor.text.slice(cursor.at, cursor.at + (letter === 'u' ? 4 : 8))
    const code = /^[0-9a-fA-F]+$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN
    if (!(code <= 0x10ffff)) throw new SyntaxProblem('This is no code of a character.', cursor.at)
    cursor.at += digits.length
    return String.fromCodePoint(code)
  }
  if (/\s/.test(letter)) {
    while (/\s/.test(cursor.text.charAt(cursor.at))) cursor.at++
    return ''
  }
  const meant = ESCAPES.get(letter)
  if (meant === undefined) throw new SyntaxProblem("No such escape. Use 'single quotes' for paths.", cursor.at - 2)
  return meant
}

function string(cursor: Cursor): string {
  const from = cursor.at
  const quote = cursor.text.charAt(from)
  const long = cursor.text.startsWith(quote.repeat(3), from)
  const end = long ? quote.repeat(3) : quote
  cursor.at += end.length
  if (long && cursor.text.startsWith('\n', cursor.at)) cursor.at++
  const parts: string[] = []
  let start = cursor.at
  while (!cursor.text.startsWith(end, cursor.at)) {
    const letter = cursor.text.charAt(cursor.at)
    if (letter === '' || (letter === '\n' && !long)) throw new SyntaxProblem('This text has no closing quote.', from)
    cursor.at++
    if (letter !== '\\' || quote === "'") continue
    parts.push(cursor.text.slice(start, cursor.at - 1), escapeAt(cursor))
    start = cursor.at
  }
  parts.push(cursor.text.slice(start, cursor.at))
  cursor.at += end.length
  return parts.join('')
}

function key(cursor: Cursor): readonly string[] {
  const path: string[] = []
  do {
    if (path.length > 0) cursor.at++
    blanks(cursor)
    const letter = cursor.text.charAt(cursor.at)
    const part = letter === '"' || letter === "'" ? string(cursor) : take(cursor, BARE_KEY)
    if (part === undefined) throw new SyntaxProblem('Here a key is missing.', cursor.at)
    path.push(part)
    if (path.length > DEPTH) throw new SyntaxProblem(`Keys have at most ${DEPTH} parts.`, cursor.at)
    blanks(cursor)
  } while (cursor.text.charAt(cursor.at) === '.')
  return path
}

function scalar(cursor: Cursor): ConfigNode {
  const { at } = cursor
  const letter = cursor.text.charAt(at)
  if (letter === '"' || letter === "'") return { kind: 'scalar', at, value: string(cursor) }
  const word = take(cursor, BARE_VALUE)
  if (word === undefined) throw new SyntaxProblem('Here a value is missing, or a text has no quotes.', at)
  if (word === 'true' || word === 'false') return { kind: 'scalar', at, value: word === 'true' }
  const number = Number(word.replaceAll('_', ''))
  return { kind: 'scalar', at, value: Number.isNaN(number) ? word : number }
}

function value(cursor: Cursor, depth: number): ConfigNode {
  const { at } = cursor
  if (depth > DEPTH) throw new SyntaxProblem(`Nesting is deeper than ${DEPTH}.`, at)
  const letter = cursor.text.charAt(at)
  if (letter === '[') {
    const items: ConfigNode[] = []
    bracketed(cursor, ']', skip, () => items.push(value(cursor, depth + 1)))
    return { kind: 'array', at, items }
  }
  if (letter !== '{') return scalar(cursor)
  const table: OpenTable = { kind: 'object', at, members: new Map() }
  bracketed(cursor, '}', skip, () => pair(cursor, table, depth + 1))
  return table
}

const isOpen = (node: ConfigNode | undefined): node is OpenTable =>
  node?.kind === 'object' && node.members instanceof Map

const isList = (node: ConfigNode | undefined): node is OpenList => node?.kind === 'array' && Array.isArray(node.items)

/** The table at a path below another, made where it is missing; the last one of an array of tables. */
function tableAt(from: OpenTable, path: readonly string[], at: number): OpenTable {
  let table = from
  for (const part of path) {
    const there = table.members.get(part)?.value
    const found = there?.kind === 'array' ? there.items.at(-1) : there
    if (isOpen(found)) table = found
    else if (found !== undefined) throw new SyntaxProblem('This key has a value already, and is no table.', at)
    else {
      const made: OpenTable = { kind: 'object', at, members: new Map() }
      table.members.set(part, { at, value: made })
      table = made
    }
  }
  return table
}

function pair(cursor: Cursor, table: OpenTable, depth: number): void {
  const { at } = cursor
  const path = key(cursor)
  if (cursor.text.charAt(cursor.at) !== '=') throw new SyntaxProblem('An = is missing after the key.', cursor.at)
  cursor.at++
  blanks(cursor)
  const target = tableAt(table, path.slice(0, -1), at)
  target.members.set(path.at(-1) ?? '', { at, value: value(cursor, depth) })
}

function header(cursor: Cursor, root: OpenTable): OpenTable {
  const { at } = cursor
  const many = cursor.text.startsWith('[[', at)
  const close = many ? ']]' : ']'
  cursor.at += close.length
  const path = key(cursor)
  if (!cursor.text.startsWith(close, cursor.at)) throw new SyntaxProblem(`A ${close} is missing here.`, cursor.at)
  cursor.at += close.length
  if (!many) return tableAt(root, path, at)
  const above = tableAt(root, path.slice(0, -1), at)
  const name = path.at(-1) ?? ''
  const before = above.members.get(name)?.value
  const made: OpenTable = { kind: 'object', at, members: new Map() }
  if (isList(before)) before.items.push(made)
  else above.members.set(name, { at, value: { kind: 'array', at, items: [made] } })
  return made
}

/** Reads a whole text. A table that is opened twice is one table. */
export function readToml(text: string): ReadTree {
  return reading(() => {
    const cursor = { text, at: 0 }
    const root: OpenTable = { kind: 'object', at: 0, members: new Map() }
    let table = root
    for (skip(cursor); cursor.at < text.length; skip(cursor)) {
      if (text.charAt(cursor.at) === '[') table = header(cursor, root)
      else pair(cursor, table, 0)
      blanks(cursor)
      const next = text.charAt(cursor.at)
      if (next !== '' && !'\r\n#'.includes(next)) throw new SyntaxProblem('A new line is missing here.', cursor.at)
    }
    return root
  })
}
