/** The file of the log: appended to, completed after a crash, rotated by size, opened again when it was taken away. */
import { constants, write as fsWrite, type Stats } from 'node:fs'
import { type FileHandle, mkdir, open, rename, stat, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Instant } from '@portcullis/engine'

/** Writes bytes at the end of an open file and answers how many were taken: a seam, so that a test can be a full disk. */
export type WriteBytes = (fd: number, bytes: Buffer) => Promise<number>

export interface LogFileOptions {
  readonly path: string
  /** Bytes after which the file is rotated. */
  readonly maxBytes: number
  /** Files put aside that are kept; the oldest goes first. */
  readonly keep: number
  readonly write?: WriteBytes
  /** A file is about to be dropped, and why: `space`, or its age. Where this rejects, it stays. */
  readonly onDrop?: (path: string, why: 'space' | 'age') => Promise<void>
}

const FLAGS = constants.O_APPEND | constants.O_CREAT | constants.O_RDWR | constants.O_NOFOLLOW
const NEWLINE = Buffer.from('\n')

const writeToFile: WriteBytes = (fd, bytes) =>
  new Promise((resolve, reject) => {
    fsWrite(fd, bytes, 0, bytes.length, null, (error, written) => {
      if (error === null) resolve(written)
      else reject(error)
    })
  })

/** Path of the n-th file: 0 is the one that is written. */
export const rotatedPath = (path: string, index: number): string => (index === 0 ? path : `${path}.${index}`)

const missing = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'

/** A log file with a life. Every method but `open` is called by one writer, one call at a time; failures reject. */
export class LogFile {
  readonly #options: LogFileOptions
  readonly #write: WriteBytes
  #handle: FileHandle | undefined
  #inode = 0
  #size = 0
  #rotateAt: number
  /** Rotations since the start. */
  rotations = 0

  constructor(options: LogFileOptions) {
    this.#options = options
    this.#write = options.write ?? writeToFile
    this.#rotateAt = options.maxBytes
  }

  /** Opens or creates the file with mode 0600 in a folder of mode 0700; a half last line is completed, to stay alone. */
  async open(): Promise<FileHandle> {
    await this.close()
    const { path } = this.#options
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const handle = await open(path, FLAGS, 0o600)
    try {
      const stats = await handle.stat()
      if (!stats.isFile()) throw new Error(`${path} is not a regular file; name a file for the decision log`)
      if ((stats.mode & 0o777) !== 0o600) await handle.chmod(0o600)
      this.#inode = stats.ino
      this.#size = stats.size
      if (await endsWithinLine(handle, stats)) {
        this.#size += await this.#write(handle.fd, NEWLINE)
      }
    } catch (cause) {
      await handle.close()
      throw cause
    }
    this.#handle = handle
    return handle
  }

  /** Appends bytes from `offset`; the answer is how many were taken, which may be fewer. */
  async append(bytes: Buffer, offset: number): Promise<number> {
    const handle = this.#handle ?? (await this.open())
    const written = await this.#write(handle.fd, offset === 0 ? bytes : bytes.subarray(offset))
    this.#size += written
    return written
  }

  /** To be called between lines, opens a new file where the path names another one by now. */
  async look(): Promise<void> {
    if (this.#handle === undefined) return
    try {
      const stats = await stat(this.#options.path)
      if (stats.ino === this.#inode) this.#size = stats.size
      else await this.open()
    } catch (cause) {
      if (!missing(cause)) throw cause
      await this.open()
    }
  }

  /** To be called between lines: whether `next` more bytes belong into a new file. */
  isFull(next: number): boolean {
    return this.#size > 0 && this.#size + next > this.#rotateAt
  }

  /**
   * Moves every file one place on and begins a new one. Where that fails the current one goes on, and is not rotated
   * again before it has grown as much once more: each attempt may push out the oldest.
   */
  async rotate(): Promise<void> {
    const { path, keep, maxBytes } = this.#options
    this.#rotateAt = this.#size + maxBytes
    await this.#dropping(rotatedPath(path, keep), 'space')
    if (keep === 0) await unlink(path)
    for (let index = keep - 1; index >= 0; index--) {
      await rename(rotatedPath(path, index), rotatedPath(path, index + 1)).catch((cause: unknown) => {
        if (!missing(cause)) throw cause
      })
    }
    this.rotations++
    this.#rotateAt = maxBytes
    await this.open()
  }

  /** To be called between lines: puts the file aside if its first line is older than an instant. */
  async rotateOlder(than: Instant): Promise<void> {
    const begun = await beginsAt(this.#options.path)
    if (begun !== undefined && begun < than && this.#options.keep > 0) await this.rotate()
  }

  /** Drops files that were put aside and were written to for the last time before an instant. */
  async dropOlder(than: Instant): Promise<void> {
    const { path } = this.#options
    const aside: string[] = []
    for (let index = 1; await isThere(rotatedPath(path, index)); index++) aside.unshift(rotatedPath(path, index))
    for (const file of aside) {
      if ((await stat(file)).mtimeMs >= than) return
      await this.#dropping(file, 'age')
      await unlink(file)
    }
  }

  async #dropping(file: string, why: 'space' | 'age'): Promise<void> {
    if (this.#options.onDrop !== undefined && (await isThere(file))) await this.#options.onDrop(file, why)
  }

  async close(): Promise<void> {
    const handle = this.#handle
    this.#handle = undefined
    this.#size = 0
    await handle?.close()
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (cause: unknown) => {
      if (missing(cause)) return false
      throw cause
    },
  )

/** When the first line of a file was written; undefined where it does not say. */
async function beginsAt(path: string): Promise<Instant | undefined> {
  const handle = await open(path, 'r')
  try {
    const begins = Buffer.alloc(128)
    const { bytesRead } = await handle.read(begins, 0, begins.length, 0)
    const at = Date.parse(/"at":"([^"]{24})"/.exec(begins.toString('latin1', 0, bytesRead))?.[1] ?? '')
    return Number.isNaN(at) ? undefined : at
  } finally {
    await handle.close()
  }
}

async function endsWithinLine(handle: FileHandle, stats: Stats): Promise<boolean> {
  if (stats.size === 0) return false
  const last = Buffer.alloc(1)
  await handle.read(last, 0, 1, stats.size - 1)
  return last[0] !== NEWLINE[0]
}
