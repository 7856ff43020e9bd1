/** From the nodes of a parsed YAML document to plain data. */
import { type Document, isAlias, isMap, isScalar, type ParsedNode } from 'yaml'
import { follow, keyText } from './node.ts'
import type { Path } from './place.ts'

/** A node that plain data has no equal of. */
export interface Unreadable {
  readonly offset: number
  readonly code: string
  readonly path: Path
  readonly message: string
  readonly remedy: string
}

/** Nodes and aliases visited in all, aliases expanded: an alias bomb ends here. */
const maxNodes = 500_000
const maxAliases = 1000
const maxDepth = 100
const knownTags = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
)

/** What was wrong with a node, and what to do. */
type Flaw = readonly [code: string, message: string, remedy: string]

const flaws = {
  bomb: ['alias_bomb', 'The document is too large once its aliases are expanded.', 'Use fewer aliases, or none.'],
  noAnchor: ['yaml_syntax', 'This alias stands for nothing.', 'Give the value an anchor (`&name`) before it is used.'],
  deep: ['too_deep', `The document nests deeper than ${maxDepth} levels.`, 'Write it flatter.'],
  tagged: ['yaml_tag', 'Tagged values are not read.', 'Write plain text, a number, true, false or null.'],
  key: ['wrong_key', 'A key has to be plain text.', 'Write a name before the colon.'],
} as const satisfies Record<string, Flaw>

const twice = (name: string): Flaw => [
  'duplicate_key',
  `The key ${JSON.stringify(name)} stands twice in the same mapping.`,
  'Keep one of the two.',
]

/**
 * Plain data of a whole document, all keys being own properties.
 * @param refuse told of what has no equal in plain data, in reading order
 */
export function readPlain(root: ParsedNode, document: Document, refuse: (found: Unreadable) => void): unknown {
  let visited = 0
  let aliases = 0
  let exploded = false

  const flawed = (node: ParsedNode, path: Path, [code, message, remedy]: Flaw): null => {
    refuse({ offset: node.range[0], code, path, message, remedy })
    return null
  }

  function explode(node: ParsedNode): null {
    if (!exploded) flawed(node, [], flaws.bomb)
    exploded = true
    return null
  }

  function read(given: ParsedNode, path: Path): unknown {
    visited++
    if (isAlias(given)) aliases++
    if (visited > maxNodes || aliases > maxAliases) return explode(given)
    const node = follow(given, document)
    if (node === undefined) return flawed(given, path, flaws.noAnchor)
    if (path.length > maxDepth) return flawed(given, path.slice(0, 4), flaws.deep)
    return hasKnownTag(node) ? readNode(node, path) : flawed(node, path, flaws.tagged)
  }

  function readNode(node: ParsedNode, path: Path): unknown {
    if (isScalar(node)) return isPlain(node.value) ? node.value : flawed(node, path, flaws.tagged)
    if (isMap(node)) return readMap(node.items as readonly MapEntry[], path)
    return 'items' in node ? node.items.map((item, i) => read(item as ParsedNode, [...path, i])) : null
  }

  function readMap(entries: readonly MapEntry[], path: Path): object {
    const result: Record<string, unknown> = {}
    for (const { key, value } of entries) {
      const name = keyText(key)
      if (name === undefined) flawed(key, path, flaws.key)
      else if (Object.hasOwn(result, name)) flawed(key, [...path, name], twice(name))
      else own(result, name, value === null ? null : read(value, [...path, name]))
    }
    return result
  }

  return read(root, [])
}

/** What the parser makes of a member; its own type allows for nodes that only programs make. */
interface MapEntry {
  readonly key: ParsedNode
  readonly value: ParsedNode | null
}

const hasKnownTag = ({ tag }: ParsedNode): boolean => tag === undefined || knownTags.has(tag)

const isPlain = (value: unknown): boolean =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

/** Assignment would call the setter of `__proto__`. */
const own = (target: object, name: string, value: unknown): void => {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true })
}
