/**
 * A database as lines of JSON, the same for every kind of database: a head, a line for each row, and a last line with the digest of
 * all before it.
 */
import type { Instant } from '@portcullis/engine'
import { z } from 'zod'

/** The first line. */
export interface DumpHead {
  readonly format: 'portcullis-backup'
  readonly version: 1
  readonly at: Instant
  /** Steps of the schema that the rows have. */
  readonly steps: readonly string[]
  /** Tables, in the order of their rows. */
  readonly tables: readonly string[]
}

/** A row's members. */
export type DumpedRow = Readonly<Record<string, string | number | null>>

/** A line for a row: its table's place among `tables`, and the row. */
export type DumpLine = readonly [table: number, row: DumpedRow]

/** The last line. */
export interface DumpEnd {
  readonly rows: number
  /** SHA-256 of all lines before, hex. */
  readonly digest: string
}

export const dumpHead: z.ZodType<DumpHead> = z.strictObject({
  format: z.literal('portcullis-backup'),
  version: z.literal(1),
  at: z.number(),
  steps: z.array(z.string()),
  tables: z.array(z.string()),
})

export const dumpLine: z.ZodType<DumpLine> = z.tuple([
  z.int().min(0),
  z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
])

export const dumpEnd: z.ZodType<DumpEnd> = z.strictObject({ rows: z.int(), digest: z.string() })
