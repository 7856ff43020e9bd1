/** What one conversation goes by: the list that its server gave it, or, before it heard one, what others heard. */
import type { KnownTool } from './known-tool.ts'
import type { ToolBook } from './tool-book.ts'

/** A whole list as it was heard; those that are the same are one object. */
export interface HeardList {
  readonly tools: ReadonlyMap<string, KnownTool>
  /** Names that must not be used. */
  readonly quarantined: ReadonlySet<string>
  /** Every tool of it has its label. */
  readonly isLabelled: boolean
}

/** Whoever hears lists: a conversation. */
export interface Hearer {
  readonly ended?: boolean
}

/** The tools of an upstream, for one who hears. */
export class HeardTools {
  readonly book: ToolBook
  #own: HeardList | undefined
  #at = -1

  /** Made by the book. */
  constructor(book: ToolBook) {
    this.book = book
  }

  /** The list that it heard last. */
  get own(): HeardList | undefined {
    return this.#own
  }

  /** False until there is a whole and labelled list to go by, and again after the server said that its list changed. */
  get known(): boolean {
    return this.#current()?.isLabelled === true
  }

  /** True where definitions are those of a whole list of which the server did not say that it changed: labels may lack. */
  get isRead(): boolean {
    return this.#current() !== undefined
  }

  /** The tool of that name: as it was heard here, else by anybody; undefined if it is absent, quarantined, or no list is known. */
  find(name: string): KnownTool | undefined {
    return this.isQuarantined(name) ? undefined : (this.#own?.tools.get(name) ?? this.book.any.tools.get(name))
  }

  /** All that is known of how that tool is defined: here, and as anybody heard it last. */
  definitions(name: string): readonly (KnownTool | undefined)[] {
    const [here, there] = [this.find(name), this.book.any.tools.get(name)]
    return there === undefined || there === here ? [here] : [here, there]
  }

  /** True for a name that must not be used, whatever a policy says of it. */
  isQuarantined(name: string): boolean {
    const own = this.#own
    if (own?.quarantined.has(name) === true) return true
    return own?.tools.has(name) !== true && this.book.any.quarantined.has(name)
  }

  /** It heard a list; the book tells. */
  hear(list: HeardList): void {
    this.#own = list
    this.#at = this.book.changes.count
  }

  /** The same list that somebody heard since is heard anew. Where lists differ, only one's own says what there is. */
  #current(): HeardList | undefined {
    const { latest, latestAt, varies, changes } = this.book
    const isLatest = this.#own === undefined ? !varies : this.#own === latest
    if (isLatest && latestAt === changes.count) return latest
    return this.#at === changes.count ? this.#own : undefined
  }
}
