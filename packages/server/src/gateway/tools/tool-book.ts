/** What one upstream was seen to offer: the list that names are resolved against before a policy's default. */
import { createHash } from 'node:crypto'
import type { JsonObject } from '@portcullis/engine'
import type { DescriptionFlag, LabelFact } from '../../ports/audit-sink.ts'
import { type HeardList, HeardTools, type Hearer } from './heard-tools.ts'
import { type KnownTool, knownTool, type ListedTool } from './known-tool.ts'
import type { Labeller } from './label-tools.ts'
import { createNameCheck, type NameCheck } from './tool-names.ts'

const MAX_TOOLS = 5000
const MAX_PAGES = 100
/** So many who hear are not looked through for those who are gone. */
const FEW_HEARERS = 64
/** Lists that differ which are put together. */
const MAX_LISTS = 8
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

const NOTHING: HeardList = { tools: new Map(), quarantined: new Set(), isLabelled: false }

/** The tools of one upstream. Servers may show each session others: what each was shown is kept apart. */
export class ToolBook {
  readonly changes: Changes
  /** What was heard last, and how often the server had said by then that its list changed. */
  latest: HeardList | undefined
  latestAt = -1
  /** What those who are there heard, taken together; where they heard different things of a tool, what was heard last. */
  any: HeardList = NOTHING
  /** Those who are there heard different lists. */
  varies = false
  /** By who hears. */
  private readonly heard = new WeakMap<Hearer, HeardTools>()
  private readonly hearers = new Set<WeakRef<Hearer>>()
  private mostHearers = FEW_HEARERS
  /** By reader and the cursor that comes next: several listings of one reader do not mix. */
  private readonly drafts = new WeakMap<object, Map<string, Draft>>()
  private readonly vetting: Vetting | undefined

  /**
   * @param changes shared by all books of the upstream
   * @param vetting undefined: tools get no labels
   */
  constructor(changes: Changes, vetting: Vetting | undefined) {
    this.changes = changes
    this.vetting = vetting
  }

  /** What somebody goes by. */
  heardBy(hearer: Hearer): HeardTools {
    const known = this.heard.get(hearer)
    if (known !== undefined) return known
    const fresh = new HeardTools(this)
    this.heard.set(hearer, fresh)
    return fresh
  }

  /** The server said that its list changed. */
  invalidate(): void {
    this.changes.count++
  }

  /**
   * Begins a listing, or goes on with one.
   * @param reader whose listing it is: pages of two readers do not mix
   * @param cursor of the page that is read; undefined for the first
   * @param hearer who goes by the list once it is whole
   */
  page(reader: object, cursor: string | undefined, hearer: Hearer): ToolPage {
    const before = this.heardBy(hearer)
    const draft = cursor === undefined ? newDraft(true) : (this.takeDraft(reader, cursor) ?? newDraft(false))
    if (cursor !== undefined) draft.cursors.add(cursor)
    const fresh: ListedTool[] = []
    const old: ListedTool[] = []
    return {
      add: (name, definition, digest) => {
        if (draft.tools.size >= MAX_TOOLS || !draft.names.add(name)) return false
        const tool = before.own?.tools.get(name) ?? this.any.tools.get(name)
        const isSame = tool?.digest === digest && (tool.label !== undefined || this.vetting === undefined)
        const listed = { name, definition, digest }
        if (isSame) old.push(listed)
        else fresh.push(listed)
        draft.tools.set(name, isSame ? tool : knownTool(listed, this.vetting?.keepsDefinitions === true))
        return true
      },
      finish: (next) => {
        if (next !== undefined && (draft.cursors.has(next) || draft.cursors.size >= MAX_PAGES)) return false
        if (this.vetting !== undefined) labelPage(draft, { fresh, old }, this.vetting)
        if (next === undefined) this.adopt(draft, hearer)
        else this.keepDraft(reader, next, draft)
        return true
      },
      offered: (name) =>
        draft.names.quarantined.has(name) || before.isQuarantined(name) ? undefined : draft.tools.get(name),
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

  private adopt(draft: Draft, hearer: Hearer): void {
    if (!draft.fromStart) return
    const list: HeardList = {
      tools: draft.tools,
      quarantined: draft.names.quarantined,
      isLabelled: this.vetting === undefined || !draft.isPartlyLabelled,
    }
    const heard = this.heardBy(hearer)
    if (heard.own === undefined) this.hearers.add(new WeakRef(hearer))
    const before = this.latest
    const same = [before, heard.own].find((other) => other !== undefined && isSameList(other, list))
    this.latest = same ?? list
    this.latestAt = this.changes.count
    heard.hear(this.latest)
    if (this.latest !== before || this.varies || this.hearers.size > this.mostHearers) this.putTogether(this.latest)
  }

  private putTogether(latest: HeardList): void {
    const lists = new Set([latest])
    for (const hearer of this.present()) lists.add(hearer.own ?? latest)
    this.mostHearers = Math.max(FEW_HEARERS, 2 * this.hearers.size)
    const before = this.any
    this.varies = lists.size > 1
    this.any = this.varies ? together([...lists].slice(0, MAX_LISTS)) : latest
    if (before === NOTHING || !sameTools(before.tools, this.any.tools)) this.vetting?.onAdopted?.(this.any.tools)
  }

  /** Of those who are gone, nothing counts. */
  private *present(): Generator<HeardTools> {
    for (const reference of this.hearers) {
      const hearer = reference.deref()
      if (hearer === undefined || hearer.ended === true) this.hearers.delete(reference)
      else yield this.heardBy(hearer)
    }
  }
}

/** @param lists what was heard last comes first */
function together(lists: readonly HeardList[]): HeardList {
  const tools = new Map<string, KnownTool>()
  const quarantined = new Set<string>()
  for (const list of lists) {
    for (const name of list.quarantined) if (!tools.has(name)) quarantined.add(name)
    for (const [name, tool] of list.tools) if (!tools.has(name)) tools.set(name, tool)
  }
  return { tools, quarantined, isLabelled: lists.every(({ isLabelled }) => isLabelled) }
}

const isSameList = (one: HeardList, other: HeardList): boolean =>
  one.isLabelled === other.isLabelled &&
  one.quarantined.size === other.quarantined.size &&
  [...one.quarantined].every((name) => other.quarantined.has(name)) &&
  sameTools(one.tools, other.tools)

/** A tool that did not change is the same object as before. */
function sameTools(before: ReadonlyMap<string, KnownTool>, now: ReadonlyMap<string, KnownTool>): boolean {
  if (before.size !== now.size) return false
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

/** Tools of one page. */
interface PageTools {
  /** Without a label of their definition. */
  readonly fresh: readonly ListedTool[]
  /** With one, which they may have got among others. */
  readonly old: readonly ListedTool[]
}

/** Digests of the names among which a tool has its label: they say something of it, too. */
const among = new WeakMap<KnownTool, Set<string>>()
/** So many lists are remembered for one tool. */
const MOST_AMONG = 8

/**
 * Siblings are the tools of the listing so far: of most servers the whole list, as it has one page. A label hangs on the
 * list alone, and not on what was heard before: every gateway that hears the same says the same.
 */
function labelPage(draft: Draft, { fresh, old }: PageTools, vetting: Vetting): void {
  const siblings = [...draft.tools.keys()]
  const names = createHash('sha256').update(siblings.join('\n')).digest('base64')
  const unlabelled = [...fresh, ...old.filter(({ name }) => !isLabelledAmong(draft.tools.get(name), names))]
  const now = unlabelled.slice(0, MAX_LABELLED)
  if (now.length < unlabelled.length) draft.isPartlyLabelled = true
  const labels = now.length === 0 ? [] : vetting.label(now, siblings)
  now.forEach(({ name }, index) => {
    const known = draft.tools.get(name)
    const label = labels[index]
    if (known !== undefined) draft.tools.set(name, labelled(known, label, names))
    if (label?.flags !== undefined) vetting.onOdd(name, label.flags)
  })
  if (!vetting.quarantinesOdd) return
  for (const { name, label } of draft.tools.values()) if (label?.flags !== undefined) draft.names.quarantine(name)
}

const isLabelledAmong = (known: KnownTool | undefined, names: string): boolean =>
  known !== undefined && among.get(known)?.has(names) === true

/** The same object where it has that label already. */
function labelled(known: KnownTool, label: LabelFact | undefined, names: string): KnownTool {
  const tool = label === known.label ? known : { ...known, label }
  const before = among.get(tool) ?? new Set()
  if (before.size >= MOST_AMONG) before.clear()
  among.set(tool, before.add(names))
  return tool
}
