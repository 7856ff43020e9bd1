/** Counters between two bounds: what calls have taken for certain, and what they may have taken at most. */
import type { Claim, Instant } from '@portcullis/engine'

/** What a call takes from one counter. */
export interface RangedClaim {
  readonly claim: Claim
  /** Millionths. */
  readonly least: number
  readonly most: number
  /** It cannot be told which of the counters below the family it is. */
  readonly vague: boolean
}

/** What limits may say. */
export interface LimitVerdict {
  readonly says: 'fits' | 'exceeded' | 'asks'
  /** The limit; undefined where all have room. */
  readonly claim: Claim | undefined
}

/** Counters of a replay. */
export interface Tally {
  /** Everything that limits may say of a call; one verdict: it is certain. */
  judge(claims: readonly RangedClaim[], at: Instant): readonly LimitVerdict[]
  /** Takes what the call takes: for certain, or perhaps. */
  take(claims: readonly RangedClaim[], at: Instant, certain: boolean): void
}

interface Bounds {
  readonly least: number
  readonly most: number
}

/** What was taken within one window of one counter. */
interface Account {
  from: number
  least: number
  most: number
  /** Of a rolling window. */
  entries: { readonly at: Instant; readonly least: number; readonly most: number }[]
}

const FITS: LimitVerdict = { says: 'fits', claim: undefined }

/** Empty counters. */
export function createTally(): Tally {
  const accounts = new Map<string, Account>()

  return {
    judge(claims, at) {
      const verdicts = claims.map((each) => verdictsOf(each, usedBefore(each, at)))
      const refused = verdicts.flatMap((each) => each.filter(({ says }) => says === 'exceeded'))
      const asking = verdicts.flatMap((each) => each.filter(({ says }) => says === 'asks'))
      const certainly = (says: LimitVerdict['says']): boolean =>
        verdicts.some((each) => each.length === 1 && each[0]?.says === says)
      if (certainly('exceeded')) return refused.slice(0, 1)
      if (certainly('asks')) return [...refused.slice(0, 1), ...asking.slice(0, 1)]
      return [FITS, ...refused.slice(0, 1), ...asking.slice(0, 1)]
    },
    take(claims, at, certain) {
      for (const each of claims) {
        const { claim, least, most } = each
        const taken = { least: certain ? least : 0, most }
        for (const key of accountsOf(each)) add(claim, key, taken, at)
      }
    },
  }

  function usedBefore({ claim, vague }: RangedClaim, at: Instant): Bounds {
    const { family, key } = claim
    if (family === undefined) return used(claim, key, at)
    const all = used(claim, `all ${family}`, at)
    if (vague) return { least: 0, most: all.most }
    const own = used(claim, key, at)
    // Digests change with the month: earlier ones of the same value cannot be told from those of others.
    if (spansMonths(claim.current.from, at)) return { least: own.least, most: all.most }
    return { least: own.least, most: own.most + used(claim, `vague ${family}`, at).most }
  }

  function used({ current, terms }: Claim, key: string, at: Instant): Bounds {
    const account = accounts.get(key)
    if (account === undefined) return { least: 0, most: 0 }
    if (terms?.rolling === undefined) return account.from === current.from ? account : { least: 0, most: 0 }
    const since = at - terms.rolling
    account.entries = account.entries.filter((entry) => entry.at > since)
    return account.entries.reduce((sum, entry) => added(sum, entry), { least: 0, most: 0 })
  }

  function add({ current, terms }: Claim, key: string, taken: Bounds, at: Instant): void {
    const known = accounts.get(key)
    const rolling = terms?.rolling !== undefined
    if (known === undefined || (!rolling && known.from !== current.from)) {
      accounts.set(key, { from: current.from, ...taken, entries: rolling ? [{ at, ...taken }] : [] })
      return
    }
    if (rolling) known.entries.push({ at, ...taken })
    known.least += taken.least
    known.most += taken.most
  }
}

/** The counter itself, and, below a family, what all of them have taken, or those of which it cannot be told. */
function accountsOf({ claim: { family, key }, vague }: RangedClaim): readonly string[] {
  if (family === undefined) return [key]
  return [`all ${family}`, vague ? `vague ${family}` : key]
}

const added = (left: Bounds, right: Bounds): Bounds => ({
  least: left.least + right.least,
  most: left.most + right.most,
})

function spansMonths(from: Instant, to: Instant): boolean {
  return new Date(from).toISOString().slice(0, 7) !== new Date(to).toISOString().slice(0, 7)
}

function verdictsOf({ claim, least, most }: RangedClaim, used: Bounds): readonly LimitVerdict[] {
  const low = verdictAt(claim, used.least + least)
  const high = verdictAt(claim, used.most + most)
  if (low.says === high.says) return [low]
  const asksBetween = low.says === 'fits' && high.says === 'exceeded' && claim.terms?.asks !== undefined
  return asksBetween ? [low, { says: 'asks', claim }, high] : [low, high]
}

function verdictAt(claim: Claim, total: number): LimitVerdict {
  if (total > claim.max) return { says: 'exceeded', claim }
  const asks = claim.terms?.asks
  return asks !== undefined && total > asks.max ? { says: 'asks', claim } : FITS
}
