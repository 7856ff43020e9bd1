/** Reads the logs of all organisations as they grow, and writes them into the index. */
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { organisationLogPath } from '../../../ports/log-places.ts'
import { type OpenFile, openLogFiles, readLines } from '../../../store/jsonl/log-files.ts'
import { organisationsWithLogs } from '../../../store/jsonl/organisation-logs.ts'
import { type LogLine, readLine } from '../../../store/jsonl/read-line.ts'
import type { Database } from '../../../store/sql/tables.ts'
import { type Written, writeBatch } from './write-batch.ts'

/** What is read, and who wants to know. */
export interface TailOptions {
  readonly db: Database
  /** Path of the log of `local`. */
  readonly log: string
  /** Whose logs these are: tells processes apart that write into one database. */
  readonly writer: string
  /** Is told of each batch after it is in the index. */
  readonly onWritten: (organisation: string, written: Written) => void
}

/** A reader of logs. */
export interface Tail {
  /** Reads all that is new; resolves when it is in the index. */
  read(): Promise<void>
  /** Stops at the next batch. */
  stop(): void
}

/** Lines of one transaction. */
const BATCH = 2000
/** Bytes of a first line that tell a file from others. */
const IDENTITY_BYTES = 4096

/** Creates it: it goes on where an earlier one ended. */
export function createTail(options: TailOptions): Tail {
  /** Where each log ended when it was read last: as long as it is so, there is nothing new. */
  const ends = new Map<string, string>()
  let stopped = false
  let running: Promise<void> | undefined

  async function readAll(): Promise<void> {
    for (const organisation of organisationsWithLogs(options.log)) {
      if (stopped) return
      const path = organisationLogPath(options.log, organisation)
      const end = await endOf(path)
      if (end === '' || ends.get(organisation) === end) continue
      await readOne(options, { organisation, path, isStopped: () => stopped })
      ends.set(organisation, end)
    }
  }
  return {
    read() {
      running ??= readAll().finally(() => {
        running = undefined
      })
      return running
    },
    stop() {
      stopped = true
    },
  }
}

async function endOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  return found === undefined ? '' : `${found.ino} ${found.size}`
}

interface OneLog {
  readonly organisation: string
  readonly path: string
  readonly isStopped: () => boolean
}

async function readOne(options: TailOptions, log: OneLog): Promise<void> {
  const files = await openLogFiles(log.path)
  try {
    const identities = await Promise.all(files.map(identityOf))
    const place = await placeOf(options, log)
    const known = place === undefined ? -1 : identities.indexOf(place.file)
    for (let index = Math.max(0, known); index < files.length; index++) {
      const [file, identity] = [files[index], identities[index]]
      if (file === undefined || identity === undefined) continue
      // Where the file that was read last is gone, what is there may have been read, or not.
      const isDoubtful = place !== undefined && known < 0
      const offset = index === known ? (place?.offset ?? 0) : 0
      await readFile(options, log, { file, identity, offset, isDoubtful })
    }
  } finally {
    for (const file of files) await file.handle.close()
  }
}

const placeOf = ({ db, writer }: TailOptions, { organisation }: OneLog) =>
  db
    .selectFrom('log_places')
    .select(['file', 'offset'])
    .where('organisation', '=', organisation)
    .where('writer', '=', writer)
    .executeTakeFirst()

interface OneFile {
  readonly file: OpenFile
  readonly identity: string
  readonly offset: number
  readonly isDoubtful: boolean
}

async function readFile(
  { db, writer, onWritten }: TailOptions,
  { organisation, isStopped }: OneLog,
  { file, identity, offset: from, isDoubtful }: OneFile,
): Promise<void> {
  for (let offset = from; !isStopped(); ) {
    const { lines, next } = await batchOf(file, offset)
    if (next === offset) return
    const place = { organisation, writer, file: identity, offset: next }
    onWritten(organisation, await writeBatch(db, place, lines, isDoubtful))
    offset = next
  }
}

async function batchOf(
  file: OpenFile,
  from: number,
): Promise<{ readonly lines: readonly LogLine[]; readonly next: number }> {
  const lines: LogLine[] = []
  let offset = from
  while (lines.length < BATCH) {
    const { lines: texts, next } = await readLines(file, offset)
    if (next === offset) break
    for (const text of texts) {
      const line = readLine(text)
      if (line !== undefined) lines.push(line)
    }
    offset = next
  }
  return { lines, next: offset }
}

/** The digest of the first line, by which a file is known whatever its name; undefined: it has none yet. */
async function identityOf({ handle }: OpenFile): Promise<string | undefined> {
  const buffer = Buffer.alloc(IDENTITY_BYTES)
  const { bytesRead } = await handle.read(buffer, 0, IDENTITY_BYTES, 0)
  const feed = buffer.subarray(0, bytesRead).indexOf(10)
  if (feed < 0 && bytesRead < IDENTITY_BYTES) return undefined
  return createHash('sha256')
    .update(buffer.subarray(0, feed < 0 ? bytesRead : feed))
    .digest('hex')
    .slice(0, 32)
}
