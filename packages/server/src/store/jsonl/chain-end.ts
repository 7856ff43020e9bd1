/** Where the chain of a log ends, as its files say. */
import { createHash, type Hash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { linesBack, type OpenFile, openLogFiles } from './log-files.ts'
import { type Head, readSeal, SEAL_BEGINS } from './seal.ts'

/** The last seal, and what follows it: lines that a crash left behind. */
export interface ChainEnd {
  readonly head: Head
  /** A hash that has taken those lines. */
  readonly bytes: Hash
  readonly records: number
}

const CHUNK = 64 * 1024
const LINE_FEED = 10

/** The end of the chain; undefined for a log without any seal in its two newest files. */
export async function readChainEnd(path: string): Promise<ChainEnd | undefined> {
  const files = await openLogFiles(path)
  try {
    // A log is rotated between seals only: what follows the last one is in its file or the next.
    for (let index = files.length - 1; index >= Math.max(0, files.length - 2); index--) {
      const file = files[index]
      const found = file && (await lastSealIn(file))
      if (file === undefined || found === undefined) continue
      const bytes = createHash('sha256')
      let records = await take(file, found.end, bytes)
      for (const later of files.slice(index + 1)) records += await take(later, 0, bytes)
      return { head: found.head, bytes, records }
    }
    return undefined
  } finally {
    for (const file of files) await file.handle.close()
  }
}

/** The last seal of one file; undefined where it has none, or is not there. */
export async function lastSealOf(path: string): Promise<Head | undefined> {
  const handle = await open(path, 'r').catch(() => undefined)
  if (handle === undefined) return undefined
  try {
    return (await lastSealIn({ handle, inode: 0 }))?.head
  } finally {
    await handle.close()
  }
}

async function lastSealIn(file: OpenFile): Promise<{ readonly head: Head; readonly end: number } | undefined> {
  for await (const { start, text } of linesBack(file)) {
    if (!text.startsWith(SEAL_BEGINS)) continue
    const seal = readSeal(text)?.seal
    if (seal !== undefined) return { head: { seq: seal.seq, hash: seal.hash }, end: start + text.length + 1 }
  }
  return undefined
}

/** Takes everything from an offset on; answers how many lines it was. */
async function take({ handle }: OpenFile, from: number, hash: Hash): Promise<number> {
  const buffer = Buffer.alloc(CHUNK)
  let records = 0
  for (let offset = from; ; ) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK, offset)
    if (bytesRead === 0) return records
    const chunk = buffer.subarray(0, bytesRead)
    hash.update(chunk)
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) records++
    offset += bytesRead
  }
}
