/** Anchors: places outside the data folder that are given every entry of the journal, so that it cannot be rewritten unseen. */
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { entrySeq } from './entry.ts'
import type { Journal } from './journal.ts'

/** A place outside. */
export interface Anchor {
  /** For the operator. */
  readonly name: string
  /** Gives it what it does not have yet; what is wrong, if anything is. Never rejects. */
  catchUp(journal: Journal): Promise<string | undefined>
}

const reason = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause ? String(cause.code) : cause instanceof Error ? cause.message : 'failed'

/** A file, such as one of another disk, or one that can only be appended to. */
export function fileAnchor(path: string): Anchor {
  /** What the file was when it was written to last: as long as it is so, it need not be read. */
  let known: { readonly size: number; readonly seq: number } | undefined

  async function append(file: FileHandle, journal: Journal): Promise<void> {
    const { size } = await file.stat()
    const end = known?.size === size ? { seq: known.seq, isTorn: false } : await endOf(file)
    const wanted = await journal.after(end.seq)
    if (wanted.length > 0) await file.appendFile(`${end.isTorn ? '\n' : ''}${wanted.join('\n')}\n`, 'latin1')
    await file.datasync()
    known = { size: (await file.stat()).size, seq: entrySeq(wanted.at(-1) ?? '') ?? end.seq }
  }
  return {
    name: path,
    async catchUp(journal) {
      try {
        const file = await open(path, constants.O_APPEND | constants.O_CREAT | constants.O_RDWR, 0o600)
        await append(file, journal).finally(() => file.close())
        return undefined
      } catch (cause) {
        return reason(cause)
      }
    },
  }
}

/** The number of the last whole entry, and whether half a line follows it. */
async function endOf(file: FileHandle): Promise<{ readonly seq: number; readonly isTorn: boolean }> {
  const lines = (await file.readFile('latin1')).split('\n')
  const torn = lines.pop() ?? ''
  return { seq: entrySeq(lines.at(-1) ?? '') ?? 0, isTorn: torn !== '' }
}

/** Entries that one message carries at most. */
const AT_ONCE = 1000
/** Milliseconds that the other side may take. */
const PATIENCE = 5000

/**
 * An address of the operator, to which entries are posted: JSON Lines, oldest first. Where it does not answer, or not with a
 * 2xx, they come again with the next ones; so it may get an entry twice. After a start it gets the last entry again.
 */
export function urlAnchor(url: string): Anchor {
  let known: number | undefined
  return {
    name: new URL(url).origin,
    async catchUp(journal) {
      try {
        const all = await journal.after(known ?? 0)
        const wanted = known === undefined ? all.slice(-1) : all.slice(0, AT_ONCE)
        const last = entrySeq(wanted.at(-1) ?? '')
        if (last === undefined) return undefined
        const answer = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/x-ndjson', 'user-agent': 'portcullis' },
          body: `${wanted.join('\n')}\n`,
          redirect: 'manual',
          signal: AbortSignal.timeout(PATIENCE),
        })
        await answer.body?.cancel()
        if (!answer.ok) return `it answers with HTTP ${answer.status}`
        known = last
        return undefined
      } catch (cause) {
        return reason(cause)
      }
    },
  }
}
