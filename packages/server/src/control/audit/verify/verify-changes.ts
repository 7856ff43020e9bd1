/** Is the log of an organisation's changes whole? */
import type { ChangeTable } from '../../../store/sql/tables/change.ts'
import { changeHash, NO_HASH } from '../../change/chain.ts'
import { DROPPED_CHANGES, readDropped } from '../dropped-changes.ts'
import type { ChainReport, Finding } from './finding.ts'
import type { Expected } from './verify-journal.ts'

type Link = Pick<ChangeTable, 'seq' | 'hash'>

/** Judges the records of one organisation, which come in the order of their numbers. */
export function verifyChanges(
  organisation: string,
  records: Iterable<ChangeTable>,
  { heads: seen }: Expected,
): ChainReport {
  const heads = new Map(seen)
  const restored: string[] = []
  const findings: Finding[] = []
  const find = (seq: number, found: Omit<Finding, 'where'> | undefined): void => {
    const where = `changes of ${organisation || 'the installation'}, record ${seq}`
    if (found !== undefined) findings.push({ where, ...found })
  }
  const dropped = new Map<number, string>()
  let first: ChangeTable | undefined
  let last: Link = { seq: 0, hash: NO_HASH }
  let count = 0
  for (const record of records) {
    count++
    const before = first === undefined ? undefined : last
    if (record.action === RESTORED) restored.push(begunAnew(record, heads))
    for (const found of judge(record, before, heads)) find(record.seq, found)
    const until = record.action === DROPPED_CHANGES ? readDropped(record.detail) : undefined
    if (until !== undefined) dropped.set(until.seq, until.hash)
    first ??= record
    last = record
  }
  const droppedTo = first === undefined ? 0 : droppedBefore(first, dropped)
  if (first !== undefined && droppedTo === 0) find(first.seq, beginning(first))
  find(last.seq, ending(last, heads))
  return {
    ...{ kind: 'changes', organisation, records: count, first: first?.seq ?? 0, last: last.seq },
    ...{ before: 0, unsealed: 0, droppedTo, restored, findings },
  }
}

/** The number up to which records were dropped on purpose; 0: none, or nothing says so. */
const droppedBefore = ({ seq, previous }: ChangeTable, dropped: ReadonlyMap<number, string>): number =>
  seq > 1 && dropped.get(seq - 1) === previous ? seq - 1 : 0

/** The action of the record that a restore writes. */
const RESTORED = 'installation.restore'

/** A restore begins a new segment: what checkpoints saw before it, of records that the backup did not have, is gone. */
function begunAnew(
  { seq, at }: ChangeTable,
  heads: Map<number, { readonly hash: string; readonly at: string }>,
): string {
  for (const [number, head] of heads) if (number >= seq && Date.parse(head.at) <= at) heads.delete(number)
  return new Date(at).toISOString()
}

type Found = Omit<Finding, 'where'> | undefined

/** What is wrong with one record. @param before the one before it; undefined: it is the first */
function judge(record: ChangeTable, before: Link | undefined, heads: Expected['heads']): readonly Found[] {
  const own: Found =
    changeHash(record) === record.hash ? undefined : { kind: 'edited', text: 'It is not as it was written.' }
  return [own, before && following(record, before), otherThanSeen(record, heads)]
}

function following({ seq, previous }: ChangeTable, last: Link): Found {
  if (seq <= last.seq) return { kind: 'moved', text: `It follows record ${last.seq}.` }
  if (seq > last.seq + 1)
    return { kind: 'missing', text: `Records ${last.seq + 1} to ${seq - 1} are missing before it.` }
  if (previous !== last.hash)
    return { kind: 'edited', text: `It follows another record ${last.seq} than the one that is there.` }
  return undefined
}

function otherThanSeen({ seq, hash }: ChangeTable, heads: Expected['heads']): Found {
  const known = heads.get(seq)
  if (known === undefined || known.hash === hash) return undefined
  return { kind: 'edited', text: `It is another one than the checkpoint of ${known.at} saw.` }
}

const beginning = ({ seq, previous }: ChangeTable): Found =>
  seq === 1 && previous === NO_HASH
    ? undefined
    : { kind: 'missing', text: 'The log begins with it, and nothing says that what was before was dropped on purpose.' }

function ending(last: Link, heads: Expected['heads']): Found {
  const expected = Math.max(0, ...heads.keys())
  if (expected <= last.seq) return undefined
  return {
    kind: 'missing',
    text: `A checkpoint of ${heads.get(expected)?.at} knows record ${expected}; this is the last.`,
  }
}
