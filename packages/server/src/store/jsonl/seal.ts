/**
 * Seals: lines that end each flush of a log, by which an edited, missing, moved or doubled byte is found. The hash of a seal
 * is SHA-256 over everything that follows the line of the seal before, up to and including `"hash":"` of its own line: so it
 * covers the records, and all that the seal says itself.
 */
import type { Instant } from '@portcullis/engine'

/** The end of a chain. */
export interface Head {
  /** Number of the last seal; 0: none. */
  readonly seq: number
  /** 64 hexadecimal digits. */
  readonly hash: string
}

/** What stands before the first seal. */
export const NO_HEAD: Head = { seq: 0, hash: '0'.repeat(64) }

/** A seal, as it is written and read. */
export interface Seal extends Head {
  /** ISO 8601. */
  readonly at: string
  /** Whose chain it is: organisation, writer and start of the process. */
  readonly chain: string
  /** Lines since the seal before. */
  readonly records: number
  /** Hash of the seal before. */
  readonly previous: string
}

const FORM =
  /^\{"v":1,"type":"seal","at":"([0-9TZ:.-]{24})","chain":"([A-Za-z0-9/_-]{1,200})","seq":([1-9][0-9]{0,15}),"records":(0|[1-9][0-9]{0,15}),"previous":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"\}$/

/** What every seal begins with, and no other line. */
export const SEAL_BEGINS = '{"v":1,"type":"seal",'

/** Length of what follows `"hash":"` in a seal's line: the digits, a quotation mark and a bracket. */
const UNCOVERED = 66

/** The part of a seal's line that its hash covers. */
export function sealPrefix({ at, chain, seq, records, previous }: Omit<Seal, 'hash' | 'at'> & { at: Instant }): string {
  const time = new Date(at).toISOString()
  return `${SEAL_BEGINS}"at":"${time}","chain":"${chain}","seq":${seq},"records":${records},"previous":"${previous}","hash":"`
}

/** The rest of it, with the line feed. */
export const sealSuffix = (hash: string): string => `${hash}"}\n`

/** A seal out of its line (without the line feed), and what of the line its hash covers; undefined for any other line. */
export function readSeal(line: string): { readonly seal: Seal; readonly covered: string } | undefined {
  if (!line.startsWith(SEAL_BEGINS)) return undefined
  const [, at, chain, seq, records, previous, hash] = FORM.exec(line) ?? []
  if (at === undefined || chain === undefined || previous === undefined || hash === undefined) return undefined
  const seal = { at, chain, seq: Number(seq), records: Number(records), previous, hash }
  return { seal, covered: line.slice(0, line.length - UNCOVERED) }
}
