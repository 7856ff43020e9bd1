/** Cases and the documents they are about, made ready to run. */
import {
  type ArgumentSchema,
  type CompiledPolicy,
  compileArgumentSchema,
  compileLayers,
  type JsonObject,
  type Layer,
  type Policy,
  parsePolicy,
  type Tool,
} from '@portcullis/engine'
import type { KnownTool } from '../tool-list.ts'
import type { PlacedSuite } from './read-suite.ts'
import type { FlowKind, LayerFile, ToolFacts, Tools } from './suite.ts'

/** A document, as its file has it. */
export interface DocumentText {
  /** For people: the path of the file. */
  readonly file: string
  readonly text: string
}

/** A document of the cases. */
export interface SuiteDocument extends DocumentText {
  readonly id: string
  readonly policy: Policy
  readonly draftOf: string | undefined
}

/** All that cases run on. */
export interface PreparedSuite {
  readonly placed: PlacedSuite
  readonly documents: readonly SuiteDocument[]
  readonly compiled: CompiledPolicy
  /** Undefined where nothing is known of the server's list. */
  readonly tools: ReadonlyMap<string, ToolState> | undefined
}

/** What is known of a tool. */
export interface ToolState extends Pick<Tool, 'label' | 'annotations'> {
  readonly schema: ArgumentSchema | undefined
  readonly reads: readonly FlowKind[]
}

/** What came of preparing: the cases, or why they cannot be run. */
export type Prepared =
  | { readonly ok: true; readonly suite: PreparedSuite }
  | { readonly ok: false; readonly message: string; readonly remedy: string }

/** The documents that a file of cases names, in its order; `fallback` where it names none. */
export function layersOf(
  { suite }: PlacedSuite,
  fallback: string,
): readonly Required<Pick<LayerFile, 'policy' | 'id'>>[] {
  const written = suite.layers ?? [suite.policy ?? fallback]
  return written.map((each) => {
    const layer = typeof each === 'string' ? { policy: each } : each
    return { ...layer, id: layer.id ?? idOf(layer.policy) }
  })
}

function idOf(path: string): string {
  const name = path.split(/[\\/]/).at(-1) ?? path
  return name.replace(/\.[^.]+$/, '')
}

/**
 * Prepares cases.
 * @param documents texts of what `layersOf` named, in the same order
 * @param list the server's tools, where a saved list was named
 */
export function prepareSuite(
  placed: PlacedSuite,
  documents: readonly (DocumentText & { readonly id: string; readonly draft_of?: string })[],
  list: readonly KnownTool[] | undefined,
): Prepared {
  const read: SuiteDocument[] = []
  for (const { file, text, id, draft_of: draftOf } of documents) {
    const parsed = parsePolicy(text)
    if (!parsed.ok) {
      const [first] = parsed.problems
      const where = first === undefined ? '' : `:${first.line}:${first.column} ${first.message}`
      return { ok: false, message: `${file}${where}`, remedy: `See portcullis check ${file}.` }
    }
    read.push({ file, text, id, policy: parsed.policy, draftOf })
  }
  try {
    const compiled = compileDocuments(read)
    return { ok: true, suite: { placed, documents: read, compiled, tools: toolsOf(placed, list) } }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { ok: false, message, remedy: 'Correct the documents, or how the cases put them together.' }
  }
}

/** @throws Error where the documents do not go together */
export function compileDocuments(documents: readonly Omit<SuiteDocument, 'text' | 'file'>[]): CompiledPolicy {
  return compileLayers(
    documents.map(
      ({ id, policy, draftOf }): Layer => ({
        id,
        version: '',
        policy,
        ...(draftOf !== undefined && { draftOf }),
      }),
    ),
  )
}

function toolsOf({ suite }: PlacedSuite, list: readonly KnownTool[] | undefined): PreparedSuite['tools'] {
  const written = typeof suite.tools === 'object' ? suite.tools : undefined
  if (list === undefined && written === undefined) return undefined
  const listed = (list ?? []).map((tool) => [tool.name, stateOfKnown(tool)] as const)
  return new Map([...listed, ...toolStates(written ?? {})])
}

/** What is known of tools, made ready. */
export function toolStates(tools: Tools): readonly (readonly [string, ToolState])[] {
  return Object.entries(tools).map(([name, facts]) => [name, stateOf(facts)] as const)
}

function stateOf({ label, annotations = {}, input_schema: schema, reads = [] }: ToolFacts): ToolState {
  return {
    label: label && { ...label, source: label.source ?? 'reviewed' },
    annotations,
    schema: schema && schemaOf(schema),
    reads,
  }
}

function stateOfKnown({ label, annotations = {}, inputSchema }: KnownTool): ToolState {
  // A list is JSON: so are its definitions.
  return {
    label,
    annotations: annotations as JsonObject,
    schema: isObject(inputSchema) ? schemaOf(inputSchema) : undefined,
    reads: [],
  }
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Of a schema that nothing can be judged by the defaults hold all the same, as for the gateway. */
function schemaOf(schema: JsonObject): ArgumentSchema {
  const compiled = compileArgumentSchema(schema)
  return compiled.ok ? compiled.schema : compiled.defaults
}
