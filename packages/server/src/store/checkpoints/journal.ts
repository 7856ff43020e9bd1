/** The journal of checkpoints: one file, appended to by one process. */
import { constants } from 'node:fs'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Signer } from '../../crypto/signing.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Head } from '../jsonl/seal.ts'
import { type Checkpoint, entryHash, entrySeq, NO_ENTRY, readEntry, type Tombstone, writeEntry } from './entry.ts'

/** What the journal is opened with. */
export interface JournalOptions {
  readonly path: string
  readonly signer: Signer
  readonly clock: Pick<Clock, 'now'>
}

/** A journal with a life: `openJournal` begins it, `close` ends it. */
export interface Journal {
  /** Appends an entry; resolves to its line once it is on the disk, and rejects where it cannot be. */
  append(says: Checkpoint | Tombstone): Promise<string>
  /** Lines after an entry of that number, oldest first. */
  after(seq: number): Promise<readonly string[]>
  close(): Promise<void>
}

/** Entries that are remembered: anchors that keep up need no others. */
const REMEMBERED = 1000
/** Bytes from the end in which the last entry is looked for. */
const TAIL = 4 * 1024 * 1024

const FLAGS = constants.O_APPEND | constants.O_CREAT | constants.O_RDWR | constants.O_NOFOLLOW

/** Opens it, mode 0600; half a line of a crash is taken away: nobody was told of it. */
export async function openJournal({ path, signer, clock }: JournalOptions): Promise<Journal> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(path, FLAGS, 0o600)
  let last: Head
  try {
    last = await lastOf(file)
  } catch (cause) {
    await file.close()
    throw cause
  }
  let turn: Promise<unknown> = Promise.resolve()
  /** Entries of this process, the latest last; `forgotten` is the number of the last that is not among them. */
  const recent: string[] = []
  let forgotten = last.seq

  async function write(says: Checkpoint | Tombstone): Promise<string> {
    const line = writeEntry(says, { at: clock.now(), last }, signer)
    await file.appendFile(`${line}\n`, 'latin1')
    await file.datasync()
    last = { seq: last.seq + 1, hash: entryHash(line) }
    recent.push(line)
    if (recent.length > REMEMBERED) {
      recent.shift()
      forgotten++
    }
    return line
  }
  return {
    append(says) {
      const written = turn.then(() => write(says))
      turn = written.catch(() => undefined)
      return written
    },
    async after(seq) {
      if (seq >= forgotten) return recent.slice(seq - forgotten)
      const lines = (await readFrom(file, 0)).split('\n').slice(0, -1)
      return lines.filter((line) => (entrySeq(line) ?? 0) > seq)
    },
    async close() {
      await turn
      await file.close()
    },
  }
}

async function readFrom(file: FileHandle, from: number): Promise<string> {
  const { size } = await file.stat()
  const buffer = Buffer.alloc(Math.max(0, size - from))
  const { bytesRead } = await file.read(buffer, 0, buffer.length, from)
  return buffer.toString('latin1', 0, bytesRead)
}

async function lastOf(file: FileHandle): Promise<Head> {
  const { size } = await file.stat()
  const from = Math.max(0, size - TAIL)
  const text = await readFrom(file, from)
  const whole = text.lastIndexOf('\n') + 1
  if (whole < text.length) await file.truncate(from + whole)
  const line = text.slice(0, whole).trimEnd().split('\n').at(-1) ?? ''
  const entry = readEntry(line)
  return entry === undefined ? NO_ENTRY : { seq: entry.seq, hash: entryHash(line) }
}
