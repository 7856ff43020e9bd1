/** How many proofs that are nobody's an address sent: kept in memory, bounded. */
import { hash } from 'node:crypto'
import type { Instant } from '@portcullis/engine'
import { senderOf } from '../../ports/sender.ts'

/** Failures of addresses. */
export interface Failures {
  /** Milliseconds until the address is listened to again; 0: now. */
  wait(address: string, now: Instant): number
  /** @param proof what was sent; only a part of its digest is kept */
  note(address: string, proof: string, now: Instant): void
}

interface Entry {
  readonly proofs: Set<string>
  readonly since: Instant
}

const WINDOW = 60_000
const MOST = 60
/** Addresses that are remembered; the one that was first is forgotten for one more. */
const ADDRESSES = 10_000
/** Characters of a digest: enough to tell sixty apart. */
const PART = 8

/**
 * Sixty different ones a minute for each IPv4 address and IPv6 network. One that is sent again and again, as a program
 * does whose key has expired, counts once: it guesses nothing, and others behind its address go on.
 */
export function createFailures(): Failures {
  const seen = new Map<string, Entry>()
  const entryOf = (sender: string, now: Instant): Entry | undefined => {
    const entry = seen.get(sender)
    return entry === undefined || now - entry.since >= WINDOW || now < entry.since ? undefined : entry
  }
  return {
    wait(address, now) {
      const entry = entryOf(senderOf(address), now)
      return entry === undefined || entry.proofs.size < MOST ? 0 : entry.since + WINDOW - now
    },
    note(address, proof, now) {
      const sender = senderOf(address)
      const part = hash('sha256', proof, 'base64url').slice(0, PART)
      const entry = entryOf(sender, now)
      if (entry !== undefined) {
        entry.proofs.add(part)
        return
      }
      seen.delete(sender)
      const [first] = seen.keys()
      if (seen.size >= ADDRESSES && first !== undefined) seen.delete(first)
      seen.set(sender, { proofs: new Set([part]), since: now })
    },
  }
}
