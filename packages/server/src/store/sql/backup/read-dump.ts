/** Reads the lines that `dump` wrote: whole and unchanged, or not at all. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { z } from 'zod'
import { type DumpedRow, type DumpHead, dumpEnd, dumpHead, dumpLine } from './dump-format.ts'

/** A backup that is whole. */
export interface CheckedDump {
  readonly head: DumpHead
  readonly rows: number
  readonly digest: string
}

/** Looks through the file; a sentence where it is no backup, or not as it was written. */
export async function checkDump(path: string): Promise<CheckedDump | string> {
  const digest = createHash('sha256')
  let head: DumpHead | undefined
  let before: string | undefined
  let rows = -2
  for await (const line of linesOf(path)) {
    head ??= parsed(dumpHead, line)
    if (head === undefined) return `${path} is no backup of Portcullis: its first line is not that of one.`
    if (before !== undefined) digest.update(`${before}\n`)
    before = line
    rows++
  }
  const end = parsed(dumpEnd, before ?? '')
  if (head === undefined || end === undefined)
    return `${path} is not whole: its last line is missing. Use another backup.`
  const found = digest.digest('hex')
  if (end.rows === rows && end.digest === found) return { head, rows, digest: found }
  return `${path} is not as it was written: ${rows} rows with the digest ${found} instead of ${end.rows} with ${end.digest}. Use another backup.`
}

/** The rows of a file that was looked through, each with the name of its table. */
export async function* dumpedRows(
  path: string,
  { head }: CheckedDump,
): AsyncGenerator<readonly [table: string, row: DumpedRow]> {
  let number = 0
  for await (const line of linesOf(path)) {
    if (number++ === 0) continue
    const read = parsed(dumpLine, line)
    if (read === undefined) continue
    const table = head.tables[read[0]]
    if (table === undefined) throw new Error(`Line ${number} of the backup is of a table that it does not name.`)
    yield [table, read[1]]
  }
}

function linesOf(path: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })
}

function parsed<Value>(shape: z.ZodType<Value>, line: string): Value | undefined {
  try {
    return shape.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}
