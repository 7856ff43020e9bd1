/** A long import under way: what came so far and where to go on, so that an interruption costs one page at most. */
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { FoundServer } from '@portcullis/catalogue'
import { ownFolder } from './own.ts'
import { makePrivateFolder, replaceFile } from './private-file.ts'

/** One page as it was read. */
export interface JournalPage {
  readonly found: readonly FoundServer[]
  readonly left: readonly (readonly [why: string, count: number])[]
  /** The cursor of the next page; null after the last. */
  readonly next: string | null
}

/** What is to be imported. */
export interface JournalHead {
  readonly registry: string
  /** RFC 3339; null for everything. */
  readonly since: string | null
  /** When the first page was asked for, RFC 3339. */
  readonly begun: string
}

/** A journal, and its pages so far. */
export interface Journal {
  readonly head: JournalHead
  readonly pages: readonly JournalPage[]
  add(page: JournalPage): void
  /** Everything of it was taken over: forgets the pages, and remembers from when on to ask the next time. */
  finish(): void
}

interface Paths {
  readonly journal: string
  readonly since: string
}

function pathsOf(dataFolder: string, key: string): Paths {
  const folder = ownFolder(dataFolder)
  return { journal: join(folder, `registry-${key}.journal`), since: join(folder, `registry-${key}.since`) }
}

/** Lines that were written whole; the last one may have been cut by a death. */
function readPages(path: string): readonly unknown[] {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line)]
    } catch {
      return []
    }
  })
}

function sinceIn(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null
}

/**
 * Opens the journal of a registry: the one that was interrupted, or a new one for what changed since the last import that
 * was finished.
 * @param key a file name's worth of the registry's address
 * @param now RFC 3339
 * @param restart forget what was there, and ask for everything
 */
export function openJournal(
  dataFolder: string,
  { key, registry }: { readonly key: string; readonly registry: string },
  now: string,
  restart: boolean,
): Journal {
  makePrivateFolder(ownFolder(dataFolder))
  const paths = pathsOf(dataFolder, key)
  if (restart) for (const path of [paths.journal, paths.since]) rmSync(path, { force: true })
  const [first, ...pages] = existsSync(paths.journal) ? readPages(paths.journal) : []
  const known = first as JournalHead | undefined
  const head = known ?? { registry, since: sinceIn(paths.since), begun: now }
  const lines = [head, ...pages].map((value) => `${JSON.stringify(value)}\n`)
  // Whatever was cut is cut off, so that the next line begins where a line begins.
  replaceFile(paths.journal, lines.join(''))
  return {
    head,
    pages: pages as JournalPage[],
    add: (page) => appendFileSync(paths.journal, `${JSON.stringify(page)}\n`, { flush: true }),
    finish() {
      replaceFile(paths.since, `${head.begun}\n`)
      rmSync(paths.journal, { force: true })
    },
  }
}
