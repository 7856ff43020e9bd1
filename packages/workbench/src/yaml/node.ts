/** Nodes of a parsed YAML document, as far as this product knows them. */
import { type Document, isAlias, isScalar, type ParsedNode } from 'yaml'

/** The text of a mapping's key; undefined for keys that are not plain text or a number. */
export function keyText(key: ParsedNode | null): string | undefined {
  if (!isScalar(key)) return undefined
  if (typeof key.value === 'string') return key.value
  return typeof key.value === 'number' ? key.source : undefined
}

/** What an alias stands for, or the node itself; undefined for an alias without an anchor before it. */
export function follow(node: ParsedNode, document: Document): ParsedNode | undefined {
  if (!isAlias(node)) return node
  // The anchored node comes from the same parse, whose nodes all have a range.
  return node.resolve(document) as ParsedNode | undefined
}
