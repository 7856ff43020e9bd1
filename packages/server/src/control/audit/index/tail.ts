/** Reads the logs of all organisations as they grow, and writes them into the index. */
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import type { Instant } from '@portcullis/engine'
import { organisationLogPath } from '../../../ports/log-places.ts'
import { type OpenFile, openLogFiles } from '../../../store/jsonl/log-files.ts'
import { organisationsWithLogs } from '../../../store/jsonl/organisation-logs.ts'
import type { LogPlaceTable } from '../../../store/sql/tables/audit.ts'
import type { Database } from '../../../store/sql/tables.ts'
import { readBatch, writtenAt } from './batch.ts'
import type { LagMeter } from './lag.ts'
import { type Written, writeBatch } from './write-batch.ts'

/** What is read, and who wants to know. */
export interface TailOptions {
  readonly db: Database
  /** Path of the log of `local`. */
  readonly log: string
  /** Whose logs these are: tells gateways apart that write into one database. */
  readonly writer: string
  /** The same for people. */
  readonly knownAs: string
  /** Is told of each batch after it is in the index. */
  readonly onWritten: (organisation: string, written: Written) => void
  /** Is told how far the index is behind. */
  readonly meter: LagMeter
}

/** A reader of logs. */
export interface Tail {
  /**
   * Reads all that is new; resolves when it is in the index. Reads no faster than the index takes it: while the database is
   * away it rejects, and the next one goes on where this one was.
   */
  read(): Promise<void>
  /** Stops at the next batch. */
  stop(): void
}

/** Bytes of a first line that tell a file from others. */
const IDENTITY_BYTES = 4096

/** Creates it: it goes on where an earlier one ended. */
export function createTail(options: TailOptions): Tail {
  /** Where each log ended when it was read last: as long as it is so, there is nothing new. */
  const ends = new Map<string, string>()
  const reading: Reading = { ...options, places: new Map(), isStopped: () => stopped }
  let stopped = false
  let running: Promise<void> | undefined

  async function readAll(): Promise<void> {
    for (const organisation of organisationsWithLogs(options.log)) {
      if (stopped) return
      const path = organisationLogPath(options.log, organisation)
      const end = await endOf(path)
      if (end === '' || ends.get(organisation) === end) continue
      await readOne(reading, { organisation, path })
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

/** What all logs are read with. */
interface Reading extends TailOptions {
  /** How far each log was read, as far as this process knows. */
  readonly places: Map<string, LogPlaceTable>
  readonly isStopped: () => boolean
}

async function endOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  return found === undefined ? '' : `${found.ino} ${found.size}`
}

interface OneLog {
  readonly organisation: string
  readonly path: string
}

/** A file of a log, and what it is known by; undefined: it has no line yet. */
interface KnownFile {
  readonly file: OpenFile
  readonly identity: string | undefined
}

async function readOne(reading: Reading, { organisation, path }: OneLog): Promise<void> {
  const opened = await openLogFiles(path)
  try {
    const files = await Promise.all(opened.map(async (file) => ({ file, identity: await identityOf(file) })))
    const { db, writer, knownAs, meter, places } = reading
    await measure(meter, files, { organisation, place: places.get(organisation) })
    const found = await db
      .selectFrom('log_places')
      .selectAll()
      .where('organisation', '=', organisation)
      .where('writer', '=', writer)
      .executeTakeFirst()
    const nothing = { organisation, writer, file: '', offset: 0, seq: 0, hash: '', sealed: 0 }
    const place = { ...(found ?? nothing), known_as: knownAs }
    places.set(organisation, place)
    await measure(meter, files, { organisation, place })
    // Where the file that was read last is gone, the index finds out what of the others it has.
    for (const { file, identity } of files.slice(Math.max(0, indexOf(files, place)))) {
      if (identity !== undefined) await readFile(reading, organisation, { file, identity })
    }
  } finally {
    for (const file of opened) await file.handle.close()
  }
}

const indexOf = (files: readonly KnownFile[], place: LogPlaceTable | undefined): number =>
  place === undefined ? -1 : files.findIndex(({ identity }) => identity === place.file)

/** What waits, before the database is asked for anything. */
async function measure(
  meter: LagMeter,
  files: readonly KnownFile[],
  { organisation, place }: { readonly organisation: string; readonly place: LogPlaceTable | undefined },
): Promise<void> {
  const known = indexOf(files, place)
  let [bytes, since]: [number, Instant | undefined] = [0, undefined]
  for (const [index, { file }] of files.entries()) {
    if (index < known) continue
    const offset = index === known ? (place?.offset ?? 0) : 0
    const { size } = await file.handle.stat()
    bytes += Math.max(0, size - offset)
    if (size > offset) since ??= await writtenAt(file, offset)
  }
  meter.waits(organisation, { bytes, since })
}

interface OneFile {
  readonly file: OpenFile
  readonly identity: string
}

async function readFile(
  { db, onWritten, places, meter, isStopped }: Reading,
  organisation: string,
  { file, identity }: OneFile,
): Promise<void> {
  while (!isStopped()) {
    const before = places.get(organisation)
    if (before === undefined) return
    const offset = before.file === identity ? before.offset : 0
    const { lines, seal, next } = await readBatch(file, offset)
    if (next === offset) return
    const head = seal && { seq: seal.seq, hash: seal.hash, sealed: Date.parse(seal.at) }
    const place = { ...before, file: identity, offset: next, ...head }
    onWritten(organisation, await writeBatch(db, place, lines))
    places.set(organisation, place)
    const until = Date.parse(lines.at(-1)?.at ?? '')
    const took = { bytes: next - offset, lines: lines.length, until: Number.isNaN(until) ? undefined : until }
    meter.took(organisation, took)
  }
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
