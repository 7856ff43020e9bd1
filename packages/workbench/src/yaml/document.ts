/** YAML texts of one document: plain data with a place for everything, or what is wrong with the text. */
import { isMap, isScalar, LineCounter, type ParsedNode, parseDocument, type YAMLError } from 'yaml'
import { type JsonText, writeJson } from './json-text.ts'
import { tooDeep } from './nesting.ts'
import { follow, keyText } from './node.ts'
import type { Path, Place } from './place.ts'
import { readPlain, type Unreadable } from './value.ts'

/** A fault of the text itself. */
export interface TextFault extends Place {
  readonly code: string
  readonly path: Path
  readonly message: string
  readonly remedy: string
}

/** A text that was read as one YAML document. */
export interface YamlDocument {
  /** Plain data: own properties only, aliases expanded. */
  readonly value: unknown
  /** The place of a value, or of the nearest value above it that exists; of a member's name with `key`. */
  place(path: Path, at?: 'key'): Place
  /** A value as JSON text, numbers as they are written; undefined where there is none. */
  jsonText(path: Path): JsonText | undefined
  /** The place of an offset into the text. */
  placeOf(offset: number): Place
}

export type YamlResult =
  | { readonly ok: true; readonly document: YamlDocument }
  | { readonly ok: false; readonly faults: readonly TextFault[] }

const maxFaults = 20

/**
 * Reads a text. Duplicate keys, keys that are not text, tags, several documents, excessive nesting and alias bombs are
 * faults; nothing is run, fetched or merged.
 */
export function readYaml(text: string): YamlResult {
  const lines = new LineCounter()
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const deep = tooDeep(text)
  if (deep !== undefined) return { ok: false, faults: [nested(deep.what, placeIn(text, deep.offset))] }
  const parsed = parseDocument<ParsedNode>(text, { lineCounter: lines, prettyErrors: false, version: '1.2' })
  const broken = [...parsed.errors, ...parsed.warnings]
  if (broken.length > 0) {
    return { ok: false, faults: broken.slice(0, maxFaults).map((error) => faultOf(error, text, placeOf)) }
  }
  const root = parsed.contents
  if (root === null) return { ok: false, faults: [empty] }

  const unreadable: Unreadable[] = []
  const value = readPlain(root, parsed, (found) => unreadable.push(found))
  if (unreadable.length > 0) {
    const faults = unreadable.slice(0, maxFaults).map(({ offset, ...fault }) => ({ ...fault, ...placeOf(offset) }))
    return { ok: false, faults }
  }
  const find = (path: Path): Found => findNode(root, path, (node) => follow(node, parsed))
  return {
    ok: true,
    document: {
      value,
      place: (path, at) => placeOf(offsetOf(find(path), at)),
      jsonText: (path) => {
        const found = find(path)
        return found.whole ? writeJson(found.node, (node) => follow(node, parsed) ?? node) : undefined
      },
      placeOf,
    },
  }
}

interface Found {
  readonly node: ParsedNode
  readonly key: ParsedNode | undefined
  /** False: the path goes on where the document does not. */
  readonly whole: boolean
}

function findNode(root: ParsedNode, path: Path, resolve: (node: ParsedNode) => ParsedNode | undefined): Found {
  let found: Found = { node: root, key: undefined, whole: true }
  for (const step of path) {
    const next = stepInto(resolve(found.node), step)
    if (next === undefined) return { ...found, whole: false }
    found = next
  }
  return found
}

function stepInto(container: ParsedNode | undefined, step: string | number): Found | undefined {
  if (container === undefined || isScalar(container) || !('items' in container)) return undefined
  if (isMap(container)) {
    const pair = pairsOf(container).get(String(step))
    return pair === undefined ? undefined : { node: pair.value ?? pair.key, key: pair.key, whole: true }
  }
  const item = typeof step === 'number' ? container.items[step] : undefined
  return item !== undefined && 'range' in item ? { node: item, key: undefined, whole: true } : undefined
}

type ParsedMap = Extract<ParsedNode, { readonly items: readonly { readonly key: unknown }[] }>

/** Members by name: places are asked for one by one, also in mappings of thousands. */
const indexed = new WeakMap<ParsedMap, ReadonlyMap<string | undefined, ParsedMap['items'][number]>>()

function pairsOf(map: ParsedMap): ReadonlyMap<string | undefined, ParsedMap['items'][number]> {
  const known = indexed.get(map) ?? new Map(map.items.map((pair) => [keyText(pair.key), pair] as const))
  indexed.set(map, known)
  return known
}

function offsetOf(found: Found, at: 'key' | undefined): number {
  const usesKey = at === 'key' || !found.whole || isBlank(found.node)
  return (usesKey && found.key !== undefined ? found.key : found.node).range[0]
}

/** A member without a value has no place of its own. */
const isBlank = (node: ParsedNode): boolean => node.range[0] === node.range[1]

const empty: TextFault = {
  code: 'empty',
  path: [],
  line: 1,
  column: 1,
  message: 'The file has no content.',
  remedy: 'Write at least one section, such as `servers`.',
}

const nested = (what: string, place: Place): TextFault => ({
  code: 'too_deep',
  path: [],
  ...place,
  message: `The text has ${what}.`,
  remedy: 'Write it flatter; no part of a configuration needs such depth.',
})

function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}

function faultOf(error: YAMLError, text: string, placeOf: (offset: number) => Place): TextFault {
  const [start, end] = error.pos
  const place = placeOf(start)
  if (error.code === 'DUPLICATE_KEY') {
    const key = /^[^\s:]{1,64}/.exec(text.slice(start, Math.max(end, start + 64)))?.[0] ?? ''
    return {
      code: 'duplicate_key',
      path: [],
      ...place,
      message: `The key ${JSON.stringify(key.replaceAll(/^["']|["']$/g, ''))} stands twice in the same mapping.`,
      remedy: 'Keep one of the two.',
    }
  }
  if (error.code === 'MULTIPLE_DOCS') {
    const message = 'The file holds more than one YAML document.'
    return { code: 'yaml_syntax', path: [], ...place, message, remedy: 'Remove everything from the second `---` on.' }
  }
  return {
    code: 'yaml_syntax',
    path: [],
    ...place,
    message: `This is not valid YAML: ${lowerFirst(error.message)}.`,
    remedy: 'Mend the text here; the line above may be the one that is not closed.',
  }
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '')
