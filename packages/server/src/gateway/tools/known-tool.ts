/** What the gateway keeps of a tool's definition. */
import { fingerprint } from '@portcullis/catalogue'
import type { JsonObject } from '@portcullis/engine'
import type { LabelFact } from '../../ports/audit-sink.ts'
import { toolDefinition } from '../../ports/tool-definition.ts'
import { type ParamHeader, paramHeadersOf } from '../wire/param-headers.ts'
import { isObject } from '../wire/shape.ts'

/** A tool of a list that was seen. */
export interface KnownTool {
  readonly name: string
  /** Digest of the definition's text: another one has to be read, and labelled, anew. */
  readonly digest: string
  /** What it can do; undefined where that is not known (yet). */
  readonly label: LabelFact | undefined
  /** Names of the input schema's top-level properties: only these are ever logged. */
  readonly properties: ReadonlySet<string>
  /** What the server says of the tool's behaviour; empty where it says nothing. */
  readonly annotations: JsonObject
  /** The input schema as the server gave it. */
  readonly inputSchema: JsonObject | undefined
  /** Arguments that modern clients repeat in headers. */
  readonly paramHeaders: readonly ParamHeader[]
  /** What it is held against where definitions have to be accepted; undefined where they are followed. */
  readonly heard: HeardDefinition | undefined
}

/** A definition as the server gave it. */
export interface HeardDefinition {
  readonly fingerprint: string
  /** JSON. */
  readonly text: string
}

/** A definition as it stands in a list. */
export interface ListedTool {
  readonly name: string
  readonly definition: JsonObject
  readonly digest: string
}

/** Reads a definition; its label comes later. @param isKept whether the definition is kept as well */
export function knownTool({ name, definition, digest }: ListedTool, isKept: boolean): KnownTool {
  const schema = definition['inputSchema']
  const inputSchema = isObject(schema) ? schema : undefined
  const properties = inputSchema?.['properties']
  const annotations = definition['annotations']
  return {
    name,
    digest,
    label: undefined,
    annotations: isObject(annotations) ? annotations : {},
    inputSchema,
    properties: new Set(isObject(properties) ? Object.keys(properties) : []),
    paramHeaders: inputSchema === undefined ? [] : paramHeadersOf(inputSchema),
    heard: isKept
      ? { fingerprint: fingerprint(toolDefinition(name, definition)), text: JSON.stringify(definition) }
      : undefined,
  }
}
