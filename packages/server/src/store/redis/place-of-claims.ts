/** Whose counters a call counts in: one organisation's, which all stand in one slot of the store. */
import type { Claim } from '@portcullis/engine'

/** The organisation and, where a counter is a grant's own, the grant. */
export interface ClaimPlace {
  readonly organisation: string
  /** Empty: no counter of the call belongs to one grant. */
  readonly grant: string
}

/** Scopes whose counters belong to one grant. */
const OF_GRANTS: ReadonlySet<string> = new Set(['grant', 'session'])

/** Where the grant stands in a key: after organisation, document, server and scope. */
const GRANT = 4

/** So many keys are remembered. */
const REMEMBERED = 10_000

const known = new Map<string, ClaimPlace>()

/**
 * The place of a call's claims; undefined where they are not of one organisation, and could not be taken together. That
 * does not occur: everything that a call counts in begins with the organisation of its grant.
 */
export function placeOfClaims(claims: readonly Claim[]): ClaimPlace | undefined {
  let organisation: string | undefined
  let grant = ''
  for (const { key } of claims) {
    const place = placeOf(key)
    if (organisation !== undefined && place.organisation !== organisation) return undefined
    organisation = place.organisation
    if (grant === '') grant = place.grant
  }
  return { organisation: organisation ?? '', grant }
}

function placeOf(key: string): ClaimPlace {
  const remembered = known.get(key)
  if (remembered !== undefined) return remembered
  const parts = partsOf(key, GRANT + 1)
  const [organisation = '', , , scope = '', holder = ''] = parts
  const place = { organisation, grant: OF_GRANTS.has(scope) ? holder : '' }
  if (known.size >= REMEMBERED) known.clear()
  known.set(key, place)
  return place
}

const PREFIX = /^(\d{1,6}):/

/** The first parts of a key of length-prefixed ones; none where it is not of that form. */
function partsOf(key: string, most: number): readonly string[] {
  const parts: string[] = []
  let at = 0
  while (parts.length < most) {
    const [prefix, length] = PREFIX.exec(key.slice(at, at + 7)) ?? []
    if (prefix === undefined) break
    const from = at + prefix.length
    at = from + Number(length)
    parts.push(key.slice(from, at))
  }
  return parts
}
