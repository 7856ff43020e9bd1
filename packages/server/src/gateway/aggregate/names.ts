/** Names of tools and prompts that were too long to be shown as they are: which of them each shown name stands for. */
import { mayBeCut, prefixedName } from '../../ports/prefixed-name.ts'

/** Names of one place that are remembered. */
const MOST_NAMES = 5000
const MOST_PLACES = 10_000

/** Whose names, and of what. */
export interface NamePlace {
  readonly grant: string
  /** Id of the server. */
  readonly server: string
  readonly slug: string
  readonly kind: 'tools' | 'prompts'
}

/** What is known of a shown name: the name that it stands for; `twice`: two names would be shown as it; or nothing. */
export type Found = { readonly name: string } | 'twice' | undefined

/** Remembers what lists showed. */
export class ShownNames {
  readonly #places = new Map<string, Map<string, string | undefined>>()

  /** A listing begins anew: what an earlier one showed may be gone. */
  begin(place: NamePlace): void {
    this.#places.delete(keyOf(place))
  }

  /** Takes note of a name of a list, before any of that page is shown. */
  note(place: NamePlace, name: string): void {
    const full = prefixedName(place.slug, name)
    if (!mayBeCut(full)) return
    const known = this.#of(place)
    const before = known.get(full)
    if (!known.has(full)) known.set(full, name)
    else if (before !== name) known.set(full, undefined)
    trim(known, MOST_NAMES)
  }

  /** The name as clients see it; undefined: it would be taken for another. */
  shown(place: NamePlace, name: string): string | undefined {
    const full = prefixedName(place.slug, name)
    return this.find(place, full) === 'twice' ? undefined : full
  }

  /** Only of names for which `mayBeCut` holds is anything known. */
  find(place: NamePlace, full: string): Found {
    const known = this.#places.get(keyOf(place))
    if (known === undefined || !known.has(full)) return undefined
    const name = known.get(full)
    return name === undefined ? 'twice' : { name }
  }

  #of(place: NamePlace): Map<string, string | undefined> {
    const key = keyOf(place)
    const known = this.#places.get(key) ?? new Map<string, string | undefined>()
    this.#places.set(key, known)
    trim(this.#places, MOST_PLACES)
    return known
  }
}

const keyOf = ({ grant, server, kind }: NamePlace): string => JSON.stringify([grant, server, kind])

function trim(full: Map<string, unknown>, most: number): void {
  if (full.size <= most) return
  for (const oldest of full.keys()) {
    full.delete(oldest)
    break
  }
}
