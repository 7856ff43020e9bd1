/**
 * Which server a resource belongs to. Addresses stay as servers gave them, as long as only one server of the grant
 * offers them; where several do, each is shown, and asked for, under `portcullis://<server>/<address>`.
 */
import type { Caller } from '../../ports/directory.ts'

const SCHEME = 'portcullis://'
const WRAPPED = /^portcullis:\/\/([a-z0-9-]{1,63})\/([\s\S]+)$/

/** Of one grant and server. */
const MOST_LISTED = 5000
const MOST_LINKED = 1000
/** Pairs of grant and server. */
const MOST_PAIRS = 10_000

/** What one server offered to one grant. */
interface Offered {
  readonly uris: Set<string>
  readonly templates: Set<string>
  /** Addresses that stood in results of tools. */
  readonly linked: Set<string>
}

/** Where an address leads. */
export type Place =
  | { readonly caller: Caller; readonly uri: string }
  /** `several`: it has to be wrapped. `unknown`: nobody was seen to offer it. */
  | 'several'
  | 'unknown'

/** Remembers what lists and results named. */
export class Places {
  readonly #offered = new Map<string, Offered>()

  /** A listing begins anew. */
  begin(caller: Caller, kind: 'uris' | 'templates'): void {
    this.#of(caller)[kind].clear()
  }

  /** Takes note of an address of a list, or of a result, before it is shown. */
  note(caller: Caller, kind: keyof Offered, address: string): void {
    const known = this.#of(caller)[kind]
    known.delete(address)
    known.add(address)
    const [oldest] = known
    if (oldest !== undefined && known.size > (kind === 'linked' ? MOST_LINKED : MOST_LISTED)) known.delete(oldest)
  }

  /** An address of one server's, as the client gets to see it. */
  shown(callers: readonly Caller[], caller: Caller, kind: keyof Offered, address: string): string {
    const isElsewhere = callers.some((other) => other !== caller && this.#claims(other, kind, address))
    const isPlain = !isElsewhere && !address.startsWith(SCHEME)
    return isPlain ? address : `${SCHEME}${caller.server.slug}/${address}`
  }

  /** Where an address leads that a client asks for. */
  find(callers: readonly Caller[], address: string): Place {
    const [, slug, uri = ''] = WRAPPED.exec(address) ?? []
    if (slug !== undefined) {
      const caller = callers.find(({ server }) => server.slug === slug)
      return caller === undefined ? 'unknown' : { caller, uri }
    }
    return (
      this.#holder(callers, 'uris', address) ??
      this.#holder(callers, 'linked', address) ??
      this.#byTemplate(callers, address)
    )
  }

  /** What a server lists is its own; what a result links may be anybody's, and never takes a listed address away. */
  #claims(caller: Caller, kind: keyof Offered, address: string): boolean {
    const known = this.#known(caller)
    return known !== undefined && (known[kind].has(address) || (kind === 'linked' && known.uris.has(address)))
  }

  #holder(callers: readonly Caller[], kind: 'uris' | 'linked', address: string): Place | undefined {
    const holders = callers.filter((caller) => this.#known(caller)?.[kind].has(address) === true)
    const [only] = holders
    if (only === undefined) return undefined
    return holders.length === 1 ? { caller: only, uri: address } : 'several'
  }

  /** The longest beginning wins; where several servers are equal, none. */
  #byTemplate(callers: readonly Caller[], address: string): Place {
    let best = 0
    let found: Place = 'unknown'
    for (const caller of callers) {
      const length = Math.max(0, ...[...(this.#known(caller)?.templates ?? [])].map((each) => fit(each, address)))
      if (length === 0 || length < best) continue
      found = length === best ? 'several' : { caller, uri: address }
      best = length
    }
    return found
  }

  #known(caller: Caller): Offered | undefined {
    return this.#offered.get(keyOf(caller))
  }

  #of(caller: Caller): Offered {
    const key = keyOf(caller)
    const known = this.#offered.get(key) ?? { uris: new Set(), templates: new Set(), linked: new Set() }
    // Moved to the end: whoever was quiet longest makes room.
    this.#offered.delete(key)
    this.#offered.set(key, known)
    const [oldest] = this.#offered.keys()
    if (oldest !== undefined && this.#offered.size > MOST_PAIRS) this.#offered.delete(oldest)
    return known
  }
}

const keyOf = ({ grant, server }: Caller): string => JSON.stringify([grant.subject.grant, server.id])

/** Length of a template's beginning and end that stand in the address; 0: it does not fit (RFC 6570, level 1 to 4). */
function fit(template: string, address: string): number {
  const open = template.indexOf('{')
  const close = template.lastIndexOf('}')
  if (open < 0 || close < open) return template === address ? address.length : 0
  const before = template.slice(0, open)
  const after = template.slice(close + 1)
  const isLong = address.length > before.length + after.length
  return isLong && address.startsWith(before) && address.endsWith(after) ? before.length + after.length : 0
}
