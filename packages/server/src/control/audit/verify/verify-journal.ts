/** Is the journal of checkpoints whole, and signed by the key? */
import type { SignatureJudge } from '../../../crypto/signing.ts'
import {
  type ChainHead,
  type Entry,
  entryHash,
  isSigned,
  NO_ENTRY,
  readEntry,
  type Tombstone,
} from '../../../store/checkpoints/entry.ts'
import type { Finding } from './finding.ts'

/** What checkpoints say of one chain. */
export interface Expected {
  /** Hashes by number of the link; with when it was said. */
  readonly heads: ReadonlyMap<number, { readonly hash: string; readonly at: string }>
  readonly tombstones: readonly Tombstone[]
}

/** A journal that was read. */
export interface JournalReport {
  readonly entries: number
  /** When the last checkpoint was made; undefined: there is none. */
  readonly last: string | undefined
  readonly findings: readonly Finding[]
  expected(kind: ChainHead['kind'], organisation: string): Expected
  /** Chains that any checkpoint knows. */
  readonly chains: readonly Pick<ChainHead, 'kind' | 'organisation'>[]
}

/**
 * Reads the lines of a journal.
 * @param name what the journal is called in findings
 * @param partial lines may be missing at the beginning, or come twice, as at an anchor
 */
export function verifyJournal(
  lines: readonly string[],
  judge: SignatureJudge,
  { name, partial }: { readonly name: string; readonly partial: boolean },
): JournalReport {
  const findings: Finding[] = []
  const good: Entry[] = []
  let last: { seq: number; hash: string } = NO_ENTRY
  lines.forEach((line, index) => {
    const where = `${name}:${index + 1}`
    const entry = readEntry(line)
    if (entry === undefined) {
      findings.push({ kind: 'edited', where, text: 'This is no entry of a journal of checkpoints.' })
      return
    }
    if (!isSigned(entry, judge)) {
      const other =
        entry.key === judge.id ? 'It was changed after it was signed' : `It is signed by another key, ${entry.key}`
      findings.push({ kind: 'unsigned', where, text: `${other}.` })
      return
    }
    const found = isNext(entry, last, partial)
    if (found !== undefined) findings.push({ where, ...found })
    if (entry.seq > last.seq) last = { seq: entry.seq, hash: entryHash(line) }
    good.push(entry)
  })
  return reportOf(good, findings)
}

/** What is wrong with its place, if anything is. */
function isNext(
  { seq, previous, line }: Entry,
  last: { readonly seq: number; readonly hash: string },
  partial: boolean,
): Omit<Finding, 'where'> | undefined {
  if (seq === last.seq + 1 && previous === last.hash) return undefined
  if (partial && (last.seq === 0 || (seq === last.seq && entryHash(line) === last.hash))) return undefined
  if (seq <= last.seq) return { kind: 'moved', text: `Entry ${seq} follows entry ${last.seq}.` }
  if (seq > last.seq + 1)
    return { kind: 'missing', text: `Entries ${last.seq + 1} to ${seq - 1} are missing before it.` }
  return { kind: 'edited', text: `Entry ${seq} follows another entry than the one that stands before it.` }
}

function reportOf(entries: readonly Entry[], findings: readonly Finding[]): JournalReport {
  const heads = new Map<string, Map<number, { hash: string; at: string }>>()
  const tombstones = new Map<string, Tombstone[]>()
  const chains = new Map<string, Pick<ChainHead, 'kind' | 'organisation'>>()
  let last: string | undefined
  for (const { says, at } of entries) {
    if (says.type === 'tombstone') {
      const key = `log/${says.organisation}`
      tombstones.set(key, [...(tombstones.get(key) ?? []), says])
      continue
    }
    last = at
    for (const { kind, organisation, seq, hash } of says.heads) {
      const key = `${kind}/${organisation}`
      const known = heads.get(key) ?? new Map()
      heads.set(key, known)
      chains.set(key, { kind, organisation })
      if (!known.has(seq)) known.set(seq, { hash, at })
    }
  }
  return {
    entries: entries.length,
    last,
    findings,
    expected: (kind, organisation) => ({
      heads: heads.get(`${kind}/${organisation}`) ?? new Map(),
      tombstones: tombstones.get(`${kind}/${organisation}`) ?? [],
    }),
    chains: [...chains.values()],
  }
}

/** What both say: an anchor knows what the journal may have lost. */
export function mergeExpected(first: Expected, second: Expected): Expected {
  return {
    heads: new Map([...second.heads, ...first.heads]),
    tombstones: [...first.tombstones, ...second.tombstones],
  }
}
