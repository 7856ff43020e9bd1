/** Reads a decision log over all its files, from a place near its end, and goes on as it grows. */
import { setTimeout as pause } from 'node:timers/promises'
import { type OpenFile, openLogFiles, readLines, seekBack } from './log-files.ts'
import { type LogLine, readLine } from './read-line.ts'

export interface ReadLogOptions {
  /** How many of the lines that `counts` come before the end; undefined: all. */
  readonly tail: number | undefined
  readonly counts: (line: LogLine) => boolean
  /** Goes on at the end until aborted. */
  readonly follow?: AbortSignal | undefined
}

/** Milliseconds between two looks at a log that is followed. */
const POLL = 200

interface Place {
  readonly files: OpenFile[]
  offset: number
}

async function start(path: string, { tail, counts }: ReadLogOptions): Promise<Place> {
  const files = await openLogFiles(path)
  if (tail === undefined) return { files, offset: 0 }
  const countsText = (text: string): boolean => {
    const line = readLine(text)
    return line !== undefined && counts(line)
  }
  let wanted = tail
  for (let index = files.length - 1; index >= 0; index--) {
    const file = files[index]
    if (file === undefined) break
    const found = await seekBack(file, wanted, countsText)
    wanted = found.wanted
    if (wanted > 0) continue
    for (const older of files.splice(0, index)) await older.handle.close()
    return { files, offset: found.offset }
  }
  return { files, offset: 0 }
}

/** All lines that can be read from the place on; skips what is none. */
async function* readOn(place: Place): AsyncGenerator<LogLine> {
  for (;;) {
    const [file] = place.files
    if (file === undefined) return
    const { lines, next } = await readLines(file, place.offset)
    place.offset = next
    for (const text of lines) {
      const line = readLine(text)
      if (line !== undefined) yield line
    }
    if (lines.length > 0) continue
    if (place.files.length === 1) return
    place.files.shift()
    place.offset = 0
    await file.handle.close()
  }
}

/** Lines of the log in the order in which they were written. A log that does not exist yet has none. */
export async function* readLog(path: string, options: ReadLogOptions): AsyncGenerator<LogLine> {
  const place = await start(path, options)
  try {
    yield* readOn(place)
    while (options.follow?.aborted === false) {
      const last = place.files.at(-1)
      place.files.push(...(await openLogFiles(path, last?.inode)))
      yield* readOn(place)
      await pause(POLL, undefined, { signal: options.follow }).catch(() => undefined)
    }
  } finally {
    for (const file of place.files) await file.handle.close()
  }
}
