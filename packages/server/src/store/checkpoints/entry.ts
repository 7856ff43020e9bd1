/**
 * Entries of the journal of checkpoints: what the ends of all chains were at an instant, and which files were dropped on
 * purpose. Each is signed, and holds the hash of the one before.
 */
import { hash } from 'node:crypto'
import type { Instant } from '@portcullis/engine'
import { z } from 'zod'
import type { SignatureJudge, Signer } from '../../crypto/signing.ts'
import type { Head } from '../jsonl/seal.ts'

/** The end of one chain: of an organisation's decision log, or of its changes. */
export interface ChainHead extends Head {
  readonly kind: 'log' | 'changes'
  /** Of changes, empty: the installation's own. */
  readonly organisation: string
}

/** A checkpoint: the ends of all chains. */
export interface Checkpoint {
  readonly type: 'checkpoint'
  readonly heads: readonly ChainHead[]
}

/** A file of a log was dropped; `until` is its last seal. */
export interface Tombstone {
  readonly type: 'tombstone'
  readonly organisation: string
  readonly until: Head
  readonly why: 'space' | 'age'
}

/** An entry as it was read. */
export interface Entry {
  readonly seq: number
  readonly at: string
  /** Id of the key that signed it. */
  readonly key: string
  readonly previous: string
  readonly says: Checkpoint | Tombstone
  /** The whole line. */
  readonly line: string
}

/** What stands before the first entry. */
export const NO_ENTRY = { seq: 0, hash: '0'.repeat(64) }

/** Its place in the journal. */
export interface EntryPlace {
  readonly at: Instant
  readonly last: Head
}

/** The line of an entry, without its line feed. */
export function writeEntry(says: Checkpoint | Tombstone, { at, last }: EntryPlace, signer: Signer): string {
  const { type } = says
  const head = { v: 1, type, at: new Date(at).toISOString(), seq: last.seq + 1, key: signer.id, previous: last.hash }
  const open = JSON.stringify({ ...head, ...members(says) }).slice(0, -1)
  return `${open},"signature":"${signer.sign(open)}"}`
}

/** Exactly the members that `readEntry` expects, whatever else the objects have. */
function members(says: Checkpoint | Tombstone): object {
  if (says.type === 'checkpoint')
    return { heads: says.heads.map(({ kind, organisation, seq, hash }) => ({ kind, organisation, seq, hash })) }
  const { organisation, until, why } = says
  return { organisation, until: { seq: until.seq, hash: until.hash }, why }
}

/** The hash by which the next entry names a line. */
export const entryHash = (line: string): string => hash('sha256', line, 'hex')

const HASH = z.string().regex(/^[0-9a-f]{64}$/)
const SEQ = z.int().min(0)
const shared = { v: z.literal(1), at: z.iso.datetime(), seq: SEQ, key: z.string(), previous: HASH }
const SHAPE = z.discriminatedUnion('type', [
  z.strictObject({
    ...shared,
    type: z.literal('checkpoint'),
    heads: z.array(
      z.strictObject({ kind: z.enum(['log', 'changes']), organisation: z.string(), seq: SEQ, hash: HASH }),
    ),
  }),
  z.strictObject({
    ...shared,
    type: z.literal('tombstone'),
    organisation: z.string(),
    until: z.strictObject({ seq: SEQ, hash: HASH }),
    why: z.enum(['space', 'age']),
  }),
])

const SIGNED = /^(\{.*),"signature":"([A-Za-z0-9_-]{86})"\}$/

/** An entry out of its line; undefined for what is none. Its signature is another question. */
export function readEntry(line: string): Entry | undefined {
  const [, open] = SIGNED.exec(line) ?? []
  if (open === undefined) return undefined
  let parsed: unknown
  try {
    parsed = JSON.parse(`${open}}`)
  } catch {
    return undefined
  }
  const read = SHAPE.safeParse(parsed)
  if (!read.success) return undefined
  const { v: _, seq, at, key, previous, ...says } = read.data
  return { seq, at, key, previous, says, line }
}

/** The number of an entry, read without the rest of it; undefined for what is none. */
export function entrySeq(line: string): number | undefined {
  const seq = /^\{"v":1,"type":"[a-z]+","at":"[^"]*","seq":([0-9]{1,15}),/.exec(line)?.[1]
  return seq === undefined ? undefined : Number(seq)
}

/** Whether the key signed exactly this line. */
export function isSigned({ line }: Entry, judge: SignatureJudge): boolean {
  const [, open, signature] = SIGNED.exec(line) ?? []
  return open !== undefined && signature !== undefined && judge.isGood(open, signature)
}
