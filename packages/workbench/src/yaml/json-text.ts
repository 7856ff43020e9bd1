/** From the nodes of a parsed YAML document to JSON text that remembers where each part came from. */
import { isMap, isScalar, type ParsedNode } from 'yaml'
import { keyText } from './node.ts'

/** A value as JSON text in which every token stands on a line of its own. */
export interface JsonText {
  readonly text: string
  /** For each line of the text, from the first: the offset in the YAML text that it came from. */
  readonly offsets: readonly number[]
}

/**
 * Writes a node that was found to be plain data, numbers as they are written.
 * @param resolve gives the node that an alias stands for, other nodes as they are
 */
export function writeJson(root: ParsedNode, resolve: (node: ParsedNode) => ParsedNode): JsonText {
  const lines: string[] = []
  const offsets: number[] = []
  const write = (text: string, offset: number): void => {
    lines.push(text)
    offsets.push(offset)
  }

  function value(given: ParsedNode | null, offset: number): void {
    const node = given === null ? null : resolve(given)
    if (node === null || isScalar(node) || !('items' in node)) write(scalarText(node), offset)
    else if (isMap(node)) all('{}', node.items, offset, (pair) => member(pair.key, pair.value))
    else all('[]', node.items as readonly ParsedNode[], offset, (item) => value(item, item.range[0]))
  }

  function member(key: ParsedNode, of: ParsedNode | null): void {
    write(`${JSON.stringify(keyText(key) ?? '')}:`, key.range[0])
    value(of, (of ?? key).range[0])
  }

  function all<T>(brackets: '{}' | '[]', items: readonly T[], offset: number, one: (item: T) => void): void {
    write(brackets.charAt(0), offset)
    for (const [i, item] of items.entries()) {
      one(item)
      if (i < items.length - 1) lines[lines.length - 1] += ','
    }
    write(brackets.charAt(1), offset)
  }

  value(root, root.range[0])
  return { text: lines.join('\n'), offsets }
}

/** A JSON number as it is written; YAML knows more forms than JSON does (RFC 8259, section 6). */
const jsonNumber = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/

function scalarText(node: ParsedNode | null): string {
  if (!isScalar(node)) return 'null'
  const { value, source } = node
  if (typeof value !== 'number') return JSON.stringify(value ?? null)
  if (source !== undefined && jsonNumber.test(source)) return source
  // Such as .inf: JSON has no such number, so the text goes on and its reader refuses it.
  return Number.isFinite(value) ? String(value) : JSON.stringify(source ?? String(value))
}
