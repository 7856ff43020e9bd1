/** The files of a log as a reader sees them: oldest first, whatever is rotated meanwhile. */
import { type FileHandle, open } from 'node:fs/promises'
import { rotatedPath } from './log-file.ts'

/** An open file of the log. */
export interface OpenFile {
  readonly handle: FileHandle
  /** Tells files apart whatever their names are by now. */
  readonly inode: number
}

const CHUNK = 64 * 1024
const LINE_FEED = 10

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw cause
  }
}

/**
 * Opens the log's files, oldest first. From the newest on, so that none is missed by a rotation in between; one that is
 * met twice is left out.
 * @param known inode of a file that is read already: it and older ones are left out
 */
export async function openLogFiles(path: string, known?: number): Promise<OpenFile[]> {
  const files: OpenFile[] = []
  for (let index = 0; ; index++) {
    const handle = await openIfThere(rotatedPath(path, index))
    // Between two renames of a rotation the newest name is free for a moment.
    if (handle === undefined && index > 0) break
    if (handle === undefined) continue
    const inode = (await handle.stat()).ino
    if (inode === known) {
      await handle.close()
      break
    }
    if (files.some((file) => file.inode === inode)) await handle.close()
    else files.unshift({ handle, inode })
  }
  return files
}

/** Bytes of whole lines from an offset on, and the offset after them; no lines: the end, for now. */
export async function readLines(
  file: OpenFile,
  offset: number,
): Promise<{ readonly lines: string[]; readonly next: number }> {
  let size = CHUNK
  for (;;) {
    const buffer = Buffer.allocUnsafe(size)
    const { bytesRead } = await file.handle.read(buffer, 0, size, offset)
    const end = buffer.subarray(0, bytesRead).lastIndexOf(LINE_FEED)
    if (end >= 0) return { lines: buffer.toString('latin1', 0, end).split('\n'), next: offset + end + 1 }
    if (bytesRead < size) return { lines: [], next: offset }
    size *= 2
  }
}

/** A line and where it begins. */
export interface PlacedLine {
  readonly start: number
  readonly text: string
}

/** Lines from the last to the first. */
export async function* linesBack(file: OpenFile): AsyncGenerator<PlacedLine> {
  let rest = Buffer.alloc(0)
  for (let end = (await file.handle.stat()).size; end > 0; ) {
    const from = Math.max(0, end - CHUNK)
    const chunk = Buffer.alloc(end - from)
    await file.handle.read(chunk, 0, chunk.length, from)
    const bytes = Buffer.concat([chunk, rest])
    // What precedes the first line feed may be the end of an earlier line.
    const feed = bytes.indexOf(LINE_FEED)
    const first = from === 0 ? 0 : feed < 0 ? bytes.length : feed + 1
    for (let stop = bytes.length; stop > first; ) {
      const start = stop < 2 ? 0 : bytes.lastIndexOf(LINE_FEED, stop - 2) + 1
      yield { start: from + start, text: bytes.toString('latin1', start, stop).trimEnd() }
      stop = start
    }
    rest = bytes.subarray(0, first)
    end = from
  }
}

/**
 * Offset of the line from which on `wanted` lines that `counts` are left in the file, or, at its beginning, how many are
 * still wanted.
 */
export async function seekBack(
  file: OpenFile,
  wanted: number,
  counts: (line: string) => boolean,
): Promise<{ readonly offset: number; readonly wanted: number }> {
  let left = wanted
  for await (const { start, text } of linesBack(file)) {
    if (counts(text)) left--
    if (left === 0) return { offset: start, wanted: 0 }
  }
  return { offset: 0, wanted: left }
}
