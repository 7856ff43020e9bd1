/** What each upstream was seen to offer: the list that names are resolved against before a policy's default. */
import type { JsonObject } from '@portcullis/engine'
import type { Upstream } from '../upstream/link.ts'
import { type ParamHeader, paramHeadersOf } from '../wire/param-headers.ts'
import { createNameCheck, type NameCheck } from './tool-names.ts'

/** What the gateway keeps of a tool's definition. */
export interface KnownTool {
  /** Names of the input schema's top-level properties: only these are ever logged. */
  readonly properties: ReadonlySet<string>
  /** The input schema as the server gave it. */
  readonly inputSchema: JsonObject | undefined
  /** Arguments that modern clients repeat in headers. */
  readonly paramHeaders: readonly ParamHeader[]
}

const MAX_TOOLS = 5000

/** The tools of one upstream. */
export class ToolBook {
  private complete: ReadonlyMap<string, KnownTool> | undefined
  private quarantined: ReadonlySet<string> = new Set()
  private readonly drafts = new WeakMap<object, Draft>()
  private stale = false

  /** False until a whole list was seen, and again after the server said that its list changed. */
  get known(): boolean {
    return this.complete !== undefined && !this.stale
  }

  /** The tool of that name; undefined if it is absent, quarantined, or no list is known. */
  find(name: string): KnownTool | undefined {
    return this.quarantined.has(name) ? undefined : this.complete?.get(name)
  }

  /** True for a name that must not be used, whatever a policy says of it. */
  isQuarantined(name: string): boolean {
    return this.quarantined.has(name)
  }

  /** The server said that its list changed. */
  invalidate(): void {
    this.stale = true
  }

  /**
   * Begins a listing, or goes on with one.
   * @param reader whose listing it is: pages of two readers do not mix
   */
  page(reader: object, isFirst: boolean): ToolPage {
    let draft = isFirst ? undefined : this.drafts.get(reader)
    if (draft === undefined) {
      draft = { tools: new Map(), names: createNameCheck(), fromStart: isFirst }
      this.drafts.set(reader, draft)
    }
    const current = draft
    return {
      add: (name, definition) => {
        if (current.tools.size >= MAX_TOOLS || !current.names.add(name)) return false
        current.tools.set(name, knownTool(definition))
        return !this.quarantined.has(name)
      },
      finish: (isLast) => {
        if (isLast) this.adopt(reader, current)
      },
    }
  }

  private adopt(reader: object, draft: Draft): void {
    this.drafts.delete(reader)
    if (!draft.fromStart) return
    this.complete = draft.tools
    this.quarantined = draft.names.quarantined
    this.stale = false
  }
}

/** One page of a listing as it is read. */
export interface ToolPage {
  /** False: the tool must not be offered. */
  add(name: string, definition: JsonObject): boolean
  finish(isLast: boolean): void
}

interface Draft {
  readonly tools: Map<string, KnownTool>
  readonly names: NameCheck
  readonly fromStart: boolean
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function knownTool(definition: JsonObject): KnownTool {
  const schema = definition['inputSchema']
  const inputSchema = isObject(schema) ? schema : undefined
  const properties = inputSchema?.['properties']
  return {
    inputSchema,
    properties: new Set(isObject(properties) ? Object.keys(properties) : []),
    paramHeaders: inputSchema === undefined ? [] : paramHeadersOf(inputSchema),
  }
}

/** The books of all upstreams; they go with their upstream. */
export interface KnownTools {
  of(upstream: Upstream): ToolBook
}

/** Starts with nothing known. */
export function createKnownTools(): KnownTools {
  const books = new WeakMap<Upstream, ToolBook>()
  return {
    of(upstream) {
      const known = books.get(upstream)
      if (known !== undefined) return known
      const fresh = new ToolBook()
      books.set(upstream, fresh)
      return fresh
    },
  }
}
