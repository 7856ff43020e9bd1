/** What each upstream was seen to offer: the list that names are resolved against before a policy's default. */
import type { JsonObject } from '@portcullis/engine'
import type { Upstream } from '../upstream/link.ts'
import { type ParamHeader, paramHeadersOf } from '../wire/param-headers.ts'
import { isObject } from '../wire/shape.ts'
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
const MAX_PAGES = 100
/** Listings of one reader that are under way at the same time. */
const MAX_DRAFTS = 16

/** The tools of one upstream. */
export class ToolBook {
  private complete: ReadonlyMap<string, KnownTool> | undefined
  private quarantined: ReadonlySet<string> = new Set()
  /** By reader and the cursor that comes next: several listings of one reader do not mix. */
  private readonly drafts = new WeakMap<object, Map<string, Draft>>()
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
   * @param cursor of the page that is read; undefined for the first
   */
  page(reader: object, cursor: string | undefined): ToolPage {
    const draft = cursor === undefined ? newDraft(true) : (this.takeDraft(reader, cursor) ?? newDraft(false))
    if (cursor !== undefined) draft.cursors.add(cursor)
    return {
      add: (name, definition) => {
        if (draft.tools.size >= MAX_TOOLS || !draft.names.add(name)) return false
        draft.tools.set(name, knownTool(definition))
        return true
      },
      offers: (name) => !draft.names.quarantined.has(name) && !this.quarantined.has(name),
      finish: (next) => {
        if (next === undefined) this.adopt(draft)
        else if (draft.cursors.has(next) || draft.cursors.size >= MAX_PAGES) return false
        else this.keepDraft(reader, next, draft)
        return true
      },
    }
  }

  private takeDraft(reader: object, cursor: string): Draft | undefined {
    const drafts = this.drafts.get(reader)
    const draft = drafts?.get(cursor)
    drafts?.delete(cursor)
    return draft
  }

  private keepDraft(reader: object, cursor: string, draft: Draft): void {
    const drafts = this.drafts.get(reader) ?? new Map<string, Draft>()
    this.drafts.set(reader, drafts)
    const [oldest] = drafts.keys()
    if (oldest !== undefined && drafts.size >= MAX_DRAFTS) drafts.delete(oldest)
    drafts.set(cursor, draft)
  }

  private adopt(draft: Draft): void {
    if (!draft.fromStart) return
    this.complete = draft.tools
    this.quarantined = draft.names.quarantined
    this.stale = false
  }
}

/** One page of a listing as it is read. */
export interface ToolPage {
  /** False: the tool cannot be offered. */
  add(name: string, definition: JsonObject): boolean
  /** Asked once all of the page were added: a later tool may have made an earlier one's name unsafe. */
  offers(name: string): boolean
  /**
   * @param next cursor of the page that follows; undefined behind the last
   * @returns false where the listing goes in circles, or has too many pages
   */
  finish(next: string | undefined): boolean
}

/** A listing under way. */
interface Draft {
  readonly tools: Map<string, KnownTool>
  readonly names: NameCheck
  /** Cursors of its pages so far. */
  readonly cursors: Set<string>
  readonly fromStart: boolean
}

const newDraft = (fromStart: boolean): Draft => ({
  ...{ tools: new Map(), names: createNameCheck(), cursors: new Set() },
  fromStart,
})

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
