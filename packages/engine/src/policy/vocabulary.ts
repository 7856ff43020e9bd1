/** The words of the language, place by place, as the schema has them. */
import { suggest } from '../text/suggest.ts'
import { policyJsonSchema } from './json-schema.ts'

/** A part of the JSON Schema. */
interface Node {
  readonly id?: string
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly additionalProperties?: Node | boolean
  readonly items?: Node
  readonly anyOf?: readonly Node[]
  readonly $defs?: Readonly<Record<string, Node>>
}

/** The objects that may stand at a place: one, or the forms of a choice. */
export interface Place {
  /** How sentences call it. */
  readonly name: string
  /** The keys that it may have. */
  readonly keys: readonly string[]
}

const DOCUMENT = 'the document'

/** How sentences call the objects of the schema, by their ids there. */
const NAMES: Readonly<Record<string, string>> = {
  Rule: 'a rule',
  Classes: '"classes"',
  ClassRule: 'the rule of a class',
  Predicate: 'a predicate',
  Approval: 'a rule that asks',
  ReuseFor: '"reuse"',
  Comparison: 'a condition',
  AnyOf: 'a condition',
  AllOf: 'a condition',
  Not: 'a condition',
  Limit: 'a limit',
  SumOf: '"increment_from"',
  CountOf: '"increment_from"',
  Rate: 'a rate',
  Results: '"results"',
  DetectorRedaction: 'a redaction',
  RegexRedaction: 'a redaction',
  Resources: '"resources"',
  Prompts: '"prompts"',
  Elicitation: '"elicitation"',
  ElicitationHosts: '"url"',
  Sampling: '"sampling"',
}

/** What may stand at a place of the document. */
export function placeOf(path: readonly (string | number)[]): Place {
  let nodes: readonly Found[] = forms({ name: DOCUMENT, node: schema() })
  for (const segment of path) nodes = nodes.flatMap(({ node }) => below(node, segment)).flatMap(forms)
  const objects = nodes.filter(({ node }) => node.properties !== undefined)
  return {
    name: objects[0]?.name ?? 'this',
    keys: [...new Set(objects.flatMap(({ node }) => Object.keys(node.properties ?? {})))],
  }
}

/** The key of this or another place that was probably meant, as a sentence; empty where none is near. */
export function didYouMean({ name, keys }: Place, key: string): string {
  const near = suggest(key, keys)
  if (near !== undefined) return `Did you mean "${near}"? `
  const elsewhere = objects().find((other) => other.name !== name && Object.hasOwn(other.node.properties ?? {}, key))
  return elsewhere === undefined ? '' : `"${key}" belongs into ${elsewhere.name}. `
}

interface Found {
  readonly name: string
  readonly node: Node
}

function below({ properties = {}, additionalProperties, items }: Node, segment: string | number): readonly Found[] {
  if (typeof segment === 'number') return items === undefined ? [] : [{ name: '', node: items }]
  const named = Object.hasOwn(properties, segment) ? properties[segment] : undefined
  if (named !== undefined) return [{ name: '', node: named }]
  return typeof additionalProperties === 'object' ? [{ name: '', node: additionalProperties }] : []
}

/** The forms of a choice, references followed. */
function forms({ name, node }: Found): readonly Found[] {
  if (node.$ref !== undefined) {
    const id = node.$ref.replace('#/$defs/', '')
    const target = schema().$defs?.[id]
    return target === undefined ? [] : forms({ name: NAMES[id] ?? name, node: target })
  }
  return node.anyOf === undefined ? [{ name, node }] : node.anyOf.flatMap((each) => forms({ name, node: each }))
}

function objects(): readonly Found[] {
  const named = Object.entries(schema().$defs ?? {}).map(([id, node]) => ({ name: NAMES[id] ?? '', node }))
  return [{ name: DOCUMENT, node: schema() }, ...named.filter(({ name }) => name !== '')]
}

function schema(): Node {
  known ??= policyJsonSchema()
  return known
}

let known: Node | undefined
