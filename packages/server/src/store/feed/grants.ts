/** Rows of grants → what each of their tokens proves. */
import type { Subject } from '@portcullis/engine'
import type { Grant } from '../../ports/directory.ts'
import type { FeedGrant, FeedReach, FeedToken } from '../../ports/directory-feed.ts'
import { type Networks, readNetworks } from '../../ports/networks.ts'

/** One token of a grant. */
export interface FedToken {
  readonly grant: Grant
  /** When it ends, by itself or with its grant. */
  readonly expires: number
  readonly audience: string | undefined
  readonly reaches: readonly FeedReach[]
}

/** @returns why the grant cannot be used, as the end of a sentence */
export function fedTokens(row: FeedGrant): readonly FedToken[] | string {
  const { id, organisation, label, owner, tags, addresses, reaches } = row
  const networks = addresses.length === 0 ? undefined : readNetworks(addresses)
  if (networks !== undefined && 'wrong' in networks) return `${JSON.stringify(networks.wrong)} is no network`
  const subject: Subject = Object.freeze({ organisation, grant: id, label, owner, tags })
  return row.tokens.map((token) => fedToken(token, { row, subject, networks, reaches }))
}

interface Whole {
  readonly row: FeedGrant
  readonly subject: Subject
  readonly networks: Networks | undefined
  readonly reaches: readonly FeedReach[]
}

function fedToken({ digest, expires, audience }: FeedToken, { row, subject, networks, reaches }: Whole): FedToken {
  const grant: Grant = Object.freeze({
    subject,
    tokenDigest: digest,
    expires: row.expires,
    tokenExpires: expires,
    networks,
  })
  const never = Number.POSITIVE_INFINITY
  return { grant, expires: Math.min(row.expires ?? never, expires ?? never), audience, reaches }
}
