/** A portion of a log as it is read for the index. */
import type { Instant } from '@portcullis/engine'
import { type OpenFile, readLines } from '../../../store/jsonl/log-files.ts'
import { type LogLine, readLine } from '../../../store/jsonl/read-line.ts'
import { readSeal, type Seal } from '../../../store/jsonl/seal.ts'

/** Lines that follow one another. */
export interface ReadBatch {
  readonly lines: readonly LogLine[]
  /** The last seal among them. */
  readonly seal: Seal | undefined
  /** Offset after them; that from which was read: there is no whole line. */
  readonly next: number
}

/** Lines of one batch, which is one transaction. */
const LINES = 2000

/** Reads one. */
export async function readBatch(file: OpenFile, from: number): Promise<ReadBatch> {
  const lines: LogLine[] = []
  let seal: Seal | undefined
  let offset = from
  while (lines.length < LINES) {
    const { lines: texts, next } = await readLines(file, offset)
    if (next === offset) break
    for (const text of texts) {
      const sealed = readSeal(text)?.seal
      const line = sealed === undefined ? readLine(text) : undefined
      if (sealed !== undefined) seal = sealed
      if (line !== undefined) lines.push(line)
    }
    offset = next
  }
  return { lines, seal, next: offset }
}

/** Bytes in which a line says when it was written. */
const BEGINNING = 128

/** When the line at an offset was written; undefined: it does not say. */
export async function writtenAt({ handle }: OpenFile, offset: number): Promise<Instant | undefined> {
  const begins = Buffer.alloc(BEGINNING)
  const { bytesRead } = await handle.read(begins, 0, BEGINNING, offset)
  const at = Date.parse(/"at":"([^"]{24})"/.exec(begins.toString('latin1', 0, bytesRead))?.[1] ?? '')
  return Number.isNaN(at) ? undefined : at
}
