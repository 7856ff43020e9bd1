/** What one upstream was seen to offer: the list that names are resolved against before a policy's default. */
import type { JsonObject } from '@portcullis/engine'
import type { DescriptionFlag } from '../../ports/audit-sink.ts'
import { type KnownTool, knownTool, type ListedTool } from './known-tool.ts'
import type { Labeller } from './label-tools.ts'
import { createNameCheck, type NameCheck } from './tool-names.ts'

const MAX_TOOLS = 5000
const MAX_PAGES = 100
/** Listings of one reader that are under way at the same time. */
const MAX_DRAFTS = 16
/** So many definitions of a page are labelled at once, in 60 ms or so; the others wait for the next listing. */
const MAX_LABELLED = 1000

/** How often the server said that its list changed. */
export interface Changes {
  count: number
}

/** What becomes of definitions that were not seen before. */
export interface Vetting {
  readonly label: Labeller
  /** Tools with odd descriptions must not be used. */
  readonly quarantinesOdd: boolean
  /** Definitions are held against those that an operator accepted. */
  readonly keepsDefinitions?: boolean
  readonly onOdd: (name: string, flags: readonly DescriptionFlag[]) => void
  /** Another list than before is known now: whoever else wants to know is told. */
  readonly onAdopted?: ((tools: ReadonlyMap<string, KnownTool>) => void) | undefined
}

/** The tools of one upstream. */
export class ToolBook {
  private complete: ReadonlyMap<string, KnownTool> | undefined
  private quarantined: ReadonlySet<string> = new Set()
  /** By reader and the cursor that comes next: several listings of one reader do not mix. */
  private readonly drafts = new WeakMap<object, Map<string, Draft>>()
  private readonly changes: Changes
  private readonly vetting: Vetting | undefined
  private adoptedAt = 0
  private wholly = false

  /**
   * @param changes shared by all books of the upstream
   * @param vetting undefined: tools get no labels
   */
  constructor(changes: Changes, vetting: Vetting | undefined) {
    this.changes = changes
    this.vetting = vetting
  }

  /** False until a whole list was seen and labelled, and again after the server said that its list changed. */
  get known(): boolean {
    return this.wholly && this.adoptedAt === this.changes.count
  }

  /** True where definitions are those of a whole list of which the server did not say that it changed: labels may lack. */
  get isRead(): boolean {
    return this.complete !== undefined && this.adoptedAt === this.changes.count
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
    this.changes.count++
  }

  /**
   * Begins a listing, or goes on with one.
   * @param reader whose listing it is: pages of two readers do not mix
   * @param cursor of the page that is read; undefined for the first
   */
  page(reader: object, cursor: string | undefined): ToolPage {
    const draft = cursor === undefined ? newDraft(true) : (this.takeDraft(reader, cursor) ?? newDraft(false))
    if (cursor !== undefined) draft.cursors.add(cursor)
    const fresh: ListedTool[] = []
    return {
      add: (name, definition, digest) => {
        if (draft.tools.size >= MAX_TOOLS || !draft.names.add(name)) return false
        const before = this.complete?.get(name)
        const isSame = before?.digest === digest && (before.label !== undefined || this.vetting === undefined)
        const listed = { name, definition, digest }
        if (!isSame) fresh.push(listed)
        draft.tools.set(name, isSame ? before : knownTool(listed, this.vetting?.keepsDefinitions === true))
        return true
      },
      finish: (next) => {
        if (next !== undefined && (draft.cursors.has(next) || draft.cursors.size >= MAX_PAGES)) return false
        if (this.vetting !== undefined) labelFresh(draft, fresh, this.vetting)
        if (next === undefined) this.adopt(draft)
        else this.keepDraft(reader, next, draft)
        return true
      },
      offered: (name) =>
        draft.names.quarantined.has(name) || this.quarantined.has(name) ? undefined : draft.tools.get(name),
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
    const before = this.complete
    this.complete = draft.tools
    this.quarantined = draft.names.quarantined
    this.adoptedAt = this.changes.count
    this.wholly = this.vetting === undefined || !draft.isPartlyLabelled
    if (!sameTools(before, draft.tools)) this.vetting?.onAdopted?.(draft.tools)
  }
}

/** A tool that did not change is the same object as before. */
function sameTools(before: ReadonlyMap<string, KnownTool> | undefined, now: ReadonlyMap<string, KnownTool>): boolean {
  if (before?.size !== now.size) return false
  for (const [name, tool] of now) if (before.get(name) !== tool) return false
  return true
}

/** One page of a listing as it is read. */
export interface ToolPage {
  /**
   * False: the tool cannot be offered.
   * @param digest of the definition's text
   */
  add(name: string, definition: JsonObject, digest: string): boolean
  /**
   * All of the page were added.
   * @param next cursor of the page that follows; undefined behind the last
   * @returns false where the listing goes in circles, or has too many pages
   */
  finish(next: string | undefined): boolean
  /** Asked of a finished page: a later tool may have made an earlier one's name unsafe. */
  offered(name: string): KnownTool | undefined
}

/** A listing under way. */
interface Draft {
  readonly tools: Map<string, KnownTool>
  readonly names: NameCheck
  /** Cursors of its pages so far. */
  readonly cursors: Set<string>
  readonly fromStart: boolean
  isPartlyLabelled: boolean
}

const newDraft = (fromStart: boolean): Draft => ({
  ...{ tools: new Map(), names: createNameCheck(), cursors: new Set() },
  fromStart,
  isPartlyLabelled: false,
})

/** Siblings are the tools of the listing so far: of most servers the whole list, as it has one page. */
function labelFresh(draft: Draft, fresh: readonly ListedTool[], vetting: Vetting): void {
  const now = fresh.slice(0, MAX_LABELLED)
  if (now.length < fresh.length) draft.isPartlyLabelled = true
  const labels = now.length === 0 ? [] : vetting.label(now, [...draft.tools.keys()])
  now.forEach(({ name }, index) => {
    const known = draft.tools.get(name)
    const label = labels[index]
    if (known !== undefined) draft.tools.set(name, { ...known, label })
    if (label?.flags !== undefined) vetting.onOdd(name, label.flags)
  })
  if (!vetting.quarantinesOdd) return
  for (const { name, label } of draft.tools.values()) if (label?.flags !== undefined) draft.names.quarantine(name)
}
