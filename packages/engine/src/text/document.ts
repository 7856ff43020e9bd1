/** The text of a policy: strict JSON (RFC 8259), with the place of everything in it. */
import { createScanner, type Node, type ParseError, parse, parseTree } from 'jsonc-parser'
import type { Finding, Flaw, Problem } from '../policy/problem.ts'
import { isExactNumber } from './exact-number.ts'
import { lineLocator, type Position } from './line-locator.ts'
import { pointerOf } from './pointer.ts'
import { syntaxFlaw } from './syntax-flaw.ts'

/** No document is longer, in UTF-16 code units. */
const MAX_TEXT_LENGTH = 1_048_576

/** Objects and arrays inside one another. */
const MAX_DEPTH = 32

const MAX_SYNTAX_PROBLEMS = 20

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']' }

type Path = readonly (string | number)[]
type Locate = (offset: number) => Position

/** A text that was read as far as it can be. */
export interface Document {
  /** What it says; undefined where it is not JSON. */
  readonly value: unknown
  /** What is wrong with the text itself. */
  readonly problems: readonly Problem[]
  /** Gives a finding its line and column; of something missing, those of what it is missing in. */
  readonly place: (finding: Finding) => Problem
}

/** Where keys and values stand, by JSON Pointer. */
interface Places {
  readonly keys: Map<string, number>
  readonly values: Map<string, number>
}

/** Reads a text. Comments and trailing commas are problems, but what stands between them is read. */
export function readDocument(text: string): Document {
  const size = sizeFlaw(text)
  const locate = lineLocator(size?.code === 'too_large' ? '' : text)
  const errors: ParseError[] = []
  const tree =
    size === undefined ? parseTree(text, errors, { disallowComments: true, allowTrailingComma: false }) : undefined
  const value = size === undefined ? documentValue(text, errors) : undefined
  const places: Places = { keys: new Map(), values: new Map() }
  const place = (finding: Finding): Problem => placeFinding(finding, places, locate)
  if (tree === undefined || value === undefined) {
    return { value: undefined, problems: syntaxProblems(text, size, errors, locate), place }
  }
  const found = errors.length === 0 ? [] : [...syntaxProblems(text, size, errors, locate)]
  visit(tree, [], (node, path, isKey) => {
    const pointer = pointerOf(path)
    const known = isKey ? places.keys : places.values
    const flaw = isKey ? keyFlaw(String(node.value), known.has(pointer)) : numberFlaw(node, text)
    if (flaw !== undefined) found.push(problemOf('error', flaw, pointer, locate(node.offset)))
    if (!known.has(pointer)) known.set(pointer, node.offset)
  })
  return { value, problems: found, place }
}

function sizeFlaw(text: string): Flaw | undefined {
  if (text.length > MAX_TEXT_LENGTH) {
    const message = `the document has ${text.length} characters`
    return {
      code: 'too_large',
      message,
      remedy: `Use at most ${MAX_TEXT_LENGTH}: several tools share one rule by a pattern of names.`,
    }
  }
  if (depthOf(text) <= MAX_DEPTH) return undefined
  return {
    code: 'too_deep',
    message: `objects and arrays are nested more than ${MAX_DEPTH} deep`,
    remedy: 'Combine conditions with fewer levels.',
  }
}

/**
 * Counts open brackets by a scanner, without recursion, so that the parser may recurse afterwards. A closing bracket of
 * the wrong kind closes nothing.
 */
function depthOf(text: string): number {
  const scanner = createScanner(text, true)
  const open: string[] = []
  let deepest = 0
  do {
    scanner.scan()
    const first = text[scanner.getTokenOffset()] ?? ''
    const closing = CLOSING[first]
    if (closing !== undefined) deepest = Math.max(deepest, open.push(closing))
    else if (first === open.at(-1)) open.pop()
  } while (scanner.getPosition() < text.length)
  return deepest
}

/** The value of a text without errors, or of one with comments and trailing commas only. */
function documentValue(text: string, errors: readonly ParseError[]): unknown {
  if (errors.length === 0) return strictValue(text)
  const others: ParseError[] = []
  const value: unknown = parse(text, others, { disallowComments: false, allowTrailingComma: true })
  return others.length === 0 ? value : undefined
}

function strictValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function syntaxProblems(
  text: string,
  size: Flaw | undefined,
  errors: readonly ParseError[],
  locate: Locate,
): readonly Problem[] {
  if (size !== undefined) return [problemOf('error', size, '', locate(0))]
  if (errors.length === 0) return [problemOf('error', syntaxFlaw(undefined, text), '', locate(0))]
  return errors
    .filter(({ offset }, index) => offset !== errors[index - 1]?.offset)
    .slice(0, MAX_SYNTAX_PROBLEMS)
    .map(({ error, offset }) => problemOf('error', syntaxFlaw(error, text), '', locate(offset)))
}

function visit(node: Node, path: Path, see: (node: Node, path: Path, isKey: boolean) => void): void {
  see(node, path, false)
  node.children?.forEach((child, index) => {
    const [key, value] = child.type === 'property' ? (child.children ?? []) : []
    if (node.type === 'array') visit(child, [...path, index], see)
    if (key === undefined) return
    const below = [...path, String(key.value)]
    see(key, below, true)
    if (value !== undefined) visit(value, below, see)
  })
}

function keyFlaw(key: string, again: boolean): Flaw | undefined {
  if (key === '__proto__') {
    return {
      code: 'forbidden_key',
      message: 'the key "__proto__" is not accepted',
      remedy: 'Reach a tool of that name by a pattern such as "__proto_?".',
    }
  }
  if (!again) return undefined
  return {
    code: 'duplicate_key',
    message: `the key "${key}" stands twice in one object`,
    remedy: 'Keep one of the two.',
  }
}

function numberFlaw(node: Node, text: string): Flaw | undefined {
  if (node.type !== 'number') return undefined
  if (isExactNumber(text.slice(node.offset, node.offset + node.length))) return undefined
  return {
    code: 'inexact_number',
    message: 'a number has too many digits to be compared exactly',
    remedy: 'Use at most 15 significant digits and an exponent of at most 15.',
  }
}

function placeFinding({ severity, path, atKey, ...flaw }: Finding, { keys, values }: Places, locate: Locate): Problem {
  // Elements of a list have no key.
  let offset = atKey === true ? keys.get(pointerOf(path)) : undefined
  for (let length = path.length; offset === undefined && length >= 0; length--) {
    offset = values.get(pointerOf(path.slice(0, length)))
  }
  return problemOf(severity, flaw, pointerOf(path), locate(offset ?? 0))
}

function problemOf(severity: Problem['severity'], flaw: Flaw, pointer: string, position: Position): Problem {
  return { severity, code: flaw.code, pointer, ...position, message: flaw.message, remedy: flaw.remedy }
}
