/**
 * What makes an export provable: a line before it that says of what it was made, and one after it with a hash over everything,
 * signed by the key of checkpoints.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Signer } from '../../../crypto/signing.ts'
import type { ChainHead } from '../../../store/checkpoints/entry.ts'

/** Of what an export is made. */
export interface ExportStart {
  /** ISO 8601. */
  readonly at: string
  readonly organisation: string
  readonly of: 'decisions' | 'changes'
  /** What it was narrowed to. */
  readonly filter: Readonly<Record<string, unknown>>
  /** Ends of the organisation's chains when it was made. */
  readonly heads: readonly ChainHead[]
}

const HASH = z.string().regex(/^[0-9a-f]{64}$/)
const START = z.object({
  v: z.literal(1),
  type: z.literal('export'),
  at: z.string(),
  organisation: z.string(),
  of: z.enum(['decisions', 'changes']),
  filter: z.record(z.string(), z.unknown()),
  heads: z.array(z.object({ kind: z.enum(['log', 'changes']), organisation: z.string(), seq: z.int(), hash: HASH })),
})

/** The first line. */
export const exportStart = (start: ExportStart): string => JSON.stringify({ v: 1, type: 'export', ...start })

/** Reads it; undefined for anything else. */
export function readExportStart(line: string): ExportStart | undefined {
  try {
    return START.parse(JSON.parse(line))
  } catch {
    return undefined
  }
}

/** What is signed. */
export const signedText = (hash: string): string => `portcullis export ${hash}`

/** Takes lines as they go out, and gives the last one. */
export interface ExportSeal {
  /** A line without its line feed; the same is given back with it. */
  line(text: string): string
  /** The last line, with its line feed. `records` leaves out the first and the last. */
  end(): string
}

/** Begins an export. */
export function exportSeal(signer: Signer): ExportSeal {
  const hash = createHash('sha256')
  let lines = 0
  return {
    line(text) {
      hash.update(`${text}\n`)
      lines++
      return `${text}\n`
    },
    end() {
      const open = `{"v":1,"type":"export-end","records":${lines - 1},"key":"${signer.id}","hash":"`
      const digest = hash.update(open).digest('hex')
      return `${open}${digest}","signature":"${signer.sign(signedText(digest))}"}\n`
    },
  }
}

const END =
  /^(\{"v":1,"type":"export-end","records":(0|[1-9][0-9]{0,15}),"key":"([0-9a-f]{16})","hash":")([0-9a-f]{64})","signature":"([A-Za-z0-9_-]{86})"\}$/

/** Reads the last line; undefined for anything else. */
export function readExportEnd(line: string):
  | {
      readonly covered: string
      readonly records: number
      readonly key: string
      readonly hash: string
      readonly signature: string
    }
  | undefined {
  const [, covered, records, key, hash, signature] = END.exec(line) ?? []
  if (covered === undefined || key === undefined || hash === undefined || signature === undefined) return undefined
  return { covered, records: Number(records), key, hash, signature }
}
