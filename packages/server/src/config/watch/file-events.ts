/** Hints that files may have changed: from the file system, and by looking now and then where it tells nothing. */
import { type FSWatcher, realpathSync, watch } from 'node:fs'
import { dirname } from 'node:path'

/** Watches the folders of some files. */
export interface FileEvents {
  /** Watches the folders of these files from now on, instead of those before. */
  follow(paths: readonly string[]): void
  close(): void
}

/** How often, in milliseconds. */
export interface EventPace {
  /** Quiet time after an event before the hint is given: editors write in several steps. */
  readonly debounce: number
  /** Between two looks without any event: network file systems and containers may tell nothing. */
  readonly poll: number
}

/**
 * Calls `hint` when something in one of the folders may have changed. Folders are watched and not files, because many
 * editors put a new file in the place of the old one. Nothing here keeps the process alive.
 */
export function createFileEvents(pace: EventPace, hint: () => void): FileEvents {
  const watchers = new Map<string, FSWatcher>()
  let pending: NodeJS.Timeout | undefined
  const poll = setInterval(hint, pace.poll).unref()

  const soon = (): void => {
    clearTimeout(pending)
    pending = setTimeout(hint, pace.debounce).unref()
  }
  const drop = (folder: string): void => {
    watchers.get(folder)?.close()
    watchers.delete(folder)
  }
  const add = (folder: string): void => {
    try {
      // A watcher that fails later (the folder is gone) is replaced at the next `follow`; meanwhile there is the poll.
      const watcher = watch(folder, { persistent: false }, soon).on('error', () => drop(folder))
      watchers.set(folder, watcher)
    } catch {
      watchers.delete(folder)
    }
  }

  return {
    follow(paths) {
      const folders = new Set(paths.flatMap((path) => [dirname(path), dirname(realPath(path))]))
      for (const folder of [...watchers.keys()].filter((known) => !folders.has(known))) drop(folder)
      for (const folder of folders) if (!watchers.has(folder)) add(folder)
    },
    close() {
      clearInterval(poll)
      clearTimeout(pending)
      for (const folder of [...watchers.keys()]) drop(folder)
    },
  }
}

/** Where a symbolic link leads, changes happen in another folder. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
